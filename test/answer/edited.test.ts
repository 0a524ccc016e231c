// A server that is told which names of a zone have changed answers as one that keeps nothing, and goes on sending what it kept of all
// other names.

import t from 'tap'
import { Consulted, Freshness, MADE_OF_WORDS, noteMadeOf } from '../../src/answer/freshness.ts'
import { PreparedAnswers } from '../../src/answer/prepared.ts'
import { Type } from '../../src/dns/types.ts'
import { openChange, openGeneration, type Published, shareFaces, shareGeneration } from '../../src/serve/published.ts'
import { readMessage } from '../../src/wire/message.ts'
import { Query } from '../../src/wire/query.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { nodeMark, touchedNames } from '../../src/zone/touched.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { type AskOptions, defaultOptions, queryFor, recordText, TestServer } from '../support/ask.ts'
import { labelsText, sameLabels, wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'
import { inquiries, type World, type WorldQuestion, zoneText } from '../support/world.ts'
import { soleView, zoneOf } from '../support/zones.ts'

const head = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.net.\n'

const manners: readonly AskOptions[] = [{}, { edns: 1232 }, { stream: true }, { dnssec: true }]

/** Told each time that everything has changed. */
const fresh = new TestServer(soleView(new ZoneSet([])))

const stories = fc
  .tuple(
    inquiries({ min: 10, max: 14 }),
    inquiries({ min: 4, max: 6 }),
    fc.array(fc.nat(), { minLength: 2, maxLength: 5 }),
  )
  .map(([a, b, seeds]) => ({
    first: a.world,
    worlds: seeds.map((seed, i) => (i === 1 ? b.world : thinned(a.world, seed))),
    questions: [...a.questions, ...b.questions],
  }))

/** Few records are gone: few names change. */
function thinned({ zones }: World, seed: number): World {
  return {
    zones: zones.map(({ origin, records }) => ({
      origin,
      records: records.filter((_, i) => i < 2 || (seed >>> (i % 30)) % 5 !== 0),
    })),
  }
}

t.test('whatever names change, each answer is what it would be anew', async () => {
  fc.assert(
    fc.property(stories, ({ first, worlds, questions }) => {
      const origins = first.zones.map(({ origin }) => origin)
      const versionOf = (world: World, i: number) => {
        const zone = world.zones.find(({ origin }) => sameLabels(origin, origins[i]!)) ?? first.zones[i]!
        return zoneOf(labelsText(zone.origin), zoneText(zone))
      }
      const editors = origins.map((_, i) => new Editor(fold(versionOf(first, i), USUAL_ROOM)))
      const publish = (): Published => {
        const members = editors.map(({ newest }, i) => ({ apex: wireOf(origins[i]!), zone: newest }))
        return { generation: soleView(new ZoneSet(members)), publicViews: Uint8Array.of(0), options: defaultOptions }
      }
      let published = publish()
      const told = new TestServer(published.generation)
      let inThread = openGeneration(shareGeneration(published))
      const thread = new TestServer(inThread)
      compare(questions, published, [told, thread])
      for (const world of worlds)
        for (const [member, editor] of editors.entries()) {
          const before = editor.newest
          const after = editor.edit(diff(before, versionOf(world, member))!)
          if ('kind' in after) throw new Error(after.kind)
          const faces = [{ view: 0, member, names: touchedNames(before, after, editor.changed) }]
          const next = publish()
          told.responder.change(next.generation, faces)
          const opened = openChange(inThread, shareFaces(published, next.generation, faces))
          inThread = opened.generation
          thread.responder.change(inThread, opened.faces, opened.moved)
          published = next
          compare(questions, published, [told, thread])
        }
    }),
    { numRuns: 20 },
  )
})

/** Records of a.example and b.example before and after, and a question to which the answer changes. */
const dependent: readonly (readonly [
  what: string,
  a: string,
  b: string,
  after: 'a' | 'b',
  records: string,
  ask: string,
])[] = [
  ['a target gets an address', 'm MX 1 t\nt TXT x\n', '', 'a', 'm MX 1 t\nt TXT x\nt A 192.0.2.1\n', 'm.a.example MX'],
  ['a target comes', 'm MX 1 t\n', '', 'a', 'm MX 1 t\nt A 192.0.2.1\n', 'm.a.example MX'],
  [
    'a target comes below others',
    'm MX 1 t.u\nu A 192.0.2.2\n',
    '',
    'a',
    'm MX 1 t.u\nu A 192.0.2.2\nt.u A 192.0.2.1\n',
    'm.a.example MX',
  ],
  [
    'a name comes before a wildcard',
    'm MX 1 x.w\n*.w A 192.0.2.1\n',
    '',
    'a',
    'm MX 1 x.w\n*.w A 192.0.2.1\nx.w TXT x\n',
    'm.a.example MX',
  ],
  [
    'a name comes above it',
    'm MX 1 y.x.w\n*.w A 192.0.2.1\n',
    '',
    'a',
    'm MX 1 y.x.w\n*.w A 192.0.2.1\nx.w TXT x\n',
    'm.a.example MX',
  ],
  ['a wildcard changes', 'm MX 1 x.w\n*.w A 192.0.2.1\n', '', 'a', 'm MX 1 x.w\n*.w A 192.0.2.2\n', 'm.a.example MX'],
  [
    'an alias of a wildcard',
    'm CNAME x.w\n*.w A 192.0.2.1\n',
    '',
    'a',
    'm CNAME x.w\n*.w A 192.0.2.2\n',
    'm.a.example A',
  ],
  [
    'an alias before a wildcard',
    'm CNAME y.x.w\n*.w A 192.0.2.1\n',
    '',
    'a',
    'm CNAME y.x.w\n*.w A 192.0.2.1\nx.w TXT x\n',
    'm.a.example A',
  ],
  ['a wildcard asked itself', '*.w A 192.0.2.1\n', '', 'a', '*.w A 192.0.2.2\n', 'z.w.a.example A'],
  ['a target elsewhere', 'm MX 1 t.b.example.\n', '', 'b', 't A 192.0.2.1\n', 'm.a.example MX'],
  [
    'that has an address only now',
    'm MX 1 t.b.example.\n',
    't TXT x\n',
    'b',
    't TXT x\nt A 192.0.2.1\n',
    'm.a.example MX',
  ],
  [
    'a wildcard elsewhere',
    'm MX 1 x.b.example.\n',
    '*.b.example. A 192.0.2.1\n',
    'b',
    '*.b.example. A 192.0.2.2\n',
    'm.a.example MX',
  ],
  [
    'before a wildcard elsewhere',
    'm MX 1 y.x.b.example.\n',
    '*.b.example. A 192.0.2.1\n',
    'b',
    '*.b.example. A 192.0.2.1\nx TXT x\n',
    'm.a.example MX',
  ],
  ['an alias elsewhere', 'm CNAME t.b.example.\n', 't A 192.0.2.1\n', 'b', 't A 192.0.2.2\n', 'm.a.example A'],
  ['glue', 'sub NS ns.sub\nns.sub A 192.0.2.1\n', '', 'a', 'sub NS ns.sub\nns.sub A 192.0.2.2\n', 'x.sub.a.example A'],
  [
    'a DNAME that leads elsewhere',
    'd DNAME b.example.\n',
    't A 192.0.2.1\n',
    'b',
    't A 192.0.2.2\n',
    't.d.a.example A',
  ],
  ['the top', '', '', 'a', '@ MX 1 ns.example.net.\n', 'a.example MX'],
]

t.test('an answer changes with each name that it was made of', async (t) => {
  for (const [what, a, b, changes, records, ask] of dependent) {
    // No node of the one has the number of one of the other.
    const fill = ['', 'f1 TXT x\nf2 TXT x\nf3 TXT x\nf4 TXT x\n']
    const editors = [a, b].map(
      (text, i) => new Editor(fold(zoneOf(`${'ab'[i]}.example.`, head + fill[i]! + text), USUAL_ROOM)),
    )
    const member = changes === 'a' ? 0 : 1
    const generation = () => soleView(new ZoneSet(editors.map(({ newest }) => ({ apex: newest.apex, zone: newest }))))
    const server = new TestServer(generation())
    const answer = (server: TestServer) => sorted(server.send(queryFor(ask, { edns: 1232 }), { edns: 1232 }))
    const old = answer(server)
    t.equal(answer(server), old, `${what}: kept`)
    const before = editors[member]!.newest
    const wanted = zoneOf(`${changes}.example.`, head.replace(' 1 1d', ' 2 1d') + fill[member]! + records)
    const after = editors[member]!.edit(diff(before, wanted)!)
    if ('kind' in after) throw new Error(after.kind)
    const names = touchedNames(before, after, editors[member]!.changed)
    server.responder.change(generation(), [{ view: 0, member, names }])
    t.ok(names !== undefined, 'told name by name')
    t.not(answer(server), old, what)
    t.equal(answer(server), answer(new TestServer(generation())))
  }
})

/** The marks by which two versions differ. */
function marks(one: string, other: string): readonly number[] | undefined {
  const editor = new Editor(fold(zoneOf('example.com.', head + one), USUAL_ROOM))
  const before = editor.newest
  const after = editor.edit(diff(before, zoneOf('example.com.', head.replace(' 1 1d', ' 2 1d') + other))!)
  if ('kind' in after) throw new Error(after.kind)
  return touchedNames(before, after, editor.changed)
}

t.test('what hides names, or stands for them, is more than a change of names', async (t) => {
  t.same(marks('', ''), [])
  t.equal(marks('a A 192.0.2.1\n', 'a A 192.0.2.2\n')?.length, 2)
  t.equal(marks('', '@ TXT x\n')?.length, 2)
  t.equal(marks('*.a A 192.0.2.1\n', '*.a A 192.0.2.2\n')?.length, 2)
  for (const [one, other] of [
    ['', '*.a A 192.0.2.1\n'],
    ['', 'x.*.a A 192.0.2.1\n'],
    ['', 'a NS ns\n'],
    ['a TXT x\n', 'a TXT x\na DNAME example.net.\n'],
    ['', '@ NSEC3PARAM 1 0 0 -\n'],
  ] as const) {
    t.equal(marks(one, other), undefined, other)
    t.equal(marks(other, one), undefined, `without ${other}`)
  }
})

t.test('an answer holds until one of its names has changed, or its SOA', async (t) => {
  const freshness = new Freshness()
  const consulted = new Consulted()
  const begin = () => {
    freshness.reset([4])
    consulted.clear()
    consulted.add(2)
    consulted.mark(nodeMark(7))
  }
  const holds = (epoch = 0) => wouldHold(freshness, consulted, epoch)
  begin()
  const others = Array.from({ length: 1000 }, (_, i) => nodeMark(i)).filter((mark) => mark !== nodeMark(7))
  freshness.change([{ view: 0, member: 2, names: others.slice(0, 100) }])
  t.ok(holds(), 'others have changed')
  consulted.addSoa()
  t.notOk(holds(), 'with an SOA')
  begin()
  freshness.change([{ view: 0, member: 2, names: [nodeMark(7)] }])
  t.notOk(holds())
  t.ok(holds(1), 'made after that')
  freshness.change([{ view: 0, member: 2, names: [nodeMark(500)] }])
  t.notOk(holds(0), 'it is remembered')
  begin()
  freshness.change([{ view: 0, member: 2, names: others }])
  t.notOk(holds(), 'more than are told one by one')
  begin()
  for (let i = 0; i < 4; i++) freshness.change([{ view: 0, member: 2, names: others.slice(i * 200, i * 200 + 200) }])
  t.ok(holds(), 'however many others there were')
  freshness.change([{ view: 0, member: 1, names: [nodeMark(7)] }])
  t.ok(holds(), 'the name of another zone')
  for (let i = 8; i < 8 + 5; i++) consulted.mark(nodeMark(i))
  for (let i = 8; i < 8 + 5; i++) consulted.mark(nodeMark(i))
  t.ok(holds(freshness.epoch - 1), 'six names are noted, each once')
  for (let i = 7; i < 8 + 5; i++) {
    const { epoch } = freshness
    freshness.change([{ view: 0, member: 2, names: [nodeMark(i)] }])
    t.notOk(holds(epoch), `the one with number ${i} has changed`)
  }
  consulted.mark(nodeMark(20))
  const { epoch } = freshness
  freshness.change([{ view: 0, member: 2, names: [nodeMark(500)] }])
  t.notOk(holds(epoch), 'made of more names than are noted')
})

t.test('few answers lose their place by chance', async (t) => {
  const freshness = new Freshness()
  freshness.reset([1])
  freshness.change([{ view: 0, member: 0, names: [nodeMark(1)] }])
  let lost = 0
  for (let node = 10; node < 10_010; node++) {
    const consulted = new Consulted()
    consulted.add(0)
    for (const one of [node, node + 20_000, node + 40_000]) consulted.mark(nodeMark(one))
    if (!wouldHold(freshness, consulted, 0)) lost++
  }
  t.ok(lost < 10, `${lost} of 10,000`)
})

function wouldHold(freshness: Freshness, consulted: Consulted, epoch: number): boolean {
  const words = new Int32Array(MADE_OF_WORDS)
  noteMadeOf(words, 0, epoch, consulted)
  return freshness.holds(0, words, 0)
}

/** Each server is asked as often as the new one, so that records take turns alike but for where they begin. */
function compare(questions: readonly WorldQuestion[], { generation }: Published, servers: readonly TestServer[]): void {
  fresh.responder.use(generation)
  for (const { name, type } of questions)
    for (const manner of manners) {
      const query = queryFor(`${labelsText(name)} ${type}`, manner)
      const wanted = sorted(fresh.send(query, manner))
      for (const server of servers)
        if (sorted(server.send(query, manner)) !== wanted)
          throw new Error(`${labelsText(name)} ${type}: ${sorted(server.send(query, manner))}\n${wanted}`)
    }
}

/** All that it says, whichever record comes first. */
function sorted(octets: Uint8Array): string {
  const { flags, answer, authority, additional, opt } = readMessage(octets)!
  return JSON.stringify([
    flags,
    ...[answer, authority, additional].map((records) => records.map(recordText).sort()),
    opt,
  ])
}

/** Questions about names of example.com that the one answers otherwise than the other. */
function differences(
  one: TestServer,
  other: TestServer,
  names: readonly string[],
  types: readonly string[],
): readonly string[] {
  return types.flatMap((type) =>
    names.flatMap((name) =>
      manners.flatMap((manner) => {
        const question = `${name === '' ? '' : `${name}.`}example.com ${type}`
        const ask = queryFor(question, manner)
        const [got, wanted] = [one, other].map((server) => sorted(server.send(ask, manner)))
        return got === wanted ? [] : [`${question} ${JSON.stringify(manner)}: ${got}, not ${wanted}`]
      }),
    ),
  )
}

t.test(
  'while a zone and its SOA change, names without the type share an answer, each with its own question',
  async (t) => {
    const names = ['ns', 'a', 'b', 'a.much.longer.name', '*.w', 'x.w', 'al', '', 'sub']
    const text = (serial: number, address: number) =>
      // No answer with the SOA is good for long.
      `${head.replace(' 1 1d', ` ${serial} 1d`).replace('1h', `${serial}h`)}ns A 192.0.2.1\na A 192.0.2.${address}\nb TXT x\na.much.longer.name TXT x\n` +
      '*.w A 192.0.2.1\nal CNAME a\nsub NS ns\n'
    const editor = new Editor(fold(zoneOf('example.com.', text(1, 1)), USUAL_ROOM))
    const generation = () => soleView(new ZoneSet([{ apex: editor.newest.apex, zone: editor.newest }]))
    for (const minimalResponses of [true, false]) {
      const server = new TestServer(generation(), { minimalResponses })
      for (let serial = editor.newest.serial + 1, end = serial + 4; serial < end; serial++) {
        const before = editor.newest
        const after = editor.edit(diff(before, zoneOf('example.com.', text(serial, serial)))!)
        if ('kind' in after) throw new Error(after.kind)
        server.responder.change(generation(), [
          { view: 0, member: 0, names: touchedNames(before, after, editor.changed) },
        ])
        const alone = new TestServer(generation(), { minimalResponses })
        const types = ['AAAA', 'MX', 'DS', 'ANY', 'RRSIG', 'AAAA']
        t.same(differences(server, alone, names, types), [], `${serial}`)
      }
    }
  },
)

/** A kept answer of which nothing counts but that it ends in the numbers of an SOA. */
function keptNodata(prepare: (consulted: Consulted) => void = () => {}) {
  const freshness = new Freshness()
  freshness.reset([2])
  const prepared = new PreparedAnswers(freshness)
  const consulted = new Consulted()
  consulted.add(1)
  consulted.mark(nodeMark(7))
  consulted.addSoa()
  prepare(consulted)
  const asked = queryOf(['a', 'example', 'com'], Type.AAAA, {})
  const query = new Query()
  query.read(asked, 0, asked.length)
  const message = Buffer.concat([asked, Buffer.alloc(40, 0x11)])
  prepared.put(Type.AAAA, query, 1, consulted, (_query, _order, out, at) => {
    out.set(message, at)
    return message.length
  })
  /** The serial that is said, or undefined where nothing is kept any more; all else has to be what it was. */
  const told = () => {
    const out = Buffer.alloc(512)
    const length = prepared.copy(Type.AAAA, query, 512, out, 3)
    if (length === 0) return undefined
    const serial = out.readUInt32BE(3 + length - 20)
    out.writeUInt32BE(0x11111111, 3 + length - 20)
    if (!out.subarray(3, 3 + length).equals(message)) throw new Error('another answer')
    return serial
  }
  const change = (serial: number | undefined, node: number, member = 1) =>
    freshness.change([{ view: 0, member, names: [nodeMark(node)], serial }])
  return { told, change }
}

t.test('an answer that ends in an SOA is kept while other names change, and says the serial of now', async (t) => {
  const { told, change } = keptNodata()
  t.equal(told(), 0x11111111)
  change(5, 9, 0)
  t.equal(told(), 0x11111111, 'another zone has changed')
  for (const serial of [2, 0, 0xffffffff, 0x80000000]) {
    change(serial, 9)
    t.equal(told(), serial)
    t.equal(told(), serial, 'and again')
  }
  for (let serial = 10; serial < 20; serial++) change(serial, serial)
  change(77, 9, 0)
  t.equal(told(), 19, 'of the last of ten changes, by its own zone')
  change(20, 7)
  t.equal(told(), undefined, 'its own name has changed')
})

t.test(
  'an answer with an SOA is over where that has changed otherwise, or stands anywhere in the answer',
  async (t) => {
    const { told, change } = keptNodata()
    change(undefined, 9)
    change(3, 9)
    t.equal(told(), undefined, 'it has another TTL, or another name in it')
    const pinned = keptNodata((consulted) => consulted.pinSoa())
    pinned.change(5, 9, 0)
    t.equal(pinned.told(), 0x11111111, 'another zone')
    pinned.change(2, 9)
    t.equal(pinned.told(), undefined)
  },
)

t.test('names without the type say the serial of each edition, and change with what they own', async (t) => {
  const names = ['ns', 'a', 'b', 'deep.er', 'er', '*.w', 'x.w', 'al', '', 'sub', 'x.sub', 'none']
  const texts = [
    ['a A 192.0.2.1\n', 300],
    ['a A 192.0.2.2\n', 300],
    ['a A 192.0.2.2\nnone TXT x\n', 300],
    ['a A 192.0.2.2\n', 300],
    ['a AAAA 2001:db8::1\n', 300],
    ['a CNAME b\n', 300],
    ['', 300],
    ['a A 192.0.2.3\ner TXT x\n', 300],
    ['a A 192.0.2.3\n', 300],
    ['a A 192.0.2.4\n', 200],
    ['a A 192.0.2.5\n', 200],
  ] as const
  const text = (serial: number) => {
    const [records, minimum] = texts[serial - 1]!
    return (
      `$TTL 600\n@ SOA ns hostmaster ${serial} 1d 2h 4w ${minimum}\n@ NS ns\nns A 192.0.2.1\nb TXT x\n` +
      `deep.er TXT x\n*.w A 192.0.2.1\nal CNAME a\nsub NS ns\n${records}`
    )
  }
  for (const minimalResponses of [true, false]) {
    const editor = new Editor(fold(zoneOf('example.com.', text(1)), USUAL_ROOM))
    const generation = () => soleView(new ZoneSet([{ apex: editor.newest.apex, zone: editor.newest }]))
    const server = new TestServer(generation(), { minimalResponses })
    for (let serial = 1; serial <= texts.length; serial++) {
      const before = editor.newest
      if (serial > 1) {
        const after = editor.edit(diff(before, zoneOf('example.com.', text(serial)))!)
        if ('kind' in after) throw new Error(after.kind)
        server.responder.change(generation(), [
          { view: 0, member: 0, names: touchedNames(before, after, editor.changed) },
        ])
      }
      const alone = new TestServer(generation(), { minimalResponses })
      const types = ['AAAA', 'MX', 'DS', 'SOA', 'AAAA', 'NS']
      t.same(differences(server, alone, names, types), [], `${serial}`)
    }
  }
})

// An edition says what a zone read anew would say, the ones before it go on saying what they said, and what is not wanted
// leaves nothing behind.

import t from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import { APEX, hasTarget, type Node, type RRset, Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { type AskOptions, queryFor, TestServer } from '../support/ask.ts'
import { labelsOf, labelsText, sameLabels } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, type World, type WorldQuestion, zoneText } from '../support/world.ts'
import { soleView, zoneOf } from '../support/zones.ts'

const server = new TestServer(soleView(new ZoneSet([])))
const manners: readonly AskOptions[] = [{}, { edns: 1232 }, { stream: true }, { dnssec: true }]

/** Versions of some zones, one after the other, and what to ask them. */
const stories = fc
  .tuple(inquiries({ min: 8, max: 12 }), inquiries({ min: 4, max: 6 }), inquiries({ min: 4, max: 6 }), fc.nat())
  .map(([a, b, c, seed]) => ({
    versions: [a.world, b.world, thinned(a.world, seed), c.world, thinned(c.world, seed)].map((world) =>
      a.world.zones.map((first) => {
        const zone = world.zones.find(({ origin }) => sameLabels(origin, first.origin)) ?? first
        return zoneOf(labelsText(zone.origin), zoneText(zone))
      }),
    ),
    questions: [...a.questions, ...b.questions, ...c.questions],
  }))

t.test(
  'an edition has no difference left from the zone it was to become, and answers as if it had been read anew',
  async () => {
    fc.assert(
      fc.property(stories, ({ versions, questions }) => {
        const editions = editAll(versions)
        for (const [i, zones] of editions.entries()) {
          for (const [k, zone] of zones.entries()) {
            same(zone, versions[i]![k]!)
            same(fold(zone), zone)
            same(fold(zone, USUAL_ROOM), zone)
          }
          sameAnswers(questions, zones.map(rebuilt), zones)
        }
      }),
      { numRuns: 40 },
    )
  },
)

t.test('an edition answers on as it did, whatever comes after it', async () => {
  fc.assert(
    fc.property(stories, ({ versions, questions }) => {
      const [first, ...others] = versions
      const editors = first!.map((zone) => new Editor(fold(zone, USUAL_ROOM)))
      const pinned = editors.map(({ newest }) => newest)
      const before = answersOf(questions, pinned)
      const seen: { readonly zones: readonly Zone[]; readonly answers: readonly Buffer[] }[] = []
      for (const version of others) {
        const zones = editors.map((editor, k) => editTo(editor, version[k]!))
        seen.push({ zones, answers: answersOf(questions, zones) })
      }
      for (const { zones, answers } of [{ zones: pinned, answers: before }, ...seen]) {
        // As another thread opens it.
        const opened = zones.map((zone) => Zone.open(zone.image, zone.edition))
        if (!answersOf(questions, opened).every((answer, i) => answer.equals(answers[i]!)))
          throw new Error('an older edition has changed its mind')
      }
    }),
    { numRuns: 40 },
  )
})

t.test('an edition that is not wanted leaves nothing behind', async () => {
  fc.assert(
    fc.property(stories, ({ versions: [first, unwanted, wanted], questions }) => {
      const editors = first!.map((zone) => new Editor(fold(zone, USUAL_ROOM)))
      for (const [k, editor] of editors.entries()) {
        editTo(editor, unwanted![k]!)
        editor.discard()
      }
      sameAnswers(
        questions,
        first!,
        editors.map(({ newest }) => newest),
      )
      const zones = editors.map((editor, k) => editTo(editor, wanted![k]!))
      for (const [k, zone] of zones.entries()) same(zone, wanted![k]!)
      sameAnswers(questions, zones.map(rebuilt), zones)
    }),
    { numRuns: 40 },
  )
})

const head = '@ 60 SOA ns hostmaster 1 1d 2h 4w 1h\n@ 60 NS ns\nns 60 A 192.0.2.1\n'

t.test('a changeset that does not fit changes nothing, and says where', async (t) => {
  const zone = fold(zoneOf('example.com.', `${head}www 60 A 192.0.2.2\n`), USUAL_ROOM)
  const misfits: readonly (readonly [string, 'removed' | 'added', string])[] = [
    ['a record that is not there', 'removed', 'www 60 A 192.0.2.9'],
    ['a type that is not there', 'removed', 'www 60 AAAA 2001:db8::1'],
    ['a name that is not there', 'removed', 'ftp 60 A 192.0.2.2'],
    ['a record that is there', 'added', 'www 60 A 192.0.2.2'],
    ['another TTL beside one that stays', 'added', 'www 90 A 192.0.2.3'],
  ]
  for (const [what, list, line] of misfits) {
    const editor = new Editor(zone)
    const outcome = editor.edit({ removed: RecordList.empty(), added: RecordList.empty(), [list]: recordsOf(line) })
    t.match(outcome, { kind: 'misfit', type: line.includes('AAAA') ? Type.AAAA : Type.A }, what)
    same(editor.newest, zone)
  }
})

t.test('what no zone can hold does not get in, whoever brings it', async (t) => {
  const zone = fold(zoneOf('example.com.', `${head}mail 60 MX 1 Ns\n`), USUAL_ROOM)
  const record = (owner: string, type: number, octets: readonly number[], ttl = 60) => {
    const list = RecordList.empty()
    list.add(nameFromText(owner), 0, type, ttl, Uint8Array.from(octets), 0, octets.length)
    return list
  }
  const misfits: readonly (readonly [string, RecordList])[] = [
    ['an address of three octets', record('x.example.com.', Type.A, [192, 0, 2])],
    ['a host that is cut off', record('x.example.com.', Type.MX, [0, 1, 5, 65])],
    ['a host behind a pointer', record('x.example.com.', Type.MX, [0, 1, 0xc0, 0])],
    ['an alias without a target', record('x.example.com.', Type.CNAME, [])],
    ['a text that is cut off', record('x.example.com.', Type.TXT, [5, 65])],
    ['no type', record('x.example.com.', 0, [])],
    ['OPT', record('example.com.', Type.OPT, [])],
    ['ANY', record('x.example.com.', Type.ANY, [])],
    ['a TTL of 32 bits', record('x.example.com.', Type.A, [192, 0, 2, 1], 0x80000000)],
    ['a host that is there in other letters', recordsOf('mail 60 MX 1 nS')],
  ]
  for (const [what, added] of misfits) {
    const editor = new Editor(zone)
    t.match(editor.edit({ removed: RecordList.empty(), added }), { kind: 'misfit' }, what)
    same(editor.newest, zone)
  }
  const twice = RecordList.empty()
  for (const one of [recordsOf('y 60 MX 1 a'), recordsOf('y 60 MX 1 A')])
    one.each((bytes, owner, type, ttl, data, length) => twice.add(bytes, owner, type, ttl, bytes, data, data + length))
  const owner = nameFromText('y.example.com.')
  t.match(new Editor(zone).edit({ removed: RecordList.empty(), added: twice }), { kind: 'misfit', owner })
  const respelled = { removed: recordsOf('mail 60 MX 1 Ns'), added: recordsOf('mail 60 MX 1 ns') }
  t.notMatch(new Editor(zone).edit(respelled), { kind: 'misfit' }, 'in the place of the other one')
})

t.test('the denial chain of an edition is that of the zone read anew, whatever becomes of its names', async () => {
  const name = fc.constantFrom('@', 'a', 'b.a', 'B', 'c', '*.c', 'x.y.z', 'y.z', 'ns')
  const kind = fc.constantFrom('NSEC a.example.com. A', 'A 192.0.2.7', 'NSEC3PARAM 1 0 0 -', 'NSEC3 1 0 0 - 00000000 A')
  const version = fc.uniqueArray(fc.tuple(name, kind), { selector: String, maxLength: 20 })
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 6 }), (versions) => {
      const zones = versions.map((records) =>
        zoneOf('example.com.', `${head}${records.map(([owner, data]) => `${owner} 60 ${data}\n`).join('')}`),
      )
      const editor = new Editor(fold(zones[0]!, USUAL_ROOM))
      for (const zone of zones) {
        same(editTo(editor, zone), zone)
        same(fold(editor.newest), zone)
      }
    }),
  )
})

t.test('a DNAME or a cut that comes or goes hides what lies below it, or gives it back', async () => {
  const below = 'www 60 A 192.0.2.2\n*.a 60 A 192.0.2.3\nb.a 60 TXT x\nc.b.a 60 MX 1 d.c.b.a\nd.c.b.a 60 A 192.0.2.4\n'
  const shadows = [
    '',
    '@ 60 DNAME example.net.',
    'a 60 DNAME www',
    'a 60 NS ns.a',
    'b.a 60 NS ns',
    'c.b.a 60 NS ns',
    '',
  ]
  const questions = ['example.com', 'www', 'x.a', 'x.b.a', 'c.b.a', 'd.c.b.a', 'x.d.c.b.a', 'y'].flatMap((name) =>
    ['A', 'MX', 'DNAME', 'NS'].map((type) => ({
      name: labelsOf(nameFromText(name === 'example.com' ? `${name}.` : `${name}.example.com.`)),
      type,
    })),
  )
  const zones = shadows.map((shadow) => zoneOf('example.com.', `${head}${below}${shadow}\n`))
  for (const first of zones) {
    const editor = new Editor(fold(first, USUAL_ROOM))
    for (const zone of zones) sameAnswers(questions, [zone], [editTo(editor, zone)])
  }
})

t.test('where the image is full nothing changes, and after a fold it goes on', async (t) => {
  let editor = new Editor(fold(zoneOf('example.com.', head), USUAL_ROOM))
  let folds = 0
  for (let i = 0; i < 3_000; i++) {
    const text = `${head}www${i % 7} 60 A 192.0.2.${i % 250}\n`
    const before = editor.newest
    const changes = diff(before, zoneOf('example.com.', text))!
    if ('kind' in editor.edit(changes)) {
      folds++
      same(editor.newest, before)
      editor = new Editor(fold(before, USUAL_ROOM))
      editor.edit(changes)
    }
    if (i % 97 === 0) same(editor.newest, zoneOf('example.com.', text))
  }
  t.ok(folds > 0, 'it was full at least once')
  t.ok(folds < 30, `it was full ${folds} times`)
})

t.test('a changeset of any size fits into the room that is made for it', async (t) => {
  const many = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join('')
  const texts = [
    '',
    many(2000, (i) => `a.b.c.d.www${i} 60 A 192.0.2.1\n`),
    many(9000, (i) => `many 60 A 10.0.${i >>> 8}.${i & 255}\n`),
    many(5000, (i) => `mail${i} 60 MX 1 mail${i}\nmail${i} 60 TXT ${'x'.repeat(200)}\n`),
    `${many(5000, (i) => `mail${i}.a 60 MX 1 mail${i}\n`)}a 60 NS ns\n`,
    `${many(5000, (i) => `mail${i}.a 60 MX 1 mail${i}\n`)}a 60 A 192.0.2.1\n`,
  ]
  const zones = texts.map((text) => zoneOf('example.com.', head + text))
  let refused = 0
  for (const [i, before] of zones.entries()) {
    const after = zones[(i + 1) % zones.length]!
    const changes = diff(before, after)!
    if ('kind' in new Editor(fold(before, USUAL_ROOM)).edit(changes)) refused++
    same(editTo(new Editor(fold(before, roomFor(before, changes))), after), after)
  }
  t.ok(refused > 0, 'the usual room was too small for some')
})

t.test('of several editions as many are taken back as nobody wants', async (t) => {
  const zone = (text: string) => zoneOf('example.com.', head + text)
  const versions = ['', 'a.b 60 A 192.0.2.1\n', 'b 60 A 192.0.2.1\n*.c 60 NS ns\n', 'x.c 60 MX 1 x.c\n', ''].map(zone)
  const editor = new Editor(fold(versions[0]!, USUAL_ROOM))
  editTo(editor, versions[1]!)
  editor.settle()
  const changed = editor.changed.map((node) => nameText(editor.newest.name(node)))
  t.same(new Set(changed), new Set(['a.b.example.com.', 'b.example.com.']))
  for (const version of versions.slice(2)) same(editTo(editor, version), version)
  for (const version of versions.slice(1, 4).reverse()) {
    editor.discard()
    same(editor.newest, version)
  }
  t.same(
    editor.changed.map((node) => nameText(editor.newest.name(node))),
    changed,
  )
  t.throws(() => editor.discard(), 'others see that one')
  for (const version of versions) same(editTo(editor, version), version)
})

t.test('a changeset is read back from its octets', async (t) => {
  const { removed, added } = diff(zoneOf('example.com.', head), zoneOf('example.com.', `${head}a.b 60 TXT x y\n`))!
  t.equal(removed.count, 0)
  const again = RecordList.read(added.bytes)
  t.same(again, added)
  for (let cut = 1; cut < added.size; cut++) t.type(RecordList.read(added.bytes.slice(0, cut)), 'string')
})

/** Some of the records are gone: a small difference, as most are. */
function thinned({ zones }: World, seed: number): World {
  return {
    zones: zones.map(({ origin, records }) => ({
      origin,
      records: records.filter((_, i) => i < 2 || (seed >> (i % 24)) % 3 !== 0),
    })),
  }
}

function editAll([first, ...others]: readonly (readonly Zone[])[]) {
  const editor = first!.map((zone) => new Editor(fold(zone, USUAL_ROOM)))
  const editions = [editor.map(({ newest }) => newest)]
  for (const version of others) editions.push(editor.map((one, k) => editTo(one, version[k]!)))
  return editions
}

function editTo(editor: Editor, wanted: Zone): Zone {
  const zone = editor.edit(diff(editor.newest, wanted)!)
  if ('kind' in zone) throw new Error(`not edited: ${zone.kind}`)
  return zone
}

function same(one: Zone, other: Zone): void {
  for (const { removed, added } of [diff(one, other)!, diff(other, one)!])
    if (removed.count + added.count > 0) throw new Error('the zones differ')
  const told = (zone: Zone) => {
    const chain = Array.from(zone.order, (node) => nameText(zone.name(node)))
    return JSON.stringify([zone.names, zone.records, zone.denial, chain]).toLowerCase()
  }
  if (told(one) !== told(other)) throw new Error(`${told(one)} against ${told(other)}`)
}

/** The zone made anew out of its records. */
function rebuilt(zone: Zone): Zone {
  const builder = new ZoneBuilder(zone.apex)
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      builder.owner(zone.name(node), 0)
      for (const rdata of rdataOf(zone, set)) builder.record(zone.type(set), zone.ttl(set), rdata, rdata.length, 0)
    }
  }
  return builder.finish()
}

function rdataOf(zone: Zone, set: RRset): Uint8Array[] {
  const found: Uint8Array[] = []
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, hasTarget(zone.type(set))))
    found.push(zone.heap.slice(data, data + zone.lengthOf(data)))
  return found
}

function recordsOf(line: string): RecordList {
  return diff(zoneOf('example.com.', head), zoneOf('example.com.', `${head}${line}\n`))!.added
}

function sameAnswers(questions: readonly WorldQuestion[], some: readonly Zone[], others: readonly Zone[]): void {
  const [one, other] = [answersOf(questions, some), answersOf(questions, others)]
  const i = one.findIndex((answer, k) => !answer.equals(other[k]!))
  if (i < 0) return
  const { name, type } = questions[Math.floor(i / manners.length)]!
  throw new Error(`${labelsText(name)} ${type}\n${one[i]!.toString('hex')}\n${other[i]!.toString('hex')}`)
}

/** Its turn to come first is nobody's: each time the server begins anew. */
function answersOf(questions: readonly WorldQuestion[], zones: readonly Zone[]): Buffer[] {
  server.responder.use(soleView(new ZoneSet(zones.map((zone) => ({ apex: zone.apex, zone })))))
  return questions.flatMap(({ name, type }) =>
    manners.map((manner) => Buffer.from(server.send(queryFor(`${labelsText(name)} ${type}`, manner), manner))),
  )
}

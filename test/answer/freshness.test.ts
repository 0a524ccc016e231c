// Kept answers hold as long as the zones that they come from, and no longer: a server that hears which zones have changed
// answers as one that starts just now.

import t from 'tap'
import { Consulted, Freshness, MADE_OF_WORDS, noteMadeOf } from '../../src/answer/freshness.ts'
import { openChange, openGeneration, type Published, shareGeneration, stepBetween } from '../../src/serve/published.ts'
import { compilePrefixes } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import type { Generation } from '../../src/views/view.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { type AskOptions, defaultOptions, queryFor, recordText, TestServer } from '../support/ask.ts'
import { labelsText, sameLabels, wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, type World, type WorldQuestion, type WorldZone, zoneText } from '../support/world.ts'
import { zoneOf } from '../support/zones.ts'

const manners: readonly AskOptions[] = [{}, { edns: 1232 }, { stream: true }, { dnssec: true }]

/** Hears each time that everything has changed. */
const fresh = new TestServer(publish([], [], 0).generation)

/** Versions of the zones of a world, any of which may be missing, and what is asked between two of them. */
const stories = fc
  .tuple(inquiries({ min: 10, max: 14 }), inquiries({ min: 1, max: 1 }), inquiries({ min: 1, max: 1 }))
  .chain(([a, b, c]) =>
    fc.record({
      origins: fc.constant(a.world.zones.map(({ origin }) => origin)),
      worlds: fc.constant([a.world, b.world, c.world]),
      questions: fc.constant([...a.questions, ...a.questions]),
      steps: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 5 }),
    }),
  )

t.test('a server told of changed zones answers as one that knows nothing else', async () => {
  fc.assert(
    fc.property(stories, ({ origins, worlds, questions, steps }) => {
      let zones = origins.map((origin) => versionOf(worlds[0]!, origin))
      let published = publish(origins, zones, 1)
      const told = new TestServer(published.generation)
      let inThread = openGeneration(shareGeneration(published))
      const thread = new TestServer(inThread)
      compare(questions, published.generation, [told, thread])
      for (const [i, [which, version]] of steps.entries()) {
        const face = which % origins.length
        const zone = version === 3 ? undefined : versionOf(worlds[version]!, origins[face]!)
        zones = zones.with(face, zone)
        const next = publish(origins, zones, i + 2)
        const step = stepBetween(published, next)!
        told.responder.change(next.generation, step.faces!)
        const opened = openChange(inThread, step.change)
        inThread = opened.generation
        thread.responder.change(inThread, opened.faces, opened.moved)
        published = step.after
        compare(questions, published.generation, [told, thread])
      }
    }),
    { numRuns: 25 },
  )
})

t.test('an answer that another zone has a part in changes with that one', async (t) => {
  const names = [
    ['a', 'example'],
    ['b', 'example'],
  ]
  const one = zoneOf(
    'a.example.',
    `${head}@ MX 10 mx.b.example.\nmail MX 10 mx.b.example.\nalias CNAME www.b.example.\n` +
      '*.wild CNAME www.b.example.\ntree DNAME b.example.\nsub NS ns.b.example.\n_x._tcp SRV 1 1 1 mx.b.example.\n' +
      'svc HTTPS 0 svc.b.example.\nlate MX 10 late.b.example.\n',
  )
  const two = (last: number) =>
    zoneOf(
      'b.example.',
      `${head}mx A 192.0.2.${last}\nwww A 192.0.2.${last}\nns A 192.0.2.${last}\nsvc HTTPS 1 . ipv4hint=192.0.2.${last}\n${
        last > 1 ? 'late A 192.0.2.9\n' : ''
      }`,
    )
  const questions = ['a.example. MX', 'mail.a.example. MX', 'alias.a.example. A', 'x.wild.a.example. A']
  questions.push('www.tree.a.example. A', 'x.sub.a.example. A', '_x._tcp.a.example. SRV', 'svc.a.example. HTTPS')
  questions.push('late.a.example. MX')
  let published = publish(names, [one, two(1)], 1)
  const server = new TestServer(published.generation)
  const ask = (question: string) =>
    Buffer.from(server.send(queryFor(question, { edns: 1232 }), { edns: 1232 })).toString('hex')
  const before = questions.map(ask)
  t.same(questions.map(ask), before, 'kept, and sent again')
  const next = publish(names, [one, two(2)], 2)
  server.responder.change(next.generation, stepBetween(published, next)!.faces!)
  published = next
  for (const [i, question] of questions.entries()) t.not(ask(question), before[i], question)
})

t.test('what is not about zones alone is no change of faces', async (t) => {
  const [zone, other] = ['192.0.2.1', '192.0.2.2'].map((address) => zoneOf('example.com.', `${head}www A ${address}\n`))
  const name = [['example', 'com']]
  const one = publish(name, [zone], 1)
  const changed = (next: Published) => stepBetween(one, next)!.faces
  t.same(changed(publish(name, [zone], 2)), [])
  t.same(changed(publish(name, [other], 2)), [{ view: 0, member: 0 }])
  t.same(changed(publish(name, [undefined], 2)), [{ view: 0, member: 0 }])
  t.equal(changed(publish([['example', 'net']], [zone], 2)), undefined)
  t.equal(changed(publish([...name, ['example', 'net']], [zone, zone], 2)), undefined)
  t.equal(changed(publish(name, [zone], 2, '10.0.0.0/8')), undefined)
  t.equal(changed({ ...one, publicViews: Uint8Array.of(1) }), undefined)
  t.equal(changed({ ...one, options: { ...defaultOptions, minimalResponses: false } }), undefined)
})

t.test('an answer holds until one of its zones has changed', async (t) => {
  const freshness = new Freshness()
  freshness.reset([4, 4])
  const consulted = new Consulted()
  for (const member of [2, 2, 3, 2]) consulted.add(member)
  const kept = new Int32Array(MADE_OF_WORDS)
  noteMadeOf(kept, 0, freshness.epoch, consulted)
  const holds = (view: number) => freshness.holds(view, kept, 0)
  freshness.change([{ view: 0, member: 1 }])
  t.ok(holds(0))
  freshness.change([{ view: 1, member: 3 }])
  t.ok(holds(0))
  t.notOk(holds(1))
  freshness.change([{ view: 0, member: 3 }])
  t.notOk(holds(0))
  consulted.add(0)
  noteMadeOf(kept, 0, freshness.epoch, consulted)
  t.notOk(holds(0), 'more zones than are noted')
})

const head = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.net.\n'

function versionOf({ zones }: World, origin: WorldZone['origin']): Zone | undefined {
  const zone = zones.find((zone) => sameLabels(zone.origin, origin))
  return zone && zoneOf(labelsText(origin), zoneText(zone))
}

function publish(
  origins: readonly WorldZone['origin'][],
  zones: readonly (Zone | undefined)[],
  number: number,
  clients = '192.0.2.0/24',
): Published {
  const members = origins.map((origin, i) => ({ apex: wireOf(origin), zone: zones[i] }))
  const read = readPrefix(clients)
  if (read.kind !== 'prefixes') throw new Error(clients)
  const prefixes = compilePrefixes(read.prefixes.map((prefix) => ({ prefix, view: 0 })))
  const generation = { number, prefixes, views: [{ name: 'any', zones: new ZoneSet(members) }] }
  return { generation, publicViews: Uint8Array.of(0), options: defaultOptions }
}

/** Each server is asked as often as the new one, so that records take turns alike but for where they begin. */
function compare(questions: readonly WorldQuestion[], generation: Generation, servers: readonly TestServer[]): void {
  fresh.responder.use(generation)
  for (const { name, type } of questions)
    for (const manner of manners) {
      const query = queryFor(`${labelsText(name)} ${type}`, manner)
      const wanted = sorted(fresh.send(query, manner))
      for (const server of servers)
        if (sorted(server.send(query, manner)) !== wanted)
          throw new Error(`${labelsText(name)} ${type} is another answer`)
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

t.test('a zone that changes by names counts as one that changes, and one that was read anew does not', (t) => {
  const freshness = new Freshness()
  freshness.reset([2])
  freshness.tick(1000)
  freshness.change([
    { view: 0, member: 0, names: [] },
    { view: 0, member: 1 },
  ])
  t.same([freshness.isRestless(0, 0), freshness.isRestless(0, 1)], [true, false])
  freshness.tick(4000)
  t.notOk(freshness.isRestless(0, 0), 'and after a while neither')
  t.end()
})

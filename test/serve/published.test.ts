// Whatever zones come, go and change, in whatever order: a thread that is told of that alone answers as one that begins just now, and so
// does one that begins in the middle of it. It opens no zone again that it has, and goes on sending what it kept.

import t from 'tap'
import {
  openChange,
  openGeneration,
  type Published,
  type Step,
  shareFaces,
  shareGeneration,
  stepBetween,
} from '../../src/serve/published.ts'
import { compilePrefixes } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import type { Generation } from '../../src/views/view.ts'
import { readMessage } from '../../src/wire/message.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { Expiry } from '../../src/zone/expiry.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { allSteps } from '../../src/zone/steps.ts'
import { touchedNames } from '../../src/zone/touched.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { type Member, ZoneSet } from '../../src/zone/zone-set.ts'
import { type AskOptions, defaultOptions, queryFor, recordText, TestServer } from '../support/ask.ts'
import { labelsText, wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, type WorldQuestion, type WorldZone, zoneText } from '../support/world.ts'
import { zoneOf } from '../support/zones.ts'

const CLIENTS = ['192.0.2.0/24', '198.51.100.0/24']
const manners: readonly AskOptions[] = CLIENTS.flatMap((prefix) => {
  const from = prefix.replace('0/24', '1')
  return [{ from }, { from, edns: 1232, dnssec: true }]
})

const prefixes = compilePrefixes(
  CLIENTS.flatMap((text, view) => {
    const read = readPrefix(text)
    if (read.kind !== 'prefixes') throw new Error(text)
    return read.prefixes.map((prefix) => ({ prefix, view }))
  }),
)

const fresh = new TestServer(soleView([], 0).generation)

const head = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.net.\n'

class Thread {
  generation: Generation
  readonly server: TestServer

  constructor(published: Published) {
    this.generation = openGeneration(shareGeneration(published))
    this.server = new TestServer(this.generation, published.options)
  }

  take(change: Parameters<typeof openChange>[1]): void {
    const { generation, faces, moved } = openChange(this.generation, change)
    this.generation = generation
    if (change.surroundings) this.server.responder.use(generation, change.surroundings.options)
    else this.server.responder.change(generation, faces, moved)
  }
}

/** A zone of a view: which of the versions it is served in, or none of them. */
type Place = { readonly zone: number; readonly version: number | undefined; readonly isFetched: boolean }
type State = { readonly views: readonly (readonly Place[])[]; readonly refuses: boolean; readonly minimal: boolean }

/** What becomes of a state, picked by numbers so that it may be made smaller. */
type Act = {
  readonly kind: (typeof ACTS)[number]
  readonly view: number
  readonly at: number
  readonly zone: number
  readonly version: number
}

const ACTS = ['come', 'come', 'go', 'go', 'change', 'change', 'swap', 'unserve', 'fetch', 'refuse', 'options'] as const

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom(...ACTS),
    view: fc.nat(1),
    at: fc.nat(9),
    zone: fc.nat(9),
    version: fc.nat(1),
  }),
  { minLength: 1, maxLength: 4 },
)

const stories = fc.record({
  inquiries: fc.tuple(inquiries({ min: 8, max: 12 }), inquiries({ min: 4, max: 6 })),
  /** One after the other; what one step holds is published together. */
  steps: fc.array(fc.record({ acts, begins: fc.boolean() }), { minLength: 1, maxLength: 8 }),
})

const HIDDEN = wireOf(['c', 'p', 'z00000'])

t.test('a thread that is told of what comes, goes and changes answers as one that begins just now', async () => {
  fc.assert(
    fc.property(stories, ({ inquiries: [a, b], steps }) => {
      const world = worldOf([...a.world.zones, ...b.world.zones])
      const questions = [...a.questions, ...b.questions, ...world.apexes]
      let state: State = { views: [[], []], refuses: false, minimal: true }
      let number = 1
      let published = world.published(state, number)
      const threads = [new Thread(published)]
      const main = new TestServer(published.generation, published.options)
      for (const { acts, begins } of steps) {
        state = acts.reduce((so, act) => after(so, act, world.zones.length), state)
        const next = world.published(state, ++number, published)
        const step = stepBetween(published, next)
        if (step === undefined) throw new Error('it is told as a whole')
        published = step.after
        for (const thread of threads) thread.take(structuredClone(step.change))
        tellMain(main, step)
        if (begins) threads.push(new Thread(published))
        compare(questions, published, [...threads.map(({ server }) => server), main])
      }
    }),
    { numRuns: 60 },
  )
})

t.test('who has a zone open keeps it, and what it kept, when others come and go', async (t) => {
  const texts = ['a', 'b', 'c', 'd'].map((name) => zoneOf(`${name}.example.`, `${head}www A 192.0.2.1\n`))
  const publish = (zones: readonly Zone[], number: number): Published => soleView(zones, number)
  let published = publish(texts.slice(0, 3), 1)
  const thread = new Thread(published)
  const opened = (name: string) =>
    thread.generation.views[0]!.zones.members.find(({ apex }) => Buffer.from(apex).includes(name))?.zone
  const [a, c] = [opened('a'), opened('c')]
  for (const [i, zones] of [
    [texts[0]!, texts[2]!],
    [texts[3]!, texts[0]!, texts[2]!],
    [texts[2]!, texts[0]!],
  ].entries()) {
    const step = stepBetween(published, publish(zones, i + 2))!
    published = step.after
    const said = structuredClone(step.change).views[0]!
    t.ok(said.faces.length === 0 && (said.come?.count ?? 0) <= 1, 'it says what has come and gone alone')
    thread.take(step.change)
    t.equal(opened('a'), a)
    t.equal(opened('c'), c)
  }
  t.equal(opened('b'), undefined)
  t.equal(opened('d'), undefined)
})

t.test('what a zone answered for names that another has now, or has no more, is not said again', async (t) => {
  const zone = (origin: string, lines: string) => zoneOf(origin, head + lines)
  const above = zone(
    'a.example.',
    'www.b A 192.0.2.1\nm MX 1 www.b\nsub.b TXT x\nout MX 1 mx.c.example.\nto CNAME x.c.example.\n',
  )
  const below = zone('b.a.example.', 'www A 192.0.2.2\n')
  const other = zone('c.example.', 'mx A 192.0.2.3\nx A 192.0.2.4\n')
  const questions = ['www.b.a.example. A', 'm.a.example. MX', 'sub.b.a.example. TXT', 'out.a.example. MX']
  questions.push('to.a.example. A', 'b.a.example. DS', 'x.c.example. A')
  let published = soleView([above], 1)
  const thread = new Thread(published)
  const answers = ({ server }: Pick<Thread, 'server'>) =>
    questions.map((one) => sorted(server.send(queryFor(one, { edns: 1232 }), { edns: 1232 })))
  for (const [i, zones] of [
    [above],
    [above, below],
    [above],
    [other, above],
    [below],
    [above, below, other],
  ].entries()) {
    answers(thread)
    const step = stepBetween(published, soleView(zones, i + 2))!
    published = step.after
    thread.take(step.change)
    t.same(answers(thread), answers(new Thread(published)), `step ${i}`)
  }
})

t.test('zones in another order are no others, but for who knows them by their order', async (t) => {
  const zone = (name: string) => zoneOf(name, `${head}www A 192.0.2.1\n`)
  const [a, b] = [zone('a.example.'), zone('b.in.example.')]
  const before = soleView([a, b], 1)
  const thread = new Thread(before)
  const main = new TestServer(before.generation)
  const servers = [main, thread.server]
  const answers = (one: Pick<TestServer, 'send'>) =>
    ['no.a.example. A', 'no.b.in.example. A', 'www.a.example. A'].map((question) =>
      sorted(one.send(queryFor(question))),
    )
  for (const one of servers) answers(one)
  const step = stepBetween(before, soleView([b, a], 2))!
  thread.take(structuredClone(step.change))
  tellMain(main, step)
  const wanted = answers(new TestServer(step.after.generation))
  for (const one of servers) t.same(answers(one), wanted)
  t.equal(step.change.views.length, 0, 'threads are told nothing of it')
})

t.test('a zone that changes is found in its place after others have come and gone', async (t) => {
  const zone = (name: string, lines = 'www A 192.0.2.1\n') => zoneOf(name, head + lines)
  const [a, b, d] = ['a.example.', 'b.example.', 'd.example.'].map((name) => zone(name)) as [Zone, Zone, Zone]
  const editor = new Editor(fold(zone('c.example.'), USUAL_ROOM))
  const questions = ['a', 'b', 'c', 'd'].flatMap((name) => [`www.${name}.example. A`, `no.${name}.example. A`])
  const answers = ({ server }: Thread) => questions.map((one) => sorted(server.send(queryFor(one))))
  let published = soleView([a, b, editor.newest], 1)
  const threads = [new Thread(published)]
  for (const zones of [
    [editor.newest, a],
    [d, editor.newest, a],
  ]) {
    const step = stepBetween(published, soleView(zones, 2))!
    published = step.after
    for (const thread of threads) thread.take(structuredClone(step.change))
    threads.push(new Thread(published))
    for (const thread of threads) answers(thread)
  }
  const before = editor.newest
  const after = editor.edit(diff(before, zone('c.example.', 'www A 192.0.2.2\n'))!)
  if ('kind' in after) throw new Error(after.kind)
  const faces = [{ view: 0, member: 1, names: touchedNames(before, after, editor.changed) }]
  const next = { ...published, ...soleView([d, after, a], 3), places: published.places! }
  const change = shareFaces(published, next.generation, faces)
  for (const thread of threads) thread.take(structuredClone(change))
  const wanted = answers(new Thread(soleView([d, after, a], 3)))
  for (const thread of [...threads, new Thread(next)]) t.same(answers(thread), wanted)
})

t.test('until when a face may be served is one number for all threads', async (t) => {
  const expiry = new Expiry()
  const zone = zoneOf('a.example.', head)
  const members = (one: Expiry): Member[] => [{ apex: zone.apex, zone, expiry: one }]
  const first = { ...soleView([], 1) }
  const step = stepBetween(first, withMembers(first, members(expiry), 2))!
  const thread = new Thread(first)
  thread.take(structuredClone(step.change))
  const of = () => thread.generation.views[0]!.zones.members[0]!.expiry!
  expiry.set(1000)
  t.equal(of().left(900, 5000), 100)
  const other = new Expiry()
  other.set(2000)
  thread.take(structuredClone(stepBetween(step.after, withMembers(first, members(other), 3))!.change))
  t.equal(of().left(900, 5000), 1100, 'another one is told')
})

/** As Publishing tells the main thread, which has zones in the order of its views. */
function tellMain({ responder }: TestServer, { after: { generation, options }, faces }: Step): void {
  if (faces) responder.change(generation, faces)
  else responder.use(generation, options)
}

function worldOf(all: readonly WorldZone[]) {
  const byOrigin = Map.groupBy(all, ({ origin }) => labelsText(origin))
  const zones = [...byOrigin.values()].map((versions) => ({
    apex: wireOf(versions[0]!.origin),
    versions: versions.map((one) => zoneOf(labelsText(one.origin), zoneText(one))),
    expiry: new Expiry(),
  }))
  const apexes: WorldQuestion[] = all.flatMap(({ origin }) => ['DS', 'SOA'].map((type) => ({ name: origin, type })))
  const memberOf = ({ zone, version, isFetched }: Place): Member => {
    const { apex, versions, expiry } = zones[zone]!
    const served = version === undefined ? undefined : versions[version % versions.length]
    return { apex, zone: served, ...(isFetched && { expiry }) }
  }
  const published = ({ views, refuses, minimal }: State, number: number, before?: Published): Published => {
    const hidden: Member[] = refuses ? [{ apex: HIDDEN, zone: undefined, withheld: true }] : []
    const sets = views.map((places, i) => {
      const members = [...places.map(memberOf), ...hidden]
      const known = before?.generation.views[i]?.zones
      return { name: `view ${i}`, zones: known ? allSteps(ZoneSet.after(members, known)) : new ZoneSet(members) }
    })
    return {
      generation: { number, views: sets, prefixes },
      publicViews: Uint8Array.of(0, 0),
      options: { ...defaultOptions, minimalResponses: minimal },
    }
  }
  return { zones, apexes, published }
}

function after(state: State, { kind, view, at, zone, version }: Act, zones: number): State {
  const own = state.views[view]!
  const place = own.length === 0 ? 0 : at % own.length
  const with_ = (places: readonly Place[]): State => ({ ...state, views: state.views.with(view, places) })
  const set = (more: Partial<Place>) => (own.length === 0 ? state : with_(own.with(place, { ...own[place]!, ...more })))
  switch (kind) {
    case 'come': {
      const one = { zone: zone % zones, version, isFetched: false }
      if (own.some((other) => other.zone === one.zone)) return state
      return with_([...own.slice(0, place), one, ...own.slice(place)])
    }
    case 'go':
      return with_(own.filter((_, i) => i !== place))
    case 'change':
      return set({ version })
    case 'unserve':
      return set({ version: undefined })
    case 'fetch':
      return set({ isFetched: version === 0 })
    case 'swap':
      return with_(own.toReversed())
    case 'refuse':
      return { ...state, refuses: !state.refuses }
    case 'options':
      return { ...state, minimal: !state.minimal }
    default:
      return kind satisfies never
  }
}

function soleView(zones: readonly Zone[], number: number): Published {
  const members = zones.map((zone) => ({ apex: zone.apex, zone }))
  const generation = { number, prefixes, views: [{ name: 'any', zones: new ZoneSet(members) }] }
  return { generation, publicViews: Uint8Array.of(0), options: defaultOptions }
}

function withMembers(published: Published, members: readonly Member[], number: number): Published {
  const views = [{ name: 'any', zones: new ZoneSet(members) }]
  return { ...published, generation: { number, prefixes, views } }
}

/** Each server is asked as often as the new one, so that records take turns alike but for where they begin. */
function compare(
  questions: readonly WorldQuestion[],
  { generation, options }: Published,
  servers: readonly TestServer[],
) {
  fresh.responder.use(generation, options)
  for (const { name, type } of questions)
    for (const manner of manners) {
      const query = queryFor(`${labelsText(name)} ${type}`, manner)
      const wanted = sorted(fresh.send(query, manner))
      for (const [i, server] of servers.entries())
        if (sorted(server.send(query, manner)) !== wanted)
          throw new Error(`${labelsText(name)} ${type} from ${manner.from} is another answer of server ${i}`)
    }
}

/** All that it says, whichever record comes first. */
function sorted(octets: Uint8Array): string {
  const { flags, answer, authority, additional, opt } = readMessage(octets)!
  const sections = [answer, authority, additional].map((records) => records.map(recordText).sort())
  return JSON.stringify([flags, ...sections, opt])
}

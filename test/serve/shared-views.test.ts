// Views as another thread is told of them: in pieces, and of what it has already nothing.

import t from 'tap'
import { OpenedViews, piecesOf, SharedViews } from '../../src/serve/shared-views.ts'
import { allSteps } from '../../src/zone/steps.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (i: number, serial = 1) =>
  zoneOf(`d${i}.example`, `$TTL 60\n@ SOA ns h ${serial} 2 3 4 5\n@ NS ns.example.\n`)
const setOf = (zones: readonly Zone[]) => new ZoneSet(zones.map((one) => ({ apex: one.apex, zone: one })))
const serials = ({ members }: ZoneSet) => members.map(({ zone }) => zone?.serial)

const many = Array.from({ length: 1100 }, (_, i) => zone(i, i + 1))

t.test('a view of many zones comes in pieces, and is then the view that there is', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  const view = setOf(many)
  const pieces = [...piecesOf(sent.change('inside', view))]
  t.equal(pieces.length, 5)
  for (const one of pieces) opened.note(one)
  const taken = opened.take({ view: 'inside', members: many.length, changed: [] })
  t.same(serials(taken), serials(view))
  t.equal(taken.at(many[700]!.apex), 700)
})

t.test('what has not changed is not told again', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  const view = setOf(many)
  const first = opened.take(sent.change('inside', view))
  t.same(sent.change('inside', view).changed, [])
  t.equal(opened.take(sent.change('inside', view)), first, 'nothing is made anew')
  const next = view.with(new Map([[3, zone(3, 9999)]]))
  const change = sent.change('inside', next)
  t.same(
    change.changed.map(({ at }) => at),
    [3],
  )
  t.same(serials(opened.take(change)), serials(next))
})

t.test('zones that come and go change places', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  opened.take(sent.change('inside', setOf(many.slice(0, 4))))
  const [a, b, c, d, e] = many as [Zone, Zone, Zone, Zone, Zone]
  for (const zones of [[a, c, d], [e, a, c, d], [b], []]) {
    const view = setOf(zones)
    for (const piece of piecesOf(sent.change('inside', view))) opened.note(piece)
    const taken = opened.take({ view: 'inside', members: zones.length, changed: [] })
    t.same(serials(taken), serials(view))
    t.same(
      many.slice(0, 5).map(({ apex }) => taken.at(apex)),
      many.slice(0, 5).map(({ apex }) => view.at(apex)),
    )
  }
})

t.test('a zone that joins in the middle is told, and none of those behind it', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  look(sent, opened, setOf(many))
  const one = zone(5000)
  const joined = setOf([...many.slice(0, 500), one, ...many.slice(500)])
  const change = sent.change('inside', joined)
  t.same(
    change.changed.map(({ at }) => at),
    [500],
  )
  isTheSame(opened.take(change), joined)
  const left = setOf([...many.slice(0, 300), ...many.slice(301, 500), one, ...many.slice(500)])
  t.same(sent.change('inside', left).changed, [])
  const pieces = [...piecesOf(new SharedViews().change('inside', left))]
  t.equal(pieces.length, 5)
})

t.test('who is told twice of zones that left before anybody looked has those that there are', async () => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  const views = [many, many.slice(1), many.slice(2, 900), [...many.slice(3, 400), ...many.slice(1000)]].map(setOf)
  for (const view of views) for (const piece of piecesOf(sent.change('inside', view))) opened.note(piece)
  const last = views.at(-1)!
  isTheSame(opened.take({ view: 'inside', members: last.size, changed: [] }), last)
})

const VERSIONS = Array.from({ length: 8 }, (_, i) => [zone(i, 1), zone(i, 2), zone(i, 3)] as const)

/** What becomes of a view, and who looks at it then. `alike`: another set comes of the same, as the one that clients are shown does. */
type Act =
  | { readonly kind: 'change'; readonly at: readonly number[]; readonly version: number; readonly alike: boolean }
  | { readonly kind: 'come' | 'go' | 'back'; readonly at: number }
  | { readonly kind: 'swap' | 'anew' | 'look' | 'begin' }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      at: fc.array(fc.nat(7), { minLength: 1, maxLength: 3 }),
      version: fc.nat(3),
      alike: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('come' as const, 'go' as const, 'back' as const), at: fc.nat(7) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('swap' as const, 'anew' as const, 'begin' as const, 'look' as const, 'look' as const),
    }),
  },
)

t.test('whatever zones come, go and change: who looks has the view that there is, and none from before', async () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 30 }), (acts) => {
      let view = setOf(VERSIONS.slice(0, 4).map(([first]) => first))
      const all = [view]
      let [sent, opened] = [new SharedViews(), new OpenedViews()]
      for (const one of [...acts, { kind: 'look' } as const]) {
        if (one.kind === 'begin') [sent, opened] = [new SharedViews(), new OpenedViews()]
        else if (one.kind !== 'look') {
          view = after(view, one, all)
          all.push(view)
          continue
        }
        isTheSame(look(sent, opened, view), view)
      }
    }),
    { numRuns: 1000 },
  )
})

t.test('of more changes than anybody remembers all are told', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  let view = setOf(many)
  look(sent, opened, view)
  for (const serial of [5000, 6000, 7000]) {
    for (let at = 0; at < many.length; at++) {
      view = view.with(new Map([[at, zone(at, serial + at)]]))
      if (serial === 7000 && at === 10) isTheSame(look(sent, opened, view), view)
    }
  }
  isTheSame(look(sent, opened, view), view)
  t.equal(view.members[1099]!.zone!.serial, 8099)
})

t.test('who looks after each change goes through what has changed, and through no more', async (t) => {
  const [sent, opened] = [new SharedViews(), new OpenedViews()]
  let looks = 0
  let view = setOf(many)
  look(sent, opened, view)
  for (let at = 0; at < 50; at++) {
    const next = view.with(new Map([[at, zone(at, 9000)]]))
    const member = next.member.bind(next)
    Object.defineProperty(next, 'member', {
      configurable: true,
      value: (place: number) => {
        looks++
        return member(place)
      },
    })
    if (sent.change('inside', next).changed.length !== 1) t.fail(`change ${at}`)
    t.notOk(next.isWhole)
    Reflect.deleteProperty(next, 'member')
    view = next
  }
  t.equal(looks, 50)
})

function after(view: ZoneSet, act: Act, all: readonly ZoneSet[]): ZoneSet {
  const { members } = view
  const zones = members.map((one) => one.zone)
  switch (act.kind) {
    case 'change': {
      if (members.length === 0) return view
      const places = act.at.map((at) => at % members.length)
      const others = new Map(places.map((at) => [at, versionOf(members[at]!.apex, act.version)]))
      if (act.alike) view.with(new Map(places.map((at) => [at, undefined])))
      return view.with(others)
    }
    case 'come': {
      const come = VERSIONS[act.at]![0]
      if (view.at(come.apex) >= 0) return view
      const place = act.at % (members.length + 1)
      return allSteps(ZoneSet.after(members.toSpliced(place, 0, { apex: come.apex, zone: come }), view))
    }
    case 'go':
      return allSteps(ZoneSet.after(members.toSpliced(act.at % (members.length + 1), 1), view))
    case 'swap':
      return allSteps(ZoneSet.after(members.toReversed(), view))
    case 'anew':
      return new ZoneSet(
        members.map((one, i) => ({ ...one, zone: zones[i] && versionOf(one.apex, 1) })),
        view,
      )
    // A rollback serves what was served before.
    case 'back':
      return all.at(-1 - act.at) ?? view
    case 'look':
    case 'begin':
      return view
    default:
      return act satisfies never
  }
}

function versionOf(apex: Uint8Array, version: number): Zone | undefined {
  return VERSIONS.find(([first]) => Buffer.compare(first.apex, apex) === 0)![version]
}

function look(sent: SharedViews, opened: OpenedViews, view: ZoneSet): ZoneSet {
  const pieces = [...piecesOf(sent.change('inside', view))]
  const last = pieces.pop() ?? { view: 'inside', members: view.members.length, changed: [] }
  for (const one of pieces) opened.note(one)
  return opened.take(last)
}

function isTheSame(taken: ZoneSet, view: ZoneSet): void {
  const shown = ({ members }: ZoneSet) =>
    members.map(({ apex, zone }) => `${Buffer.from(apex).toString('latin1')} ${zone?.serial}`).join('\n')
  if (shown(taken) !== shown(view)) throw new Error('it looks at another view')
  for (const { apex } of view.members) if (taken.at(apex) !== view.at(apex)) throw new Error('a zone has another place')
}

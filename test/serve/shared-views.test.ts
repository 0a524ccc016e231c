// Views as another thread is told of them: in pieces, and of what it has already nothing.

import t from 'tap'
import { OpenedViews, piecesOf, SharedViews } from '../../src/serve/shared-views.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
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

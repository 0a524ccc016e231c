// A generation that ends each thread which is told of it, as a bug in us would.

import { LiveEntries } from '../../src/lists/live/live-entries.ts'
import type { Generation } from '../../src/views/view.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'

/** All of its zones have entries of a list that no thread can read. An image does not do: threads open a zone when somebody asks for it. */
export function deadly(generation: Generation): Generation {
  const live: LiveEntries = Object.assign(Object.create(LiveEntries.prototype), { shared: {}, mostTtl: 1 })
  const views = generation.views.map((view) => ({
    ...view,
    zones: new ZoneSet(view.zones.members.map((one) => ({ ...one, apex: one.apex, zone: one.zone, live }))),
  }))
  return { ...generation, views }
}

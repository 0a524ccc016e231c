// Lists served names that begin with some letters, for completion in a shell or a form.

import * as v from 'valibot'
import { fold } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { text } from '../../text/config/words.ts'
import { Flag, type Zone } from '../../zone/zone.ts'
import { field } from '../fields.ts'
import { Turns } from '../turns.ts'
import type { Asked } from '../verb.ts'
import { manyResults } from '../verb.ts'
import { want } from '../wants.ts'

export const names = manyResults({
  name: 'names',
  about: 'served names that begin with some letters',
  effect: 'reads',
  isSteady: () => true,
  concerns: 'seen',
  request: {
    begin: field(text(want('want-begin')), 'only names that begin so, in any case of letters'),
    view: v.optional(field(text(want('want-views-name')), 'only those of this view')),
  },
  result: v.string(),
  run: (asked, { begin, view }) => beginning(zonesOf(asked, view), begin.toLowerCase()),
  text: (found) => found.join('\n'),
})

function zonesOf({ operated, sight }: Asked, view: string | undefined): Zone[] {
  const zones = operated.server.current.candidate.loaded.faces.flatMap(({ name, face, served }) =>
    served !== undefined &&
    (view === undefined || view === face.viewName) &&
    sight.face({ zone: name, view: face.viewName })
      ? [served]
      : [],
  )
  return [...new Set(zones)]
}

/** Gives each name once, without its final dot. */
async function* beginning(zones: readonly Zone[], begin: string): AsyncGenerator<string> {
  const seen = new Set<string>()
  const turns = new Turns()
  // With an escape, labels cannot be compared as octets: such names are compared as text.
  const label = begin.includes('\\') ? '' : begin.split('.', 1)[0]!
  const octets = Buffer.from(label)
  for (const zone of zones)
    for (let node = 0; node < zone.nodes; node++) {
      if ((node & EACH) === EACH && turns.isOver) await turns.next()
      if (!zone.exists(node) || zone.flags(node) & Flag.hashed || !labelBegins(zone, zone.labelAt(node), octets))
        continue
      const name = nameText(zone.name(node)).slice(0, -1)
      const key = name.toLowerCase()
      if (name === '' || !key.startsWith(begin) || seen.has(key)) continue
      seen.add(key)
      yield name
    }
}

/** Nodes between two looks at the clock, less one. */
const EACH = 1023

function labelBegins({ heap }: Zone, at: number, octets: Uint8Array): boolean {
  if (heap[at]! < octets.length) return false
  for (let i = 0; i < octets.length; i++) if (fold[heap[at + 1 + i]!] !== octets[i]) return false
  return true
}

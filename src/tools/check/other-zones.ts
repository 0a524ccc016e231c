// Finds which zones beside its own a finding speaks of: a user who may not see these must not learn from it what they have.

import { readName } from '../../dns/name-text.ts'
import type { Parameter } from '../../dns/said.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import type { Problem } from '../../text/findings/problem.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'

/** Places, among the zones of the view, of the zones that hold a name in the finding's words; `own`: the place of its own zone. */
export function otherZones({ said, repaired = '' }: Problem, zones: ZoneSet, own: number): readonly number[] {
  const texts = [...[said.message, said.fix].flatMap((one) => (one === undefined ? [] : textsIn(one))), repaired]
  const found = new Set<number>()
  for (const word of new Set(texts.flatMap((text) => text.split(BETWEEN_NAMES)))) {
    const name = word.includes('.') ? readName(word) : ''
    const place = typeof name === 'string' ? -1 : zones.enclosing(new Suffixes().set(name, 0))
    if (place >= 0 && place !== own) found.add(place)
  }
  return [...found]
}

/** `include:spf.univ.example, a:mx.univ.example` has two names in it. */
const BETWEEN_NAMES = /[\s:;,="/()]+/

function textsIn(parameter: Parameter): string[] {
  if (typeof parameter === 'string') return [parameter]
  if (typeof parameter === 'number') return []
  if ('code' in parameter) return Object.values(parameter.parameters ?? {}).flatMap(textsIn)
  return parameter.flatMap(textsIn)
}

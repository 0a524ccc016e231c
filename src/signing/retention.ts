// For how long caches keep what a zone and its parent say: a roll waits for that, once everybody has been seen with something else.

import type { Retention } from '../sign/roll/solver.ts'
import type { SignSetting } from '../text/config/sign.ts'
import type { Zone } from '../zone/zone.ts'
import type { ServerAnswer } from './parent-ds.ts'
import type { SignedFace } from './signed-face.ts'

/** Of a DS that nobody has seen: registries give a day, and few give more. */
const USUAL_TTL = 86_400
/** RFC 8767 §4: nobody should keep anything for longer. */
const LONGEST_TTL = 7 * 86_400
/** Answers that were on their way when everybody was asked, and clocks of caches. */
const SAFETY = 60

/** `before`: what was known when the roll began, and since. */
export function retentionOf(
  { dnskeyTtl, parents }: Pick<SignSetting, 'dnskeyTtl' | 'parents'>,
  faces: readonly SignedFace[],
  answers: readonly ServerAnswer[],
  before: Retention | undefined,
): Retention {
  const zones = faces.flatMap(({ signed }) => signed ?? [])
  // That there is none is kept too (RFC 2308 §5).
  const negative = Math.max(0, ...zones.map(({ negativeTtl }) => negativeTtl))
  const seen = answers.flatMap((answer) => (answer.kind === 'there' ? [Math.min(answer.ttl, LONGEST_TTL)] : []))
  const usual = parents?.length === 0 && answers.length === 0 ? 0 : USUAL_TTL
  const ds = seen.length > 0 ? Math.max(...seen) : (before?.ds ?? usual)
  return {
    dnskey: Math.max(dnskeyTtl + SAFETY, negative + SAFETY, before?.dnskey ?? 0),
    data: Math.max(SAFETY, ...zones.map((zone) => Math.min(longestTtl(zone), LONGEST_TTL) + SAFETY), before?.data ?? 0),
    ds: Math.max(ds, before?.ds ?? 0),
  }
}

const known = new WeakMap<Zone, number>()

function longestTtl(zone: Zone): number {
  let longest = known.get(zone)
  if (longest !== undefined) return longest
  longest = 0
  for (let node = 0; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++)
      longest = Math.max(longest, zone.ttl(set))
  known.set(zone, longest)
  return longest
}

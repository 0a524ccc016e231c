// For how long caches keep what a zone and its parent say: a roll waits for that, once everybody has been seen with something else.

import { Type } from '../dns/types.ts'
import type { KeyRecord } from '../sign/keys/key-folder.ts'
import type { Retention } from '../sign/roll/solver.ts'
import type { SignSetting } from '../text/config/sign-setting.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { type ServerAnswer, USUAL_DS_TTL } from './parent-ds.ts'
import type { SignedFace } from './signed-face.ts'

/** RFC 8767 §4: nobody should keep anything for longer. */
const LONGEST_TTL = 7 * 86_400
/** Answers that were on their way when everybody was asked, and clocks of caches. */
const SAFETY = 60

/** Of what is served of a zone now, in all faces. */
export function servedTtls(
  { dnskeyTtl }: Pick<SignSetting, 'dnskeyTtl'>,
  faces: readonly SignedFace[],
): Omit<Retention, 'ds'> {
  const zones = faces.flatMap(({ signed }) => signed ?? [])
  // That there is none is kept too (RFC 2308 §5).
  const negative = Math.max(0, ...zones.map(({ negativeTtl }) => negativeTtl))
  // A face that cannot be signed anew has them as they were.
  const keys = zones.flatMap((zone) => {
    const set = zone.rrset(APEX, Type.DNSKEY)
    return set === NONE ? [] : [Math.min(zone.ttl(set), LONGEST_TTL)]
  })
  return {
    dnskey: Math.max(dnskeyTtl, negative, ...keys) + SAFETY,
    data: Math.max(0, ...zones.map((zone) => Math.min(longestTtl(zone), LONGEST_TTL))) + SAFETY,
  }
}

/** `record`: with what was served when the roll began, and since, and shortly before. */
export function retentionOf(
  setting: Pick<SignSetting, 'dnskeyTtl' | 'parents'>,
  faces: readonly SignedFace[],
  answers: readonly ServerAnswer[],
  record: Pick<KeyRecord, 'retention' | 'served'> | undefined,
): Retention {
  const { parents } = setting
  const before = record?.retention
  const known = [servedTtls(setting, faces), ...(record?.served ?? []), ...(before ? [before] : [])]
  const seen = answers.flatMap((answer) => (answer.kind === 'there' ? [Math.min(answer.ttl, LONGEST_TTL)] : []))
  const usual = parents?.length === 0 && answers.length === 0 ? 0 : USUAL_DS_TTL
  const ds = seen.length > 0 ? Math.max(...seen) : (before?.ds ?? usual)
  return {
    dnskey: Math.max(...known.map(({ dnskey }) => dnskey)),
    data: Math.max(...known.map(({ data }) => data)),
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

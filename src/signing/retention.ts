// How long caches keep what a zone and its parent say: a roll waits so long after all servers have the new records.

import { Type } from '../dns/types.ts'
import type { KeyRecord } from '../sign/keys/key-folder.ts'
import type { Retention } from '../sign/roll/solver.ts'
import type { SignSetting } from '../text/config/sign-setting.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { type ServerAnswer, USUAL_DS_TTL } from './parent-ds.ts'
import type { SignedFace } from './signed-face.ts'

/** RFC 8767 §4: no cache should keep anything for longer. */
const LONGEST_TTL = 7 * 86_400
/** Allows for answers under way when Janus asked, and for clocks of caches. */
const SAFETY = 60

/** The longest TTLs that any face of the zone is served with now. */
export function servedTtls(
  { dnskeyTtl }: Pick<SignSetting, 'dnskeyTtl'>,
  faces: readonly SignedFace[],
): Omit<Retention, 'ds'> {
  const zones = faces.flatMap(({ signed }) => signed ?? [])
  // Caches keep denials too (RFC 2308 §5).
  const negative = Math.max(0, ...zones.map(({ negativeTtl }) => negativeTtl))
  // A face that cannot be signed anew still has its former TTLs.
  const keys = zones.flatMap((zone) => {
    const set = zone.rrset(APEX, Type.DNSKEY)
    return set === NONE ? [] : [Math.min(zone.ttl(set), LONGEST_TTL)]
  })
  return {
    dnskey: Math.max(dnskeyTtl, negative, ...keys) + SAFETY,
    data: Math.max(0, ...zones.map((zone) => Math.min(longestTtl(zone), LONGEST_TTL))) + SAFETY,
  }
}

/** `record`: has the TTLs served since the roll began, and shortly before. */
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

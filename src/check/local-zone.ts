// Zones that only the server itself looks into: those for localhost and for networks that nobody has (RFC 6303), and response
// policies. Rules about who else would ask have nothing to say there.

import { fold, isWildcard, labelCount, sameName } from '../dns/name.ts'
import { nameFromText } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import { perZone } from './per-zone.ts'
import { eachRecord } from './records.ts'

/** Whether all its name servers have a name that nobody is sent to (RFC 6761 §6.3, §6.4). */
export function isLocal(zone: Zone): boolean {
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE) return false
  let local = true
  eachRecord(zone, set, (data) => {
    if (!nobodys.some((name) => sameName(zone.heap, data, name, 0))) local = false
  })
  return local
}

const nobodys = [nameFromText('localhost.'), nameFromText('invalid.')]

/**
 * Whether addresses in the zone are no hosts' but where clients are led instead: those of a response policy, and of a zone with
 * a name of one label, as Debian's db.local is where the file gives the name. Any other local zone may be one for everybody
 * whose template was not filled in.
 */
export const isSinkhole = perZone((zone): boolean => isLocal(zone) && (labelCount(zone.apex) === 1 || isPolicy(zone)))

/** By its name, by its triggers or by what it does about them (draft-vixie-dnsop-dns-rpz §3, §4). */
function isPolicy(zone: Zone): boolean {
  for (let at = 0; zone.apex[at] !== 0; at += zone.apex[at]! + 1) if (isReserved(zone.apex, at)) return true
  for (let node = 1; node < zone.nodes; node++)
    if (isReserved(zone.heap, zone.labelAt(node)) || isAction(zone, node)) return true
  return false
}

/** `rpz`, `rpz-ip`, `rpz-passthru` and so on. */
function isReserved(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at]!
  if (length < 3 || (length > 3 && bytes[at + 4] !== HYPHEN)) return false
  return fold[bytes[at + 1]!] === 0x72 && fold[bytes[at + 2]!] === 0x70 && fold[bytes[at + 3]!] === 0x7a
}

const HYPHEN = 0x2d

/** An alias of `.`, `*.` or a name like `rpz-drop.` */
function isAction(zone: Zone, node: Node): boolean {
  if ((zone.flags(node) & Flag.cname) === 0) return false
  const { heap } = zone
  const target = zone.dataOf(zone.rrset(node, Type.CNAME))
  const labels = labelCount(heap, target)
  return labels === 0 || (labels === 1 && (isWildcard(heap, target) || isReserved(heap, target)))
}

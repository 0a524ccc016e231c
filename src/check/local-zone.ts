// Recognises zones that only the server itself uses: those for localhost and for networks that nobody has (RFC 6303), and response
// policies. Rules about other people's questions have nothing to say there.

import { isLabel } from '../dns/labels.ts'
import { fold, isWildcard, isWithin, labelCount, sameName } from '../dns/name.ts'
import { nameFromText } from '../dns/name-text.ts'
import { isLoopback } from '../dns/private.ts'
import { isReverseZone } from '../dns/reverse-name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { perZone } from '../zone/per-zone.ts'
import { eachRecord, recordsOf } from '../zone/records.ts'
import { eachSet } from '../zone/sets.ts'
import { readSoa } from '../zone/soa.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'

/** Whether all its name servers have names to which nobody goes (RFC 6761 §6.3, §6.4). */
export function isLocal(zone: Zone): boolean {
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE) return false
  if (isLoopbackTemplate(zone)) return true
  let local = true
  eachRecord(zone, set, (data) => {
    if (!nobodys.some((name) => sameName(zone.heap, data, name, 0))) local = false
  })
  return local
}

const nobodys = [nameFromText('localhost.'), nameFromText('invalid.')]

/**
 * Whether addresses in the zone belong to no hosts, but are places to which it diverts clients. So it is in a response policy, and in a
 * local zone with a name of one label, such as Debian's db.local. Any other local zone may be a public one whose template nobody filled in.
 */
export const isSinkhole = perZone((zone): boolean => isLocal(zone) && (labelCount(zone.apex) === 1 || isPolicy(zone)))

/** Whether the zone is a response policy, by its name, its triggers or its actions (draft-vixie-dnsop-dns-rpz §3, §4). */
function isPolicy(zone: Zone): boolean {
  for (let at = 0; zone.apex[at] !== 0; at += zone.apex[at]! + 1) if (isReserved(zone.apex, at)) return true
  for (let node = 1; node < zone.nodes; node++)
    if (isReserved(zone.heap, zone.labelAt(node)) || isAction(zone, node)) return true
  return false
}

/** Whether the label is `rpz`, `rpz-ip`, `rpz-passthru` and so on. */
function isReserved(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at]!
  if (length < 3 || (length > 3 && bytes[at + 4] !== HYPHEN)) return false
  return fold[bytes[at + 1]!] === 0x72 && fold[bytes[at + 2]!] === 0x70 && fold[bytes[at + 3]!] === 0x7a
}

const HYPHEN = 0x2d

/** Whether the node is an alias of `.`, `*.` or a name like `rpz-drop.` */
function isAction(zone: Zone, node: Node): boolean {
  if ((zone.flags(node) & Flag.cname) === 0) return false
  const { heap } = zone
  const target = zone.dataOf(zone.rrset(node, Type.CNAME))
  const labels = labelCount(heap, target)
  return labels === 0 || (labels === 1 && (isWildcard(heap, target) || isReserved(heap, target)))
}

/**
 * Whether the zone is one of the files that distributions ship for localhost and for networks that nobody has: the apex is the only name
 * server, its addresses are this very host, and its name or a mailbox that nobody reads shows what it is for.
 */
export const isLoopbackTemplate = perZone((zone): boolean => {
  const set = zone.rrset(APEX, Type.NS)
  const addresses = [zone.rrset(APEX, Type.A), zone.rrset(APEX, Type.AAAA)].filter((set) => set !== NONE)
  if (set === NONE || zone.size(set) !== 1 || addresses.length === 0) return false
  if (!sameName(zone.heap, zone.dataOf(set), zone.apex, 0)) return false
  if (!addresses.every((set) => recordsOf(zone, set).every(isLoopback))) return false
  const mailbox = readSoa(zone)?.mailbox
  const isNobodys = mailbox !== undefined && nobodys.some((name) => isWithin(mailbox, 0, name, 0))
  return isNobodys || isLabel(zone.apex, 0, 'localhost') || isReverseZone(zone.apex)
})

/**
 * Whether addresses in the zone say "listed" (RFC 5782 §2.1): it has a list's test entries, or most of its addresses are loopback
 * addresses.
 */
export const isList = perZone((zone): boolean => {
  for (const entry of testEntries) {
    const name = joined(entry, zone.apex)
    const node = name === undefined ? NONE : zone.find(new Suffixes().set(name, 0), 0)
    const set = node === NONE ? NONE : zone.rrset(node, Type.A)
    // RFC 5782 §5: no list has 127.0.0.1 as an entry, and none answers with it.
    if (set !== NONE && recordsOf(zone, set).every((address) => isLoopback(address) && address[3] !== 1)) return true
  }
  let all = 0
  let loopback = 0
  eachSet(zone, (_, set) => {
    if (zone.type(set) !== Type.A) return
    all++
    if (zone.heap[zone.dataOf(set)] === 127) loopback++
  })
  return loopback * 2 > all + 1
})

/** RFC 5782 §5: 127.0.0.2, ::ffff:7f00:2 and the domain TEST are listed. */
const testEntries = ['2.0.0.127.', '2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.', 'test.'].map(
  (name) => nameFromText(name),
)

function joined(name: Uint8Array, apex: Uint8Array): Uint8Array | undefined {
  return name.length - 1 + apex.length > 255 ? undefined : Uint8Array.from([...name.subarray(0, -1), ...apex])
}

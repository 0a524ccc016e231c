// A slow, obvious nameserver over plain lists of records: every question searches all of them. The compact tree has to say the
// same. It shares nothing with src/answer or src/zone.

import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from './english.ts'
import { isAtOrBelow, isBelow, keyOf, type Labels, labelsOf, sameLabels, wireLength, wireOf } from './name.ts'

export type PlainRecord = {
  readonly owner: Labels
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
}
export type PlainZone = { readonly origin: Labels; readonly records: readonly PlainRecord[] }

/** Records as lines in lower case, as `linesOf` gives those of a message. */
export type Reply = {
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'YXDOMAIN'
  aa: boolean
  answer: string[]
  authority: string[]
  additional: string[]
}

export function plainZone(origin: Labels, text: string): PlainZone {
  const source = textSource('test.zone', text)
  if ('rule' in source) throw new Error(messageOf(source))
  const records: PlainRecord[] = []
  let owner: Labels = []
  parseZoneFile(
    source,
    { origin: wireOf(origin) },
    {
      owner(name, at) {
        owner = labelsOf(name, at)
      },
      record(type, ttl, rdata, length) {
        const record = { owner, type, ttl, rdata: rdata.slice(0, length) }
        if (!records.some((other) => isSame(other, record))) records.push(record)
      },
    },
  )
  return { origin, records }
}

/** RFC 2181 §5; names in rdata as RFC 4034 §6.2 and RFC 3597 §6 compare them. */
function isSame(a: PlainRecord, b: PlainRecord): boolean {
  return a.type === b.type && sameLabels(a.owner, b.owner) && dataKey(a) === dataKey(b)
}

function dataKey({ type, rdata }: PlainRecord): string {
  const text = printRdata(type, rdata, 0, rdata.length)
  return caseless.has(type) ? text.toLowerCase() : text
}

/** The types in these tests whose names compare without regard to case. */
const caseless: ReadonlySet<number> = new Set([
  Type.NS,
  Type.CNAME,
  Type.DNAME,
  Type.PTR,
  Type.MX,
  Type.SRV,
  Type.SOA,
  Type.NAPTR,
])

/** The answer of a server that has these zones, with minimal responses and without DNSSEC. */
export function resolve(zones: readonly PlainZone[], qname: Labels, qtype: number): Reply {
  const reply: Reply = { rcode: 'NOERROR', aa: false, answer: [], authority: [], additional: [] }
  const start = zoneFor(zones, qname, qtype)
  if (start === undefined) return { ...reply, rcode: 'REFUSED' }
  const hosts: Host[] = []
  let zone: PlainZone | undefined = start
  let name: Labels | undefined = qname
  const visited: Labels[] = []
  while (zone && name && visited.length <= 20 && !visited.some((other) => sameLabels(other, name!))) {
    visited.push(name)
    name = step(zone, name, qtype, visited.length === 1, reply, hosts)
    zone = name && zoneFor(zones, name, qtype)
  }
  addAdditional(zones, hosts, reply)
  return reply
}

/** A name in rdata that brings its addresses. `cut`: it serves this delegation. */
type Host = {
  readonly name: Labels
  readonly zone: PlainZone
  readonly cut: Labels | undefined
  /** Types to be added. */
  readonly wanted: readonly number[]
}

function enclosing(zones: readonly PlainZone[], name: Labels): PlainZone | undefined {
  const above = zones.filter((zone) => isAtOrBelow(name, zone.origin))
  return above.sort((a, b) => b.origin.length - a.origin.length)[0]
}

function zoneFor(zones: readonly PlainZone[], qname: Labels, qtype: number): PlainZone | undefined {
  const zone = enclosing(zones, qname)
  if (qtype !== Type.DS || zone === undefined || !sameLabels(zone.origin, qname)) return zone
  return enclosing(zones, qname.slice(1)) ?? zone
}

/** What one zone says of one name; returns where an alias leads. */
function step(
  zone: PlainZone,
  name: Labels,
  qtype: number,
  first: boolean,
  reply: Reply,
  hosts: Host[],
): Labels | undefined {
  for (let length = zone.origin.length; length <= name.length; length++) {
    const ancestor = name.slice(name.length - length)
    const self = length === name.length
    const servers = find(zone, ancestor, Type.NS)
    if (servers.length > 0 && length > zone.origin.length && !(self && qtype === Type.DS)) {
      push(reply.authority, ancestor, servers)
      collectHosts(zone, servers, ancestor, hosts)
      return undefined
    }
    const [dname] = find(zone, ancestor, Type.DNAME)
    if (dname && !self) {
      if (first) reply.aa = true
      return substitute(name, ancestor, dname, qtype, reply)
    }
  }
  if (first) reply.aa = true
  const source = existing(zone, name)
  if (source === undefined) reply.rcode = 'NXDOMAIN'
  else {
    const cname = find(zone, source, Type.CNAME)
    const data =
      qtype === Type.ANY ? zone.records.filter((r) => sameLabels(r.owner, source)) : find(zone, source, qtype)
    if (data.length > 0) {
      push(reply.answer, name, data)
      collectHosts(zone, data, undefined, hosts, name)
      return undefined
    }
    if (cname.length > 0 && qtype !== Type.RRSIG && qtype !== Type.NSEC) {
      push(reply.answer, name, cname)
      return labelsOf(cname[0]!.rdata)
    }
  }
  const [soa] = find(zone, zone.origin, Type.SOA)
  const minimum = new DataView(soa!.rdata.buffer, soa!.rdata.byteOffset).getUint32(soa!.rdata.length - 4)
  push(reply.authority, zone.origin, [{ ...soa!, ttl: Math.min(soa!.ttl, minimum) }])
  return undefined
}

/** The name itself, or the wildcard that stands for it. */
function existing(zone: PlainZone, name: Labels): Labels | undefined {
  const exists = (candidate: Labels) => zone.records.some((record) => isAtOrBelow(record.owner, candidate))
  if (exists(name)) return name
  let encloser = name.slice(1)
  while (!exists(encloser)) encloser = encloser.slice(1)
  const wildcard = ['*', ...encloser]
  return exists(wildcard) ? wildcard : undefined
}

function substitute(name: Labels, owner: Labels, dname: PlainRecord, qtype: number, reply: Reply): Labels | undefined {
  const line = lineOf(owner, dname)
  if (!reply.answer.includes(line)) reply.answer.push(line)
  const target = [...name.slice(0, name.length - owner.length), ...labelsOf(dname.rdata)]
  if (wireLength(target) > 255) {
    reply.rcode = 'YXDOMAIN'
    return undefined
  }
  push(reply.answer, name, [{ owner: name, type: Type.CNAME, ttl: dname.ttl, rdata: wireOf(target) }])
  return qtype === Type.CNAME ? undefined : target
}

function collectHosts(
  zone: PlainZone,
  records: readonly PlainRecord[],
  cut: Labels | undefined,
  hosts: Host[],
  owner?: Labels,
): void {
  for (const { type, rdata } of records) {
    const target = targetIn(type, rdata)
    if (target === undefined) continue
    const serviceMode = (type === Type.SVCB || type === Type.HTTPS) && (rdata[0] !== 0 || rdata[1] !== 0)
    const name = target.length === 0 && serviceMode ? owner : target
    const alias = (type === Type.SVCB || type === Type.HTTPS) && !serviceMode
    if (name && name.length > 0) hosts.push({ name, zone, cut, wanted: alias ? [type, ...ADDRESSES] : ADDRESSES })
  }
}

const ADDRESSES: readonly number[] = [Type.A, Type.AAAA]

/** The offset of the name in rdata whose addresses are added. */
const targetOffset: Readonly<Record<number, number>> = {
  [Type.NS]: 0,
  [Type.MX]: 2,
  [Type.SRV]: 6,
  [Type.SVCB]: 2,
  [Type.HTTPS]: 2,
}

function targetIn(type: number, rdata: Uint8Array): Labels | undefined {
  const at = targetOffset[type]
  return at === undefined ? undefined : labelsOf(rdata, at)
}

/** Services behind an alias (RFC 9460 §4.1) may name hosts too: they come last into the list. */
function addAdditional(zones: readonly PlainZone[], hosts: Host[], reply: Reply): void {
  const seen = new Set([...reply.answer, ...reply.authority])
  for (const { name, zone, cut, wanted } of hosts) {
    // Glue of the delegated domain is the referring zone's; what it lacks a zone of its own below the cut may have.
    const own = cut !== undefined && isAtOrBelow(name, cut) && has(zone, name)
    const [source, at] = own ? [zone, name] : addressSource(zones, zone, name, wanted)
    if (source === undefined || at === undefined) continue
    for (const type of wanted)
      for (const record of find(source, at, type)) {
        const line = lineOf(name, record)
        if (seen.has(line)) continue
        seen.add(line)
        reply.additional.push(line)
        collectHosts(source, [record], undefined, hosts, name)
      }
  }
}

/** Where to look: in the zone that names the host if it lies there, else in the closest zone. */
function addressSource(
  zones: readonly PlainZone[],
  zone: PlainZone,
  name: Labels,
  wanted: readonly number[],
): [PlainZone?, Labels?] {
  const here = isAtOrBelow(name, zone.origin) && !isDelegated(zone, name) ? addressOwner(zone, name) : undefined
  if (here) return [zone, here]
  const closest = enclosing(zones, name)
  const there = closest && addressOwner(closest, name)
  const known = there && wanted.some((type) => find(closest, there, type).length > 0)
  if (known || closest === zone) return [closest, there]
  return isAtOrBelow(name, zone.origin) ? [zone, addressOwner(zone, name)] : []
}

/** Glue counts where it is in the zone, but no wildcard stands for what is delegated or below a DNAME. */
function addressOwner(zone: PlainZone, name: Labels): Labels | undefined {
  if (has(zone, name)) return name
  const belowDname = zone.records.some(({ owner, type }) => type === Type.DNAME && isBelow(name, owner))
  return belowDname || isDelegated(zone, name) ? undefined : existing(zone, name)
}

/** As an owner or as an empty non-terminal. */
function has(zone: PlainZone, name: Labels): boolean {
  return zone.records.some((record) => isAtOrBelow(record.owner, name))
}

function isDelegated(zone: PlainZone, name: Labels): boolean {
  return zone.records.some(
    ({ owner, type }) => type === Type.NS && isBelow(owner, zone.origin) && isAtOrBelow(name, owner),
  )
}

function find(zone: PlainZone, owner: Labels, type: number): PlainRecord[] {
  return zone.records.filter((record) => record.type === type && sameLabels(record.owner, owner))
}

function push(section: string[], owner: Labels, records: readonly PlainRecord[]): void {
  for (const record of records) section.push(lineOf(owner, record))
}

function lineOf(owner: Labels, { type, ttl, rdata }: PlainRecord): string {
  const printed = printRdata(type, rdata, 0, rdata.length)
  return `${keyOf(owner)} ${ttl} ${typeName(type)} ${printed}`.toLowerCase()
}

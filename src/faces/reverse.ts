// Reverse zones completed out of the forward ones: a PTR for each address of each view that no zone file has a name for.

import { Found, Lookup } from '../answer/lookup.ts'
import { finishZone, hasError } from '../check/read-zone.ts'
import { writeReverseName } from '../check/reverse.ts'
import { isServed } from '../check/targets.ts'
import type { ReverseSetting } from '../config/one-source.ts'
import type { FaceSetting, ZoneSetting } from '../config/settings.ts'
import { copyName, isWildcard, MAX_NAME } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Place } from '../report/problem.ts'
import type { Prefix } from '../views/prefix.ts'
import { APEX, NONE, type Node, type Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import { ZoneText } from '../zonefile/zone-text.ts'
import { type ComposeOptions, type FaceFile, type ServedFace, servedOf } from './compose.ts'
import { nameKey } from './layers.ts'
import { builderOf, type FaceRecord, recordsOf } from './records.ts'
import { notCompleted, sealOf } from './signed-elsewhere.ts'

/** The faces that `reverse` completes or makes; they take their places in `all` too. Yields where it may be interrupted. */
export function* completeReverse(
  options: ComposeOptions,
  all: Map<FaceSetting, FaceFile>,
): Generator<void, ReadonlyMap<FaceSetting, FaceFile>> {
  const { settings } = options
  const completed = new Map<FaceSetting, FaceFile>()
  for (const view of settings.views.keys()) {
    const faces = settings.zones.flatMap((zone) => zone.faces.filter((face) => face.view === view))
    if (!faces.some(({ reverse }) => reverse)) continue
    const served = settings.zones.flatMap((zone) => {
      const face = zone.faces.find((face) => face.view === view)
      return (face && servedOf(zone, face, all, options)) ?? []
    })
    const hosts = yield* hostsOf(served)
    const origins = new ZoneSet(membersOf(settings.zones, view))
    for (const zone of settings.zones)
      for (const face of zone.faces) {
        if (face.view !== view || face.reverse === undefined) continue
        const base = face.generated ? undefined : all.get(face)
        if (base !== undefined && (base.subject === undefined || hasError(base.problems))) continue
        const own = hosts.filter((host) => isIn(host.address, face.reverse!.prefix) && isHeldBy(origins, host, zone))
        yield
        completed.set(face, complete(zone, face.reverse, base, served[0], own, options))
        yield
      }
  }
  for (const [face, file] of completed) all.set(face, file)
  return completed
}

/** One address of a name. */
type Host = {
  readonly owner: Uint8Array
  readonly address: Uint8Array
  readonly ttl: number
  /** How many addresses of the family the name has: one with few is the host's own, one with many a service's. */
  readonly siblings: number
  readonly zone: Zone
  readonly text: ZoneText
  readonly line: number
  /** Name of its PTR. */
  readonly pointer: Uint8Array
}

/** One for each address: of several names the one with the fewest addresses, of equal ones the first. */
function* hostsOf(faces: readonly ServedFace[]): Generator<void, Host[]> {
  const best = new Map<string, Host>()
  let seen = 0
  for (const { zone, text } of faces)
    for (const host of hostsIn(zone, text)) {
      if ((++seen & 0xfff) === 0) yield
      const key = host.address.join('.')
      const known = best.get(key)
      if (known === undefined || host.siblings < known.siblings) best.set(key, host)
    }
  return [...best.values()]
}

function* hostsIn(zone: Zone, text: ZoneText): Generator<Host> {
  for (let node: Node = 0; node < zone.nodes; node++)
    for (const type of [Type.A, Type.AAAA]) {
      const set = zone.rrset(node, type)
      if (set === NONE || !isServed(zone, node, set)) continue
      const owner = zone.name(node)
      // A wildcard has no name of its own to point to.
      if (isWildcard(owner)) continue
      const [siblings, ttl] = [zone.size(set), zone.ttl(set)]
      let data = zone.dataOf(set)
      for (let i = 0; i < siblings; i++, data = zone.nextData(data, false)) {
        const address = zone.heap.slice(data, data + zone.lengthOf(data))
        const pointer = pointerOf(address)
        yield { owner, address, ttl, siblings, zone, text, line: zone.line(set, i), pointer }
      }
    }
}

function pointerOf(address: Uint8Array): Uint8Array {
  const name = new Uint8Array(MAX_NAME)
  writeReverseName(address, 0, address.length === 4 ? 4 : 16, name)
  return copyName(name, 0)
}

function isIn(address: Uint8Array, { octets, bits }: Prefix): boolean {
  if (address.length !== octets.length) return false
  for (let bit = 0; bit < bits; bit++)
    if (((address[bit >>> 3]! ^ octets[bit >>> 3]!) >>> (7 - (bit & 7))) & 1) return false
  return true
}

/** Whether no other zone of the view is nearer to the PTR's name. */
function isHeldBy(origins: ZoneSet, { pointer }: Host, { origin }: ZoneSetting): boolean {
  const member = origins.enclosing(new Suffixes().set(pointer, 0))
  return member >= 0 && nameKey(origins.members[member]!.apex) === nameKey(origin)
}

function membersOf(zones: readonly ZoneSetting[], view: number) {
  return zones
    .filter(({ faces }) => faces.some((face) => face.view === view))
    .map(({ origin }) => ({ apex: origin, zone: undefined }))
}

/** The zone of the file, or a new one headed like `model`, with the PTRs of the hosts that it has no name for. */
function complete(
  { origin }: ZoneSetting,
  reverse: ReverseSetting,
  base: FaceFile | undefined,
  model: ServedFace | undefined,
  hosts: readonly Host[],
  { rules }: ComposeOptions,
): FaceFile {
  const subject = base?.subject
  const missing = subject ? hosts.filter(({ pointer }) => !isGiven(subject.zone, pointer)) : hosts
  const seal = subject && sealOf(subject.zone)
  if (base?.subject && seal) {
    const told = missing.length === 0 ? [] : [notCompleted(nameText(origin), seal, missing.length, reverse.place)]
    return { ...base, problems: [...base.problems, ...told] }
  }
  const text = subject ? ZoneText.over(subject.text) : textAt(reverse.place)
  const note = `reverse: ${reverse.text} (${reverse.place.file}:${reverse.place.line})`
  const heading = subject ? recordsOf(subject.zone) : headingLike(model, origin, text, note)
  const pointers = missing.map(({ pointer, owner, ttl, text: from, line }) => {
    return { owner: pointer, type: Type.PTR, ttl, rdata: owner, line: text.borrow(from, line, note) }
  })
  const sources = new Set(missing.map(({ zone }) => zone.serial))
  const records = [...heading.map((record) => withSerial(record, sources)), ...pointers]
  const problems = [...(base?.problems ?? [])]
  const read = finishZone(builderOf(origin, records), { problems, text }, rules)
  return { ...read, problems: unique(read.problems) }
}

/** Of a zone without a file: what is missing in it is told where the configuration wants it. */
function textAt({ file, line }: Place): ZoneText {
  const text = new ZoneText()
  text.lines.addRun(1, text.lines.addFile(file), line)
  return text
}

/** SOA and NS of another zone of the view. */
function headingLike(model: ServedFace | undefined, origin: Uint8Array, text: ZoneText, note: string): FaceRecord[] {
  if (model === undefined) return []
  const { zone, text: from } = model
  const apex = recordsOf(zone).filter(
    ({ owner, type }) => nameKey(owner) === nameKey(zone.apex) && (type === Type.SOA || type === Type.NS),
  )
  return apex.map((record) => ({ ...record, owner: origin, line: text.borrow(from, record.line, note) }))
}

/** The newest of all zones that the PTRs come from: when one of them changes, so does this. */
function withSerial(record: FaceRecord, serials: ReadonlySet<number>): FaceRecord {
  if (record.type !== Type.SOA) return record
  const rdata = record.rdata.slice()
  const view = new DataView(rdata.buffer)
  const at = rdata.length - 20
  for (const serial of serials) if (isNewerSerial(serial, view.getUint32(at))) view.setUint32(at, serial)
  return { ...record, rdata }
}

/** Whether the file has a PTR at the name, an alias (RFC 2317), or hands the name to somebody else. */
function isGiven(zone: Zone, pointer: Uint8Array): boolean {
  const lookup = new Lookup()
  const found = lookup.find(zone, new Suffixes().set(pointer, 0), false)
  if (found === Found.referral || found === Found.dname) return true
  if (found !== Found.name || lookup.wildcard || lookup.node === APEX) return false
  return zone.rrset(lookup.node, Type.PTR) !== NONE || zone.rrset(lookup.node, Type.CNAME) !== NONE
}

/** The file's own findings were made once already. */
function unique<T>(list: readonly T[]): T[] {
  const seen = new Set<string>()
  return list.filter((item) => {
    const key = JSON.stringify(item)
    return !seen.has(key) && seen.add(key)
  })
}

// Completes reverse zones from forward zones: in each view a PTR for each address without a name in a zone file.

import { finishZone, hasError } from '../../check/read-zone.ts'
import { MAX_NAME, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { isNewerSerial } from '../../dns/serial.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import type { ReverseSetting } from '../../text/config/one-source.ts'
import type { ZoneSetting } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Place } from '../../text/findings/problem.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Prefix } from '../../views/prefix.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import { Found, Lookup } from '../../zone/lookup.ts'
import { sealOf } from '../../zone/seal.ts'
import { APEX, hasTarget, NONE, type Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { Draft, lastLine } from '../faces/draft.ts'
import { Hosts } from '../faces/hosts.ts'
import { type MakeOptions, type ServedFace, servedOf } from '../faces/served.ts'
import { notCompleted } from '../faces/signed-elsewhere.ts'
import type { ReadZone } from '../read-zone.ts'

/** Makes or completes the faces of `reverse`, and puts them into `all`. Yields where it may be interrupted. */
export function* completeReverse(options: MakeOptions, all: Map<FaceSetting, ReadZone>): Generator<void, void> {
  const { settings, only } = options
  if (only?.kind === 'derived') return
  const wanted = only && new Set(only.faces)
  const isWanted = (face: FaceSetting) => face.reverse !== undefined && wanted?.has(face) !== false
  const completed = new Map<FaceSetting, ReadZone>()
  for (const view of settings.views.keys()) {
    const faces = settings.zones.flatMap((zone) => zone.faces.filter((face) => face.view === view))
    if (!faces.some(isWanted)) continue
    const served = settings.zones.flatMap((zone) => {
      const face = zone.faces.find((face) => face.view === view)
      return (face && servedOf(zone, face, all, options)) ?? []
    })
    const hosts = yield* Hosts.of(served.map(({ zone }) => zone))
    const origins = new ZoneSet(membersOf(settings.zones, view))
    for (const zone of settings.zones)
      for (const face of zone.faces) {
        if (face.view !== view || face.reverse === undefined || !isWanted(face)) continue
        const base = face.source.kind === 'reverse' ? undefined : all.get(face)
        if (base !== undefined && (base.subject === undefined || hasError(base.problems))) continue
        const own: number[] = []
        for (let host = 0; host < hosts.count; host++)
          if (isIn(hosts, host, face.reverse.prefix) && isHeldBy(origins, hosts, host, zone)) own.push(host)
        yield
        completed.set(face, complete(zone, face.reverse, base, { served, hosts, own }, options))
        yield
      }
  }
  for (const [face, read] of completed) {
    const base = all.get(face)
    const known = base?.subject && read.subject && { bare: base.subject.zone, ...(base.asked && { asked: base.asked }) }
    all.set(face, { ...read, ...known })
  }
}

type Pointing = {
  readonly served: readonly ServedFace[]
  /** Addresses of the served faces, in their order. */
  readonly hosts: Hosts
  /** Those whose PTRs belong to the zone. */
  readonly own: readonly number[]
}

function isIn(hosts: Hosts, host: number, { octets, bits }: Prefix): boolean {
  if (hosts.size(host) !== octets.length) return false
  const [heap, at] = [hosts.heap(host), hosts.data[host]!]
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : 0xff00 >>> (bits - bit)
    if ((heap[at + (bit >>> 3)]! ^ octets[bit >>> 3]!) & mask & 0xff) return false
  }
  return true
}

/** Whether the PTR's name lies in this zone, and in no deeper one of the view. */
function isHeldBy(origins: ZoneSet, hosts: Hosts, host: number, { origin }: ZoneSetting): boolean {
  hosts.writePointer(host, pointer)
  const member = origins.enclosing(suffixes.set(pointer, 0))
  return member >= 0 && sameName(origins.member(member)!.apex, 0, origin, 0)
}

function membersOf(zones: readonly ZoneSetting[], view: number) {
  return zones
    .filter(({ faces }) => faces.some((face) => face.view === view))
    .map(({ origin }) => ({ apex: origin, zone: undefined }))
}

/** The zone of the file, or a new one with the SOA and NS of the view's first zone, with PTRs for hosts that it has none for. */
function complete(
  { origin }: ZoneSetting,
  reverse: ReverseSetting,
  base: ReadZone | undefined,
  { served, hosts, own }: Pointing,
  { rules }: MakeOptions,
): ReadZone {
  const subject = base?.subject
  const missing = subject ? own.filter((host) => !isGiven(subject.zone, hosts, host)) : own
  const seal = subject && sealOf(subject.zone)
  if (base?.subject && seal) {
    const told = missing.length === 0 ? [] : [notCompleted(nameText(origin), seal, missing.length, reverse.place)]
    return { ...base, problems: [...base.problems, ...told] }
  }
  const text = subject ? ZoneText.over(subject.text) : textAt(reverse.place)
  const note = `reverse: ${reverse.text} (${reverse.place.file}:${reverse.place.line})`
  const borrowers = served.map((face) => () => text.borrower(face.text, lastLine(face.zone), note))
  const lineOf = borrowers.map(() => undefined as ((line: number) => number) | undefined)
  const borrowed = (zone: number, line: number): number => {
    lineOf[zone] ??= borrowers[zone]!()
    return lineOf[zone](line)
  }
  const serials = new Set<number>()
  for (const host of missing) serials.add(hosts.zones[hosts.zone[host]!]!.serial)
  const builder = subject ? builderWith(subject.zone, serials) : headedLike(served[0]?.zone, origin, borrowed, serials)
  for (const host of missing) {
    const zone = hosts.zone[host]!
    hosts.writePointer(host, pointer)
    builder.owner(pointer, 0)
    const length = hosts.zones[zone]!.writeName(hosts.node[host]!, name, 0)
    builder.record(Type.PTR, hosts.ttl(host), name, length, borrowed(zone, hosts.line(host)))
  }
  const read = finishZone(builder, { problems: [...(base?.problems ?? [])], text }, rules)
  return { ...read, problems: unique(read.problems) }
}

const pointer = new Uint8Array(MAX_NAME)
const name = new Uint8Array(MAX_NAME)

/** The text of a zone without a file: its problems stand at the configuration's `reverse`. */
function textAt({ file, line }: Place): ZoneText {
  const text = new ZoneText()
  text.lines.addRun(1, text.lines.addFile(file), line)
  return text
}

/** A builder with all records of the zone. */
function builderWith(zone: Zone, serials: ReadonlySet<number>): ZoneBuilder {
  const draft = new Draft(zone)
  for (let r = 0; r < draft.records; r++)
    if (draft.type[r] === Type.SOA && draft.node[r] === APEX) draft.rewrite(r, withSerial(draft.rdataOf(r), serials))
  return draft.build()
}

/** A builder with the SOA and NS of another zone of the view. */
function headedLike(
  model: Zone | undefined,
  origin: Uint8Array,
  borrowed: (zone: number, line: number) => number,
  serials: ReadonlySet<number>,
): ZoneBuilder {
  const builder = new ZoneBuilder(origin)
  if (model === undefined) return builder
  builder.owner(origin, 0)
  for (let set = model.firstSet(APEX); set < model.setsEnd(APEX); set++) {
    const type = model.type(set)
    if (type !== Type.SOA && type !== Type.NS) continue
    let data = model.dataOf(set)
    for (let i = 0; i < model.size(set); i++, data = model.nextData(data, hasTarget(type))) {
      const rdata = model.heap.slice(data, data + model.lengthOf(data))
      const own = type === Type.SOA ? withSerial(rdata, serials) : rdata
      builder.record(type, model.ttl(set), own, own.length, borrowed(0, model.line(set, i)))
    }
  }
  return builder
}

/** The SOA with the newest serial of all zones that the PTRs come from: when one of them changes, so does this zone. */
function withSerial(soa: Uint8Array, serials: ReadonlySet<number>): Uint8Array {
  const rdata = soa.slice()
  const view = new DataView(rdata.buffer)
  const at = rdata.length - 20
  for (const serial of serials) if (isNewerSerial(serial, view.getUint32(at))) view.setUint32(at, serial)
  return rdata
}

/** Whether the file has a PTR or an alias (RFC 2317) for the host's address, or delegates the name. */
function isGiven(zone: Zone, hosts: Hosts, host: number): boolean {
  hosts.writePointer(host, pointer)
  const found = lookup.find(zone, suffixes.set(pointer, 0), false)
  if (found === Found.referral || found === Found.dname) return true
  if (found !== Found.name || lookup.wildcard || lookup.node === APEX) return false
  return zone.rrset(lookup.node, Type.PTR) !== NONE || zone.rrset(lookup.node, Type.CNAME) !== NONE
}

const lookup = new Lookup()
const suffixes = new Suffixes()

/** Each finding once: those of the file were made before. */
function unique<T>(list: readonly T[]): T[] {
  const seen = new Set<string>()
  return list.filter((item) => {
    const key = JSON.stringify(item)
    return !seen.has(key) && seen.add(key)
  })
}

// Reads the files of a list into one zone, and gives its apex the records that no file has.

import { finishZone } from '../../check/read-zone.ts'
import { MAX_NAME, sameName } from '../../dns/name.ts'
import { Octets } from '../../dns/octets.ts'
import { Type } from '../../dns/types.ts'
import type { Flaw } from '../../lists/flaws.ts'
import type { ListFormat } from '../../lists/formats.ts'
import type { ListRecord } from '../../lists/generic.ts'
import { type ListFile, type ReadList, readList } from '../../lists/read-list.ts'
import { say } from '../../lists/says.ts'
import type { SourceFile } from '../../state/source-files.ts'
import { describeSource } from '../../state/source-files.ts'
import type { ListSetting } from '../../text/config/lists.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import { type FaceSetting, filesOf, fileToEdit } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { locate } from '../../text/zonefile/excerpt.ts'
import { LineMap } from '../../text/zonefile/lines.ts'
import type { Disk } from '../../text/zonefile/source.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import { isLongerThan, MOST_SIGNED } from '../../zone/listed-zone.ts'
import { APEX, hasTarget, NONE, type Zone } from '../../zone/zone.ts'
import { type MakeOptions, servedOf } from '../faces/served.ts'
import type { ReadZone } from '../read-zone.ts'
import { type ListText, readListText } from './list-text.ts'

/** The job to read one list. */
export type ListJob = {
  readonly key: string
  readonly path: string
  readonly size: number
  readonly list: {
    readonly origin: Uint8Array
    readonly files: readonly { readonly path: string; readonly format: ListFormat }[]
    readonly ttl: number
    readonly negativeTtl: number
    readonly negativeTtlGiven: boolean
    readonly code: Uint8Array
    readonly maxEntries: number
    /** Whether Janus signs the list as a zone. */
    readonly isSigned?: boolean
    /** See ListOptions. */
    readonly tellsNeedless?: boolean
  }
}

export function readListFiles({ list }: ListJob, disk: Disk, anywhere: boolean): ReadZone {
  const texts: ListText[] = []
  for (const { path } of list.files) {
    const text = readListText(path, { disk, anywhere })
    if ('rule' in text) return { problems: [text] }
    texts.push(text)
  }
  const files = texts.map(({ source, content }, i): ListFile => {
    const { bytes, begin, size } = content
    return { format: list.files[i]!.format, bytes, begin, size, modified: modifiedOf(source.stamp?.changed) }
  })
  const code = new DataView(list.code.buffer, list.code.byteOffset).getUint32(0)
  const now = Math.floor(Date.now() / 1000)
  const read = readList(files, { ...list, code, now })
  const problems = read.flaws.map((flaw) => asProblem(flaw, texts))
  if (read.listing === undefined) return { problems }
  const text = textWith(read, texts)
  const { subject } = finishZone(builderOf(list, read, files), { problems: [], text }, [])
  if (list.isSigned && isLongerThan(subject.zone, MOST_SIGNED)) problems.push(tooLongToSign(texts[0]!))
  return { subject, problems, madeOf: describedFiles(texts) }
}

/** Line numbers of records: the SOA and the NS have lines, all others belong to the files as a whole. */
const Line = { files: 0, soa: 1, ns: 2 } as const

function textWith({ soa, ns }: ReadList, texts: readonly ListText[]): ZoneText {
  const text = new ZoneText()
  const files = texts.map(({ source, content }) => text.addFile({ ...source, ...content }))
  text.lines.addRun(Line.files, files[0]!, 1)
  if (soa !== undefined) text.lines.addRun(Line.soa, files[soa.file]!, soa.line)
  if (ns !== undefined) text.lines.addRun(Line.ns, files[ns.file]!, ns.line)
  return text
}

function tooLongToSign({ source: { file } }: ListText): Problem {
  const message = say('list-long-as-zone', { most: MOST_SIGNED })
  const place = { file, line: 1, column: 1, length: 1 }
  return { rule: 'list-limit', severity: 'error', ...saying(message, say('list-sign-less')), place }
}

function describedFiles(texts: readonly ListText[]): readonly SourceFile[] {
  const files = texts.map(({ source }) => describeSource(source))
  return files.every((file) => file !== undefined) ? files : []
}

/** Seconds since 1970 out of a stamp's nanoseconds; now where there is no stamp. */
function modifiedOf(changed: string | undefined): number {
  const [modified] = (changed ?? '').split(' ')
  return modified ? Number(BigInt(modified) / 1_000_000_000n) : Math.floor(Date.now() / 1000)
}

function asProblem(
  { rule, severity, message, fix, file, line, start, end, others }: Flaw,
  texts: readonly ListText[],
): Problem {
  const { source, content } = texts[file]!
  let from = start
  while (from > content.begin && content.bytes[from - 1] !== LINE_FEED) from--
  const located = locate({ ...content, file: source.file }, line, from, start, Math.min(end, content.size))
  return { rule, severity, ...saying(message, fix), ...located, ...(others !== undefined && { others }) }
}

const LINE_FEED = 0x0a

function builderOf(list: ListJob['list'], read: ReadList, files: readonly ListFile[]): ZoneBuilder {
  const { origin, negativeTtl, negativeTtlGiven } = list
  const builder = new ZoneBuilder(origin)
  builder.listing = read.listing!
  builder.owner(origin, 0)
  const { soa, ns } = read
  if (soa !== undefined) {
    const serial = soa.serial === 0 ? Math.max(...files.map(({ modified }) => modified)) : soa.serial
    const minimum = negativeTtlGiven ? negativeTtl : soa.minimum
    const rdata = soaRdata(soa.primary, soa.mailbox, [serial, soa.refresh, soa.retry, soa.expire, minimum])
    builder.record(Type.SOA, soa.ttl, rdata, rdata.length, Line.soa)
  }
  for (const name of ns?.names ?? []) builder.record(Type.NS, ns!.ttl, name, name.length, Line.ns)
  const owner = new Uint8Array(MAX_NAME)
  const ttls = leastTtls(read.records)
  for (const { labels, type, rdata } of read.records) {
    if (labels.length + origin.length > MAX_NAME) continue
    owner.set(labels)
    owner.set(origin, labels.length)
    builder.owner(owner, 0)
    builder.record(type, ttls.get(setKey({ labels, type }))!, rdata, rdata.length, Line.files)
  }
  return builder
}

/** RFC 2181 §5.2: an rrset has one TTL; where records give several, the lowest counts. */
function leastTtls(records: readonly ListRecord[]): Map<string, number> {
  const least = new Map<string, number>()
  for (const record of records) {
    const key = setKey(record)
    least.set(key, Math.min(record.ttl, least.get(key) ?? record.ttl))
  }
  return least
}

function setKey({ labels, type }: Pick<ListRecord, 'labels' | 'type'>): string {
  return `${type} ${Buffer.from(labels).toString('latin1')}`
}

function soaRdata(primary: Uint8Array, mailbox: Uint8Array, numbers: readonly number[]): Uint8Array {
  const out = new Octets(128)
  out.append(primary)
  out.append(mailbox)
  for (const number of numbers) out.u32(number)
  return out.view().slice()
}

/**
 * Gives each list without an SOA or NS of its own those of the nearest zone above it in its view. Without such a zone, it gets an SOA that
 * names the list itself. Yields where it may be interrupted.
 */
export function* completeLists(options: MakeOptions, all: Map<FaceSetting, ReadZone>): Generator<void, void> {
  const made = new Map<string, ReadZone>()
  for (const zone of options.settings.zones)
    for (const face of zone.faces) {
      if (face.source.kind !== 'list') continue
      const read = all.get(face) ?? { problems: [] }
      const base = face.source.list.files.length === 0 ? emptyList(face.source.list) : read.subject?.zone
      if (base === undefined || (base.soa !== NONE && base.rrset(APEX, Type.NS) !== NONE)) continue
      const above = zoneAbove(zone, face.view, options, all)
      const key = `${zone.name} ${above === undefined ? '' : idOf(above)}`
      const known = made.get(key) ?? { ...read, ...headed(face.source.list, base, above, textOf(face)) }
      made.set(key, known)
      all.set(face, known)
      yield
    }
}

function emptyList({ origin }: ListSetting): Zone {
  return new ZoneBuilder(origin).finish()
}

/** A number for each zone, to tell zones apart. */
function idOf(zone: Zone): number {
  const known = ids.get(zone) ?? ++lastId
  ids.set(zone, known)
  return known
}

const ids = new WeakMap<Zone, number>()
let lastId = 0

function zoneAbove(
  zone: ZoneSetting,
  view: number,
  options: MakeOptions,
  all: ReadonlyMap<FaceSetting, ReadZone>,
): Zone | undefined {
  let nearest: Zone | undefined
  for (const other of options.settings.zones as Settings['zones']) {
    if (other.origin.length >= zone.origin.length || other.origin.length <= (nearest?.apex.length ?? 0)) continue
    const at = zone.origin.length - other.origin.length
    const face = other.faces.find((one) => one.view === view && one.source.kind !== 'list')
    if (face === undefined || !endsAt(zone.origin, at) || !sameName(zone.origin, at, other.origin, 0)) continue
    nearest = servedOf(other, face, all, options)?.zone ?? nearest
  }
  return nearest
}

/** Whether a label begins there. */
function endsAt(name: Uint8Array, at: number): boolean {
  let p = 0
  while (p < at) p += name[p]! + 1
  return p === at
}

function headed(list: ListSetting, base: Zone, above: Zone | undefined, text: ZoneText): Pick<ReadZone, 'subject'> {
  const builder = new ZoneBuilder(list.origin)
  builder.listing = base.columns.listing
  copyRecords(base, builder)
  builder.owner(list.origin, 0)
  if (base.soa === NONE) {
    const [rdata, ttl] = soaLike(list, above)
    builder.record(Type.SOA, ttl, rdata, rdata.length, 0)
  }
  if (above !== undefined && base.rrset(APEX, Type.NS) === NONE) copySet(above, above.rrset(APEX, Type.NS), builder)
  const { subject } = finishZone(builder, { problems: [], text }, [])
  return { subject }
}

/** The place of records that no file has: where the first file begins, or where the list is configured. */
function textOf(face: FaceSetting): ZoneText {
  const lines = new LineMap()
  const file = lines.addFile(fileToEdit(face))
  lines.addRun(0, file, filesOf(face.source).length === 0 ? face.place.line : 1)
  lines.addRun(1, file, 1)
  return new ZoneText(lines)
}

function soaLike({ origin, negativeTtl, ttl }: ListSetting, above: Zone | undefined): [rdata: Uint8Array, ttl: number] {
  if (above === undefined || above.soa === NONE)
    return [soaRdata(origin, origin, [1, ...TIMES, negativeTtl]), Math.max(ttl, negativeTtl)]
  const data = above.dataOf(above.soa)
  const rdata = above.heap.slice(data, data + above.lengthOf(data))
  new DataView(rdata.buffer).setUint32(rdata.length - 4, negativeTtl)
  return [rdata, Math.max(above.ttl(above.soa), negativeTtl)]
}

/** Refresh, retry and expire, as RIPE-203 recommends, in seconds. */
const TIMES = [86_400, 7200, 3_600_000] as const

function copyRecords(from: Zone, to: ZoneBuilder): void {
  const name = new Uint8Array(MAX_NAME)
  for (let node = APEX; node < from.nodes; node++) {
    from.writeName(node, name, 0)
    to.owner(name, 0)
    for (let set = from.firstSet(node); set < from.setsEnd(node); set++) copySet(from, set, to)
  }
}

function copySet(from: Zone, set: number, to: ZoneBuilder): void {
  if (set === NONE) return
  const type = from.type(set)
  let data = from.dataOf(set)
  for (let i = from.size(set); i > 0; i--, data = from.nextData(data, hasTarget(type)))
    to.record(type, from.ttl(set), from.heap, from.lengthOf(data), 0, data)
}

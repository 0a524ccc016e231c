// Makes janus.yaml and zone files of another server's configuration: everybody gets the same answers, and each zone is written once.

import { basename } from 'node:path'
import { hasError } from '../../check/read-zone.ts'
import { nameFlawText, nameText, readName } from '../../dns/name-text.ts'
import { Type, typeName } from '../../dns/types.ts'
import { type FaceRecord, recordsOf } from '../../supply/faces/records.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { parseZoneFile } from '../../text/zonefile/parser.ts'
import { readSource, type Source } from '../../text/zonefile/source.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import { prefixCount } from './acl.ts'
import { type Audience, audiencesOf } from './audiences.ts'
import { bindSource } from './bind-source.ts'
import { configText, type Place } from './config-text.ts'
import type { Destined } from './destinations.ts'
import { type NameServer, nameServersOf } from './name-servers.ts'
import { type ReadOptions, readNamedConf } from './named-conf.ts'
import type { FileOf, Lost, NamedConfig, NamedView, NamedZone } from './named-config.ts'
import { audienceNames, fileName, freeName } from './names.ts'
import { PeerReader } from './peers.ts'
import { resolvedLines, resolvedZones, withResolved } from './resolved.ts'
import { splitZone, type Version } from './split.ts'

export type ImportSettings = ReadOptions & {
  /** Leave zone files where they are if Janus can serve them as they are. */
  readonly keepFiles?: boolean
  /** Give views the zones that their clients had by recursion. */
  readonly giveResolved?: boolean
  /** Gets a line about each step that takes long. */
  readonly progress?: (what: string) => void
}

export type Imported = {
  /** By path relative to the new folder; janus.yaml is one of them. */
  readonly files: ReadonlyMap<string, string>
  /** Files of TSIG keys, by path too: only their owner may read them. */
  readonly keys: ReadonlyMap<string, string>
  /** How many zones there are; 0: there is nothing to serve. */
  readonly zones: number
  readonly lost: readonly Lost[]
  /** Places where clients get an answer that named does not give, and zones that we leave out to avoid that. */
  readonly widened: readonly Lost[]
  /** What clients got by recursion. */
  readonly resolved: readonly Lost[]
  /** Zones that named signs. */
  readonly signed: readonly Lost[]
  /** What we could not read in zone files. */
  readonly problems: readonly Problem[]
}

export function importNamedConf(path: string, settings: ImportSettings = {}): Imported {
  return importConfig(path, readNamedConf(path, settings), settings)
}

/** `read`: the configuration at `path`. */
export function importConfig(path: string, read: NamedConfig, settings: ImportSettings = {}): Imported {
  const prefixes = countPrefixes(read)
  if (prefixes >= MANY_PREFIXES) settings.progress?.(`${prefixes} prefixes are put in order`)
  const before = audiencesOf(read)
  const resolved = resolvedZones(read, before)
  const gives = settings.giveResolved === true && resolved.some(({ zones }) => zones.length > 0)
  const config = gives ? withResolved(read, resolved) : read
  const { audiences, destined, leftOut } = gives ? audiencesOf(config) : before
  const names = audienceNames(audiences, destined)
  const peers = new PeerReader(config, { audiences, destined, leftOut }, names)
  const writer = new ZoneWriter(names, peers, settings.keepFiles === true)
  const zones = new Map<string, readonly Place[]>()
  for (const [name, faces] of facesByName(audiences)) {
    const places = writer.write(name, faces)
    if (places) zones.set(name, places)
  }
  const { files, problems } = writer
  const others = peers.read((view, zone) => writer.nameServers(view, zone))
  files.set(
    'janus.yaml',
    configText(config, { from: basename(path), audiences, destined, names, zones, peers: others.text }),
  )
  return {
    files,
    keys: new Map([...others.keys].map(([name, text]) => [`keys/tsig/${name}.key`, text])),
    zones: zones.size,
    lost: [...config.lost, ...undecided(config, destined, audiences, names), ...writer.lost, ...others.lost],
    widened: [...config.widened, ...leftOut, ...others.widened],
    resolved: resolvedLines(resolved, gives, { file: path, line: 1 }),
    signed: writer.signed,
    problems,
  }
}

const MANY_PREFIXES = 100_000

function countPrefixes({ views }: NamedConfig): number {
  return prefixCount(views.map(({ clients }) => clients))
}

type Face = { readonly audience: Audience; readonly zone: NamedZone }
type OwnFace = Face & { readonly file: FileOf }

function facesByName(audiences: readonly Audience[]): Map<string, Face[]> {
  const all = audiences.flatMap((audience) => audience.zones.map((zone) => ({ audience, zone })))
  return Map.groupBy(all, ({ zone }) => zone.name)
}

function undecided(
  { views }: NamedConfig,
  destined: Destined,
  audiences: readonly Audience[],
  names: ReadonlyMap<string, string>,
): Lost[] {
  return views.flatMap(({ name, statement }) => {
    const own = audiences.filter(({ view }) => view.name === name)
    const isIn = (keys: ReadonlySet<string>) => own.some(({ key }) => keys.has(key))
    if (statement === undefined || !(isIn(destined.undecided) || isIn(destined.unreached))) return []
    const effect = isIn(destined.unreached)
      ? 'nobody gets it, for none of its addresses is under "listen"'
      : 'its clients are refused'
    const why =
      `"match-destinations" of the view "${name}": ${effect}; {address: ..., view: ${names.get(own[0]!.key)}} ` +
      'under "listen" shows the view to everybody who asks at that address of this host'
    return [{ file: statement.file, line: statement.line, why }]
  })
}

/** Reads each zone file once, and writes each zone once. */
class ZoneWriter {
  readonly files = new Map<string, string>()
  readonly problems: Problem[] = []
  readonly lost: Lost[] = []
  readonly signed: Lost[] = []
  readonly #names: ReadonlyMap<string, string>
  readonly #peers: PeerReader
  readonly #keep: boolean
  readonly #fileNames = new Set<string>()
  readonly #servers = new Map<string, readonly NameServer[]>()

  constructor(names: ReadonlyMap<string, string>, peers: PeerReader, keep: boolean) {
    this.#names = names
    this.#peers = peers
    this.#keep = keep
  }

  /** The servers that a written zone names. */
  nameServers({ name: view }: NamedView, { name, source }: NamedZone): readonly NameServer[] {
    return (source.kind === 'file' && this.#servers.get(`${view} ${name} ${source.path}`)) || []
  }

  /** Writes the faces of a zone; undefined where the name is bad, or the zone is a catalog. */
  write(name: string, all: readonly Face[]): Place[] | undefined {
    const faces = all.filter(({ zone }) => !this.#peers.isCatalog(zone))
    if (faces.length === 0) return undefined
    const origin = readName(name)
    if (typeof origin === 'string') {
      const { file, line } = faces[0]!.zone.statement
      this.lost.push({ file, line, why: `zone "${name}": ${nameFlawText(origin)}` })
      return undefined
    }
    const base = freeName(fileName(name), this.#fileNames)
    const fetched = faces.flatMap((face) => this.#fetched(face, base))
    const ownFaces = faces.flatMap(({ audience, zone }) =>
      zone.source.kind === 'file' ? [{ audience, zone, file: zone.source }] : [],
    )
    const versions = [...Map.groupBy(ownFaces, ({ file }) => file.path)].map(([path, own]) => ({
      path,
      views: own.map(({ audience }) => this.#names.get(audience.key)!),
      ...this.#read(own, origin),
    }))
    const written = versions.filter(({ kept }) => !kept)
    // Signatures cover whole rrsets, and denials whole zones: a signed version stays whole.
    const whole = written.some(({ records }) => records?.some(({ type }) => type === Type.RRSIG))
    const layered: Version[] = []
    const places = versions.flatMap(({ path, views, records, kept }, i): Place[] => {
      if (kept || records === undefined) return views.map((view) => ({ view, path }))
      const file = `zones/${whole && i > 0 ? freeName(`${base}.${views[0]}`, this.#fileNames) : base}.zone`
      const own = views.map((view) => ({ view, records }))
      if (whole) this.files.set(file, splitZone(origin, own))
      else layered.push(...own)
      return views.map((view) => ({ view, path: file }))
    })
    if (layered.length > 0) this.files.set(`zones/${base}.zone`, splitZone(origin, layered))
    const order = faces.map(({ audience }) => this.#names.get(audience.key)!)
    return [...fetched, ...places].sort((a, b) => order.indexOf(a.view) - order.indexOf(b.view))
  }

  #fetched({ audience, zone }: Face, base: string): Place[] {
    if (zone.source.kind !== 'primary') return []
    const view = this.#names.get(audience.key)!
    const from = this.#peers.originOf(zone, audience.view, view)
    return [from === undefined ? { view, path: `zones/${base}.zone` } : { view, from }]
  }

  #read(faces: readonly OwnFace[], origin: Uint8Array): { records?: readonly FaceRecord[]; kept: boolean } {
    const { zone, file } = faces[0]!
    const seen = new Set<NamedZone['statement']>()
    const different = faces.filter(({ zone: { statement } }) => !seen.has(statement) && seen.add(statement))
    for (const face of different) this.#tellSigned(face)
    const read =
      file.records === undefined
        ? readVersion(bindSource(file.path, file.locate), origin)
        : { records: file.records, problems: [], outside: [] }
    this.problems.push(...read.problems)
    const [face] = different
    this.lost.push(...read.outside.map((one) => ({ ...one, why: `zone "${zone.name}": ${one.why}` })))
    if (read.records === undefined) this.lost.push(...different.map((one) => notWhole(one)))
    else {
      const servers = nameServersOf(origin, read.records)
      for (const { audience } of faces) this.#servers.set(`${audience.view.name} ${zone.name} ${file.path}`, servers)
      if (this.#keep && face && file.records === undefined && isServedAsItIs(file.path, origin, read.records))
        return { kept: true }
    }
    return { kept: false, ...(read.records && { records: read.records }) }
  }

  #tellSigned({ zone, audience }: Face): void {
    if (zone.signing === undefined) return
    const { file, line } = zone.statement
    const why =
      `zone "${zone.name}" of the view "${audience.view.name}" (${zone.signing.by}): Janus serves what stands in its file, ` +
      'until "sign" names the zone and "janus dnssec import" has its keys'
    this.signed.push({ file, line, why })
  }
}

type ReadVersion = {
  /** Undefined where we cannot read all of it: without one record a zone may say the opposite. */
  readonly records: readonly FaceRecord[] | undefined
  readonly problems: readonly Problem[]
  /** Records outside of the zone, which named passes over. */
  readonly outside: readonly Lost[]
}

function readVersion(source: Source | Problem, origin: Uint8Array): ReadVersion {
  if ('rule' in source) return { records: undefined, problems: [source], outside: [] }
  const builder = new ZoneBuilder(origin)
  const { problems, layered, text } = parseZoneFile(source, { origin }, builder)
  if (layered || hasError(problems)) return { records: undefined, problems, outside: [] }
  const outside = builder.notes.outside.map(({ line, owner, type }) => {
    const { place } = text.place(line, 'owner')
    const why = `${typeName(type)} at "${nameText(owner)}" is left out, as named does: the name is not in the zone`
    return { file: place.file, line: place.line, why }
  })
  return { records: recordsOf(builder.finish()), problems, outside }
}

/** Whether Janus reads the same records from the file as named does. */
function isServedAsItIs(path: string, origin: Uint8Array, wanted: readonly FaceRecord[]): boolean {
  const { records, outside } = readVersion(readSource(path), origin)
  if (records === undefined || outside.length > 0 || records.length !== wanted.length) return false
  return records.every((one, i) => {
    const other = wanted[i]!
    const same = one.type === other.type && one.ttl === other.ttl
    return same && Buffer.compare(one.owner, other.owner) === 0 && Buffer.compare(one.rdata, other.rdata) === 0
  })
}

function notWhole({ audience: { view }, zone: { name, statement }, file: { path } }: OwnFace): Lost {
  const why =
    `zone "${name}" in the view "${view.name}": "${path}" cannot be read whole: janus.yaml names that file, ` +
    'and the zone is refused until you mend it'
  return { file: statement.file, line: statement.line, why }
}

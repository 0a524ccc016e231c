// A BIND configuration with views to janus.yaml and zone files: the same answers to everybody, each zone written once.

import { resolve } from 'node:path'
import { hasError } from '../check/read-zone.ts'
import { readName } from '../dns/name-text.ts'
import { recordsOf } from '../faces/records.ts'
import type { Problem } from '../report/problem.ts'
import { formatPrefix, type Prefix } from '../views/prefix.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import { parseZoneFile } from '../zonefile/parser.ts'
import { bindSource } from './bind-source.ts'
import { byDestination, type Destined } from './destinations.ts'
import { type Lost, type NamedConfig, type NamedZone, readNamedConf } from './named-conf.ts'
import { fileName, freeName, NOBODY, viewNames } from './names.ts'
import { splitZone, type Version } from './split.ts'

export type Imported = {
  /** By path relative to the new folder; janus.yaml is one of them. */
  readonly files: ReadonlyMap<string, string>
  readonly lost: readonly Lost[]
  /** What could not be read in zone files. */
  readonly problems: readonly Problem[]
}

export function importNamedConf(path: string): Imported {
  const config = readNamedConf(path)
  const files = new Map<string, string>()
  const problems: Problem[] = []
  const lost: Lost[] = [...config.lost]
  const views = viewNames(config.views.map(({ name }) => name))
  const zones: string[] = []
  const fileNames = new Set<string>()
  const destined = byDestination(config.views, config.listen)
  lost.push(...undecided(config, destined, views))
  // A view for those whom no view takes must not get a zone by way of "all views".
  const everywhere = destined.clients.has(undefined) ? Number.POSITIVE_INFINITY : config.views.length
  for (const [name, faces] of zonesByName(config)) {
    const origin = readName(name)
    if (typeof origin === 'string') {
      const { file, line } = faces[0]!.zone.statement
      lost.push({ file, line, why: `zone "${name}": ${origin}` })
      continue
    }
    const versions: Version[] = []
    const places: Place[] = []
    const file = `zones/${freeName(fileName(name), fileNames)}.zone`
    for (const { view, zone } of faces) {
      const records = readRecords(zone, origin, problems)
      if (records) versions.push({ view: views.get(view)!, records })
      else lost.push(notWhole(view, zone))
      places.push({ view: views.get(view)!, path: records ? file : resolve(zone.path) })
    }
    if (versions.length > 0) files.set(file, splitZone(origin, versions))
    zones.push(zoneLines(name, places, everywhere))
  }
  files.set('janus.yaml', configText(config, views, destined, zones))
  return { files, lost, problems }
}

/** Where a view's version of a zone is read from. */
type Place = { readonly view: string; readonly path: string }

type Face = { readonly view: string; readonly zone: NamedZone }

function zonesByName({ views }: NamedConfig): Map<string, Face[]> {
  const all = views.flatMap(({ name, zones }) => zones.map((zone) => ({ view: name, zone })))
  return Map.groupBy(all, ({ zone }) => zone.name)
}

function undecided({ views }: NamedConfig, destined: Destined, names: ReadonlyMap<string, string>): Lost[] {
  return views.flatMap(({ name, statement }) => {
    if (statement === undefined || !(destined.undecided.has(name) || destined.unreached.has(name))) return []
    const effect = destined.unreached.has(name)
      ? 'nobody gets it, for none of its addresses is under "listen"'
      : 'its clients are refused'
    const why =
      `"match-destinations" of the view "${name}": ${effect}; {address: ..., view: ${names.get(name)}} ` +
      'under "listen" shows the view to everybody who asks at that address of this host'
    return [{ file: statement.file, line: statement.line, why }]
  })
}

/** Undefined where something cannot be read: without one record a zone may say the opposite. */
function readRecords({ path, directory }: NamedZone, origin: Uint8Array, problems: Problem[]) {
  const source = bindSource(path, directory)
  if ('rule' in source) {
    problems.push(source)
    return undefined
  }
  const builder = new ZoneBuilder(origin)
  const parsed = parseZoneFile(source, { origin }, builder)
  problems.push(...parsed.problems)
  return parsed.layered || hasError(parsed.problems) ? undefined : recordsOf(builder.finish())
}

function notWhole(view: string, { name, path, statement: { file, line } }: NamedZone): Lost {
  const why =
    `zone "${name}" in the view "${view}": "${path}" cannot be read whole: janus.yaml names that file, ` +
    'and the zone is refused until you mend it'
  return { file, line, why }
}

function zoneLines(name: string, places: readonly Place[], views: number): string {
  const paths = new Set(places.map(({ path }) => path))
  if (places.length === views && paths.size === 1) return `  ${quoted(name)}: ${quoted(places[0]!.path)}`
  return [`  ${quoted(name)}:`, ...places.map(({ view, path }) => `    ${view}: ${quoted(path)}`)].join('\n')
}

function configText(
  config: NamedConfig,
  views: ReadonlyMap<string, string>,
  { clients, tied }: Destined,
  zones: readonly string[],
): string {
  const known = config.views.map(({ name }) => {
    const own = views.get(name)
    const called = own === name ? '' : `  # ${JSON.stringify(name)} in named.conf:\n`
    return `${called}  ${own}:${prefixList(clients.get(name) ?? [])}`
  })
  const nobody = clients.get(undefined)
  const listen = config.listen.map((endpoint) => {
    const view = tied.get(endpoint)
    return view === undefined ? quoted(endpoint.text) : `{address: ${quoted(endpoint.text)}, view: ${views.get(view)}}`
  })
  const lines = [
    '# Out of named.conf. The most specific prefix wins; order means nothing.',
    ...(listen.length > 0 ? [`listen: [${listen.join(', ')}]`] : []),
    ...(config.minimalResponses === undefined ? [] : [`minimal-responses: ${config.minimalResponses}`]),
    'views:',
    ...known,
    // Inside a prefix that has a view these have none: a view without zones refuses them.
    ...(nobody ? [`  ${NOBODY}:${prefixList(nobody)}`] : []),
    'zones:',
    ...zones,
  ]
  return `${lines.join('\n')}\n`
}

const LONGEST_LINE = 16

function prefixList(prefixes: readonly Prefix[]): string {
  const items = prefixes.map((prefix) => quoted(formatPrefix(prefix)))
  return items.length > LONGEST_LINE ? items.map((item) => `\n    - ${item}`).join('') : ` [${items.join(', ')}]`
}

/** YAML takes these words for something else without quotes. */
function quoted(text: string): string {
  return /^[a-z0-9][a-z0-9./_-]*$/i.test(text) && !/^[\d.]+$/.test(text) ? text : JSON.stringify(text)
}

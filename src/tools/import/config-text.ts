// Writes janus.yaml for the import.

import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import type { Audience } from './audiences.ts'
import type { Destined } from './destinations.ts'
import type { NamedConfig } from './named-config.ts'
import { NOBODY } from './names.ts'
import { quoted } from './yaml-text.ts'

/** The file that a view's face comes from, or another source as YAML. */
export type Place = { readonly view: string } & ({ readonly path: string } | { readonly from: string })

export type Contents = {
  /** The name of the imported file. */
  readonly from: string
  readonly audiences: readonly Audience[]
  readonly destined: Destined
  /** Names of views, by audience. */
  readonly names: ReadonlyMap<string, string>
  /** Places of faces, by zone. */
  readonly zones: ReadonlyMap<string, readonly Place[]>
  /** Lines about other servers. */
  readonly peers: string
}

export function configText(config: NamedConfig, { from, audiences, destined, names, zones, peers }: Contents): string {
  const { clients, tied } = destined
  const nobody = clients.get(undefined)
  const listen = config.listen.map((endpoint) => {
    const audience = tied.get(endpoint)
    const { text, door } = endpoint
    if (audience === undefined && door === undefined) return quoted(text)
    const view = audience === undefined ? [] : [`view: ${names.get(audience)}`]
    return `{${[`address: ${quoted(text)}`, ...view, ...(door === undefined ? [] : [door])].join(', ')}}`
  })
  const views = audiences.map((audience) =>
    viewText({ config, from, audience }, names.get(audience.key)!, clients.get(audience.key) ?? []),
  )
  // The view for clients that no view takes must not get a zone that is written for all views.
  const everywhere = nobody ? Number.POSITIVE_INFINITY : audiences.length
  return [
    `# Out of ${from.replaceAll(/[^\x20-\x7e]/g, '?')}. The most specific prefix wins; order means nothing.\n`,
    ...(listen.length > 0 ? [`listen: [${listen.join(', ')}]\n`] : []),
    ...carriedLines(config),
    'views:\n',
    ...views,
    // These clients have no view, within a prefix that has one: a view that refuses the root says that this is meant.
    ...(nobody ? [`  ${NOBODY}:\n    clients:${prefixList(nobody, '      ')}\n    refuse: ["."]\n`] : []),
    peers,
    'zones:\n',
    ...[...zones].map(([name, places]) => zoneText(name, places, everywhere)),
  ].join('')
}

/** Lines for the carried keys; `tcp.connections` is the key `connections` of the map `tcp`. */
function carriedLines({ carried }: NamedConfig): string[] {
  const plain = [...carried].filter(([key]) => !key.includes('.') && key !== 'identify')
  const tcp = [...carried].filter(([key]) => key.startsWith('tcp.')).map(([key, value]) => `${key.slice(4)}: ${value}`)
  return [
    ...plain.map(([key, value]) => `${key}: ${value}\n`),
    ...(tcp.length > 0 ? [`tcp: {${tcp.join(', ')}}\n`] : []),
  ]
}

function viewText(
  { config: { carried }, from, audience }: { config: NamedConfig; from: string; audience: Audience },
  name: string,
  clients: readonly Prefix[],
): string {
  const { view, zones, refused } = audience
  const identify = carried.get('identify')
  // By default a view that is not for everybody tells it.
  const isSaid = identify === 'true' && !clients.some(({ bits }) => bits === 0)
  const keys = [
    ...view.carried,
    ...(identify === undefined || isSaid ? [] : [['identify', identify]]),
    ...(refused.length > 0 ? [['refuse', `[${refused.map(quoted).join(', ')}]`]] : []),
  ]
  const whole = zones.length === view.zones.length
  const part = whole ? '' : `: those of its clients that get ${zones.length} of its ${view.zones.length} zones`
  const comment = name === view.name ? '' : `  # ${JSON.stringify(view.name)} in ${from}${part || ':'}\n`
  if (keys.length === 0) return `${comment}  ${name}:${prefixList(clients, '    ')}\n`
  const options = keys.map(([key, value]) => `    ${key}: ${value}\n`).join('')
  return `${comment}  ${name}:\n    clients:${prefixList(clients, '      ')}\n${options}`
}

function zoneText(name: string, places: readonly Place[], views: number): string {
  const texts = places.map((place) => ('path' in place ? quoted(place.path) : place.from))
  if (places.length === views && new Set(texts).size === 1 && 'path' in places[0]!)
    return `  ${quoted(name)}: ${texts[0]}\n`
  return [`  ${quoted(name)}:\n`, ...places.map(({ view }, i) => `    ${view}: ${texts[i]}\n`)].join('')
}

const LONGEST_LINE = 16

function prefixList(prefixes: readonly Prefix[], indent: string): string {
  const items = prefixes.map((prefix) => quoted(formatPrefix(prefix)))
  return items.length > LONGEST_LINE ? items.map((item) => `\n${indent}- ${item}`).join('') : ` [${items.join(', ')}]`
}

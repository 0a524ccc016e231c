// Writes the configuration of a secondary that fetches each face by its own key, in the language of each server. It reads no keys: the
// caller passes them.

import { nameText } from '../../dns/name-text.ts'
import { endpointText } from '../../net/endpoint.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { PeerAddress } from '../../text/config/peers.ts'
import type { SecondarySetting } from '../../text/config/secondaries.ts'
import type { Settings } from '../../text/config/settings.ts'
import { formatPrefix } from '../../views/prefix.ts'
import type { PeerServer } from './servers.ts'

/** `secret` in base64. */
export type PeerKey = { readonly name: string; readonly algorithm: string; readonly secret: string }

export type PeerView = {
  readonly name: string
  /** Undefined: the secondary fetches without a key. */
  readonly key: PeerKey | undefined
  /** Without their final dots. */
  readonly zones: readonly string[]
}

export type PeerConfig = {
  readonly peer: string
  /** Addresses of this server. */
  readonly primary: readonly PeerAddress[]
  readonly views: readonly PeerView[]
  /** The views of this server, also those that the secondary does not get. */
  readonly clients: Settings['views']
}

export function peerConfigText(server: PeerServer, config: PeerConfig): string {
  return writers[server](config)
}

/** Names of the zones that the secondary gets in the view. */
export function zonesFor(
  { zones }: Pick<Settings, 'zones'>,
  { zones: wanted }: SecondarySetting,
  view: number,
): string[] {
  return zones
    .filter(({ origin, faces }) => {
      if (!faces.some((face) => face.view === view)) return false
      return wanted === undefined || wanted.some((pattern) => matchesName(pattern, origin))
    })
    .map(({ name }) => name.replace(/(?<=.)\.$/, ''))
}

const writers: Readonly<Record<PeerServer, (config: PeerConfig) => string>> = { bind, nsd, knot, pdns, janus }

function bind({ peer, primary, views, clients }: PeerConfig): string {
  const keys = keysOf(views).map(
    ({ name, algorithm, secret }) => `key "${name}" {\n  algorithm ${algorithm};\n  secret "${secret}";\n};\n`,
  )
  const blocks = views.map(({ name, key, zones }) => {
    const by = key === undefined ? '' : ` key "${key.name}"`
    const primaries = primary.map(({ address, port }) => `${address} port ${port}${by};`).join(' ')
    return [
      `view "${name}" {`,
      `  match-clients { ${matchClients(name, views, clients)} };`,
      ...(key === undefined ? [] : primary.map(({ address }) => `  server ${address} { keys { "${key.name}"; }; };`)),
      `  allow-transfer { ${key === undefined ? 'none' : `key "${key.name}"`}; };`,
      ...zones.map(
        (zone) => `  zone "${zone}" { type secondary; file "${fileOf(name, zone)}"; primaries { ${primaries} }; };`,
      ),
      '};\n',
    ].join('\n')
  })
  return [
    `// For ${peer}: include this in named.conf. Zones beside these go into views too.\n`,
    ...keys,
    ...blocks,
  ].join('\n')
}

/** Elements of match-clients. BIND takes the first that fits: so keys first, then prefixes from the longest on, as Janus decides. */
function matchClients(view: string, views: readonly PeerView[], clients: Settings['views']): string {
  const keys = views.flatMap(({ name, key }) =>
    key === undefined ? [] : [`${name === view ? '' : '!'}key "${key.name}";`],
  )
  const prefixes = clients
    .flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ isOwn: name === view, prefix })))
    .sort((a, b) => b.prefix.bits - a.prefix.bits)
    .map(({ isOwn, prefix }) => `${isOwn ? '' : '!'}${formatPrefix(prefix)};`)
  return [...keys, ...prefixes].join(' ')
}

function nsd({ peer, primary, views }: PeerConfig): string {
  const [view] = views
  const by = view!.key?.name ?? 'NOKEY'
  const everywhere = view!.key === undefined ? primary.map(({ address }) => address) : ['0.0.0.0/0', '::/0']
  return [
    `# For ${peer}, view ${view!.name}: include this in nsd.conf.`,
    ...keysOf(views).flatMap(({ name, algorithm, secret }) => [
      'key:',
      `  name: "${name}"`,
      `  algorithm: ${algorithm}`,
      `  secret: "${secret}"`,
    ]),
    ...view!.zones.flatMap((zone) => [
      'zone:',
      `  name: "${zone}"`,
      `  zonefile: "${fileOf(view!.name, zone)}"`,
      ...primary.map(({ address, port }) => `  request-xfr: ${address}@${port} ${by}`),
      ...everywhere.map((from) => `  allow-notify: ${from} ${by}`),
      ...(view!.key === undefined ? [] : everywhere.map((from) => `  provide-xfr: ${from} ${by}`)),
    ]),
    '',
  ].join('\n')
}

function knot({ peer, primary, views }: PeerConfig): string {
  const [view] = views
  const { key, zones, name } = view!
  const by = key === undefined ? [] : [`    key: ${key.name}`]
  return [
    `# For ${peer}, view ${name}: include this in knot.conf.`,
    ...keysOf(views).flatMap((one) => [
      'key:',
      `  - id: ${one.name}`,
      `    algorithm: ${one.algorithm}`,
      `    secret: ${one.secret}`,
    ]),
    'remote:',
    '  - id: janus',
    `    address: [${primary.map(({ address, port }) => `"${address}@${port}"`).join(', ')}]`,
    ...by,
    'acl:',
    '  - id: janus',
    ...(key === undefined ? [`    address: [${primary.map(({ address }) => `"${address}"`).join(', ')}]`] : by),
    `    action: ${key === undefined ? 'notify' : '[notify, transfer]'}`,
    'zone:',
    ...zones.flatMap((zone) => [
      `  - domain: "${zone}"`,
      `    file: "${fileOf(name, zone)}"`,
      '    master: janus',
      '    acl: janus',
    ]),
    '',
  ].join('\n')
}

function pdns({ peer, primary, views }: PeerConfig): string {
  const [view] = views
  const { key, zones, name } = view!
  const from = primary.map(endpointText).join(' ')
  return [
    '#!/bin/sh -e',
    `# For ${peer}, view ${name}: run this where pdns_server has "secondary=yes" and a database.`,
    ...(key === undefined ? [] : [`pdnsutil import-tsig-key ${key.name} ${key.algorithm} '${key.secret}'`]),
    ...zones.flatMap((zone) => [
      `pdnsutil create-secondary-zone '${zone}' ${from}`,
      // The second line lets the key fetch from the secondary, as `janus transfers check` does.
      ...(key === undefined
        ? []
        : ['secondary', 'primary'].map((side) => `pdnsutil activate-tsig-key '${zone}' ${key.name} ${side}`)),
    ]),
    '',
  ].join('\n')
}

/** The configuration for Janus, whose keys lie in files: copy them. */
function janus({ peer, primary, views, clients }: PeerConfig): string {
  const byZone = Map.groupBy(
    views.flatMap(({ name, zones }) => zones.map((zone) => ({ zone, view: name }))),
    ({ zone }) => zone,
  )
  const keyed = views.filter(({ key }) => key !== undefined)
  const addresses = primary.map((at) => `"${endpointText(at)}"`).join(', ')
  return [
    `# For ${peer}: put this into its janus.yaml.`,
    ...keyed.map(({ key }) => `# Copy keys/tsig/${key!.name}.key to its keys/tsig, mode 0600.`),
    'views:',
    // All views: a client of one that the secondary does not get must get no other.
    ...clients.map(viewLine),
    ...(keyed.length === 0 ? [] : ['tsig:', ...keyed.map(({ key, name }) => `  ${key!.name}: {view: ${name}}`)]),
    'primaries:',
    ...views.map(({ name, key }) => {
      const by = key === undefined ? '' : `, key: ${key.name}`
      return `  primary-${name}: {address: [${addresses}]${by}}`
    }),
    'zones:',
    ...[...byZone].map(([zone, faces]) => {
      const each = faces.map(({ view }) => `${view}: {primary: primary-${view}}`).join(', ')
      return `  "${zone}": {${each}}`
    }),
    // Lets the primary fetch what the secondary has, to compare.
    ...(keyed.length === 0 ? [] : ['transfers:', ...keyed.map(({ key }) => `  - {key: ${key!.name}}`)]),
    '',
  ].join('\n')
}

function viewLine({ name, prefixes, public: open, refused = [] }: Settings['views'][number]): string {
  const list = (items: readonly string[]) => `[${items.map((item) => `"${item}"`).join(', ')}]`
  const refuse = refused.length === 0 ? '' : `, refuse: ${list(refused.map((one) => nameText(one)))}`
  return `  ${name}: {clients: ${list(prefixes.map(formatPrefix))}, public: ${open}${refuse}}`
}

function keysOf(views: readonly PeerView[]): PeerKey[] {
  return views.flatMap(({ key }) => key ?? [])
}

/** The file's name: a zone's name may have a slash (RFC 2317). */
function fileOf(view: string, zone: string): string {
  return `${view}.${zone.replaceAll('/', '-')}`
}

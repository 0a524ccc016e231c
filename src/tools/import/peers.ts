// Makes what janus.yaml has about other servers: keys, primaries, secondaries, transfers and catalogs.

import type { Prefix } from '../../views/prefix.ts'
import type { Audiences } from './audiences.ts'
import { followedCatalogs } from './catalogs.ts'
import { Inbound, type Origin, prefixText } from './inbound.ts'
import type { NameServer } from './name-servers.ts'
import type { Lost, NamedConfig, NamedView, NamedZone } from './named-config.ts'
import { Outbound } from './outbound.ts'
import { TransferKeys } from './transfer-keys.ts'
import { quoted } from './yaml-text.ts'

export type Peers = {
  /** Lines of janus.yaml. */
  readonly text: string
  /** Files of keys by name; a start makes those that are missing. */
  readonly keys: ReadonlyMap<string, string>
  readonly lost: readonly Lost[]
  readonly widened: readonly Lost[]
}

/** Call originOf() for all faces first: read() needs to know which ones come from elsewhere. */
export class PeerReader {
  readonly #config: NamedConfig
  readonly #audiences: Audiences
  readonly #names: ReadonlyMap<string, string>
  readonly #keys: TransferKeys
  readonly #inbound: Inbound
  readonly #lost: Lost[] = []
  readonly #catalogs: ReturnType<typeof followedCatalogs>

  constructor(config: NamedConfig, audiences: Audiences, names: ReadonlyMap<string, string>) {
    this.#config = config
    this.#audiences = audiences
    this.#names = names
    this.#keys = new TransferKeys(config, {
      nameOf: (view) => this.#nameOf(view),
      clientsOf: (view) => this.#clientsOf(view),
    })
    this.#inbound = new Inbound(this.#keys, config.listen, (lost) => this.#lost.push(lost))
    this.#catalogs = followedCatalogs(
      config,
      (view) => this.#nameOf(view),
      (zone, view) => this.#originOf(zone, view, this.#nameOf(view)),
    )
  }

  /** Where the face in a view of janus.yaml comes from, as YAML; undefined for one of our own files. */
  originOf(zone: NamedZone, view: NamedView, shown: string): string | undefined {
    const origin = this.#originOf(zone, view, shown)
    if (origin === undefined || 'nowhere' in origin) return undefined
    return 'primary' in origin ? `{primary: ${quoted(origin.primary)}}` : `{from: ${this.#nameOf(origin.view)}}`
  }

  isCatalog(zone: NamedZone): boolean {
    return this.#catalogs.catalogs.some((one) => one.zone === zone)
  }

  /** `nameServers`: the servers that a zone names, in a view. */
  read(nameServers: (view: NamedView, zone: NamedZone) => readonly NameServer[]): Peers {
    const { audiences, destined } = this.#audiences
    const outbound = new Outbound({
      keys: this.#keys,
      audiences,
      names: this.#names,
      clients: ({ key }) => destined.clients.get(key) ?? [],
      nameServers,
      listen: this.#config.listen,
    })
    const { secondaries, transfers } = outbound
    const keys = this.#keys.used
    const text = [
      ...section(
        'tsig',
        keys.map((key) => [key.name, this.#keyText(key)] as const),
      ),
      ...section('primaries', this.#inbound.primaries),
      ...section('secondaries', secondaries),
      ...(transfers.length > 0 ? ['transfers:\n', ...transfers.map((one) => `  - ${one}\n`)] : []),
      ...section(
        'catalogs',
        this.#catalogs.catalogs.map(({ zone, text }) => [zone.name, text] as const),
      ),
    ].join('')
    return {
      text,
      keys: new Map(keys.flatMap((key) => (key.text === undefined ? [] : [[key.name, key.text] as const]))),
      lost: [...this.#keys.lost, ...this.#lost, ...this.#catalogs.lost, ...outbound.lost],
      widened: outbound.widened,
    }
  }

  #originOf(zone: NamedZone, view: NamedView, shown: string): Origin | undefined {
    return zone.source.kind === 'primary' ? this.#inbound.originOf(zone, view, zone.source.from, shown) : undefined
  }

  #keyText({ view, from }: TransferKeys['used'][number]): string {
    const where = from === undefined ? '' : `, from: [${from.map(prefixText).join(', ')}]`
    return `{view: ${view}${where}}`
  }

  /** The view's name in janus.yaml: that of its audience with the most zones. */
  #nameOf(view: NamedView): string {
    return this.#names.get(this.#audiences.audiences.find((audience) => audience.view === view)!.key)!
  }

  #clientsOf(view: NamedView): readonly Prefix[] {
    return this.#audiences.audiences
      .filter((audience) => audience.view === view)
      .flatMap(({ key }) => this.#audiences.destined.clients.get(key) ?? [])
  }
}

function section(key: string, entries: readonly (readonly [name: string, text: string])[]): string[] {
  return entries.length === 0 ? [] : [`${key}:\n`, ...entries.map(([name, text]) => `  ${quoted(name)}: ${text}\n`)]
}

// Makes the secondaries and transfers of janus.yaml. named keeps apart who may fetch and who gets NOTIFY; in Janus a secondary does both,
// and a client that only fetches is an entry under transfers.

import { formatPrefix, type Prefix, prefixKey } from '../../views/prefix.ts'
import { covers } from './acl.ts'
import type { Audience } from './audiences.ts'
import { type Fetcher, fetchersOf, mayFetch } from './fetchers.ts'
import { endpointText, prefixText, serverName } from './inbound.ts'
import { type Endpoint, isListenedAt } from './listen.ts'
import type { NameServer } from './name-servers.ts'
import type { Lost, NamedView, NamedZone } from './named-config.ts'
import { freeName } from './names.ts'
import type { Remote } from './remote-servers.ts'
import type { Statement } from './statements.ts'
import type { TransferKeys } from './transfer-keys.ts'
import { quoted } from './yaml-text.ts'

export type OutboundOptions = {
  readonly keys: TransferKeys
  readonly audiences: readonly Audience[]
  /** Names of views, by audience. */
  readonly names: ReadonlyMap<string, string>
  /** The prefixes of an audience's clients. */
  readonly clients: (audience: Audience) => readonly Prefix[]
  /** The servers that the zone names, in a view. */
  readonly nameServers: (view: NamedView, zone: NamedZone) => readonly NameServer[]
  readonly listen: readonly Endpoint[]
}

/** A server that Janus tells of changes, and that may fetch. */
type Secondary = {
  readonly server: Pick<Remote, 'address' | 'port' | 'list'>
  readonly view: string
  readonly key: string | undefined
  readonly source: string | undefined
  readonly zones: Set<string>
}

type Rule = { readonly fetcher: Fetcher; readonly views: readonly string[]; readonly zones: Set<string> }

export class Outbound {
  readonly #options: OutboundOptions
  readonly #secondaries = new Map<string, Secondary>()
  readonly #rules = new Map<string, Rule>()
  readonly lost: Lost[] = []
  readonly widened: Lost[] = []

  constructor(options: OutboundOptions) {
    this.#options = options
    for (const view of new Set(options.audiences.map((audience) => audience.view)))
      for (const zone of view.zones) this.#zone(view, zone)
  }

  /** Names of the secondaries, each with its YAML. */
  get secondaries(): [name: string, text: string][] {
    const names = new Set<string>()
    const groups = Map.groupBy(this.#secondaries.values(), (one) => {
      const { server, source, key, view } = one
      return JSON.stringify([endpointText(server), source, this.#zonesText([view], one.zones), key === undefined])
    })
    return [...groups.values()].map((group) => {
      const { server, source, key, zones } = group[0]!
      const views = group.map(({ view }) => view)
      const keys = group.map((one) => `${one.view}: ${quoted(one.key ?? '')}`)
      const parts = [
        `address: [${endpointText(server)}]`,
        `views: [${views.join(', ')}]`,
        ...this.#zonesText(views, zones),
        key === undefined ? 'key: none' : `keys: {${keys.join(', ')}}`,
        ...(source === undefined ? [] : [`source: ${quoted(source)}`]),
      ]
      return [freeName(serverName(server.list, 'ns', server.address), names), `{${parts.join(', ')}}`]
    })
  }

  /** The entries, each as YAML. */
  get transfers(): string[] {
    const several = this.#options.audiences.length > 1
    return [...this.#rules.values()].flatMap(({ fetcher: { from, key }, views, zones }) => {
      const parts = [
        ...(from === undefined ? [] : [`from: [${from.map(prefixText).join(', ')}]`]),
        ...(key === undefined ? [] : [`key: ${quoted(key)}`]),
        ...this.#zonesText(views, zones),
        ...(several && key === undefined ? [`views: [${views.join(', ')}]`] : []),
      ]
      return `{${parts.join(', ')}}`
    })
  }

  #zone(view: NamedView, zone: NamedZone): void {
    const audiences = this.#options.audiences.filter(
      (audience) => audience.view === view && audience.zones.includes(zone),
    )
    if (audiences.length === 0) return
    const { transfers } = zone
    const { fetchers, untold } = transfers.fetchers === undefined ? unsaid(zone) : fetchersOf(transfers.fetchers)
    for (const why of untold) this.#lose(transfers.statement, `"allow-transfer" of the zone "${zone.name}": ${why}`)
    const known = fetchers.filter((one) => one.key === undefined || this.#isFor(one.key, view, transfers.statement))
    const told = [...transfers.told, ...this.#namedServers(view, zone, known)]
    for (const server of told) this.#server(server, { view, zone, audiences, fetchers: known })
    if (transfers.fetchers !== undefined) for (const fetcher of known) this.#rule(fetcher, { view, zone, audiences })
  }

  #namedServers(view: NamedView, zone: NamedZone, fetchers: readonly Fetcher[]): Remote[] {
    if (!zone.transfers.tellsServers || zone.transfers.fetchers === undefined || fetchers.length === 0) return []
    return this.#options.nameServers(view, zone).flatMap(({ host, addresses }) => {
      if (addresses.length === 0)
        this.#lose(
          zone.transfers.statement,
          `${host} is told of changes by named: its address stands in none of these zones; name it under "secondaries"`,
        )
      return addresses
        .filter((address) => fetchers.some((one) => mayFetch(one, address, one.key)))
        .filter((address) => !zone.transfers.told.some((one) => formatPrefix(one.address) === formatPrefix(address)))
        .map((address) => ({
          address,
          text: formatPrefix(address),
          port: 53,
          key: undefined,
          tls: undefined,
          list: undefined,
          statement: zone.statement,
        }))
    })
  }

  #isFor(key: string, view: NamedView, statement: Statement): boolean {
    if (this.#options.keys.inView(key, view) !== undefined) return true
    this.#lose(
      statement,
      `key "${key}" in the view "${view.name}": a key shows one view here; name the secondary under "secondaries", which makes one a view`,
    )
    return false
  }

  #server(server: Remote, at: Fetched): void {
    const { view, zone, audiences, fetchers } = at
    const { text, address } = server
    if (isListenedAt(this.#options.listen, server)) return
    const keys = fetchers.flatMap(({ key }) => key ?? [])
    const isOpen = fetchers.some((one) => mayFetch(one, address, undefined))
    const key = server.key ?? (isOpen || new Set(keys).size !== 1 ? undefined : keys[0])
    if (zone.transfers.fetchers === undefined)
      this.#widen(
        zone.statement,
        `zone "${zone.name}": ${text} is told, and may fetch: named up to 9.18 lets everybody`,
      )
    else if (!fetchers.some((one) => mayFetch(one, address, key))) {
      this.#lose(
        server.statement,
        `${text} is told of changes, and may not fetch (allow-transfer): Janus tells secondaries alone`,
      )
      return
    }
    if (key !== undefined) {
      const name = this.#isFor(key, view, server.statement) ? this.#options.keys.inView(key, view) : undefined
      if (name !== undefined) this.#secondary(server, audiences[0]!, zone, name)
      return
    }
    const got = this.#audienceOf(address)
    const audience = audiences.find((one) => one === got)
    if (audience === undefined)
      this.#lose(
        server.statement,
        `${text} is told of changes of the view "${view.name}", which its address does not get`,
      )
    else if (this.#options.clients(audience).some(({ bits }) => bits === 0))
      this.#secondary(server, audience, zone, undefined)
    else
      this.#lose(
        server.statement,
        `${text} is told of changes of the view "${view.name}", which is not public: give it a key under "secondaries"`,
      )
  }

  #secondary(server: Remote, audience: Audience, { name: zone, transfers }: NamedZone, key: string | undefined): void {
    const view = this.#options.names.get(audience.key)!
    const id = [endpointText(server), view, key].join(' ')
    const known = this.#secondaries.get(id)
    if (known !== undefined) known.zones.add(zone)
    else
      this.#secondaries.set(id, {
        server,
        view,
        key,
        source: transfers.source[server.address.family],
        zones: new Set([zone]),
      })
  }

  #rule({ from, key }: Fetcher, { view, zone, audiences }: Omit<Fetched, 'fetchers'>): void {
    const names = audiences.map((audience) => this.#options.names.get(audience.key)!)
    const name = key && this.#options.keys.inView(key, view)
    const rest =
      key === undefined
        ? from!.filter((one) => this.#isAmong(one, audiences) && !this.#isSecondary(one, names, zone.name))
        : from
    if (rest?.length === 0) return
    const id = JSON.stringify([rest?.map(prefixKey), name, names])
    const known = this.#rules.get(id)
    if (known !== undefined) known.zones.add(zone.name)
    else this.#rules.set(id, { fetcher: { from: rest, key: name }, views: names, zones: new Set([zone.name]) })
  }

  /** Whether some clients of the prefix get one of the audiences: others cannot fetch its faces. */
  #isAmong(prefix: Prefix, audiences: readonly Audience[]): boolean {
    return audiences.some((audience) =>
      this.#options.clients(audience).some((one) => covers(one, prefix) || covers(prefix, one)),
    )
  }

  /** Whether the address is that of a secondary without a key that has the zone: it may fetch anyway. */
  #isSecondary(prefix: Prefix, views: readonly string[], zone: string): boolean {
    return [...this.#secondaries.values()].some(
      ({ server, view, key, zones }) =>
        key === undefined && views.includes(view) && zones.has(zone) && prefixKey(server.address) === prefixKey(prefix),
    )
  }

  /** The audience of the address; undefined where it has none. */
  #audienceOf(address: Prefix): Audience | undefined {
    let found: { readonly audience: Audience; readonly bits: number } | undefined
    for (const audience of this.#options.audiences)
      for (const prefix of this.#options.clients(audience))
        if (covers(prefix, address) && prefix.bits >= (found?.bits ?? 0)) found = { audience, bits: prefix.bits }
    return found?.audience
  }

  /** The `zones` of an entry; nothing where they are all zones of the views. */
  #zonesText(views: readonly string[], zones: ReadonlySet<string>): string[] {
    const isWhole = this.#options.audiences
      .filter(({ key }) => views.includes(this.#options.names.get(key)!))
      .every((audience) => audience.zones.every(({ name }) => zones.has(name)))
    return isWhole ? [] : [`zones: [${[...zones].map(quoted).join(', ')}]`]
  }

  #lose({ file, line }: Statement, why: string): void {
    if (!this.lost.some((one) => one.file === file && one.line === line && one.why === why))
      this.lost.push({ file, line, why })
  }

  #widen({ file, line }: Statement, why: string): void {
    this.widened.push({ file, line, why })
  }
}

type Fetched = {
  readonly view: NamedView
  readonly zone: NamedZone
  readonly audiences: readonly Audience[]
  readonly fetchers: readonly Fetcher[]
}

/** The servers that named tells of changes, which are meant to fetch. */
function unsaid({ transfers }: NamedZone) {
  const fetchers = transfers.told.map(({ address, key }): Fetcher => ({ from: [address], key }))
  return { fetchers, untold: [] }
}

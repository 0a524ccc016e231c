// Carries over zones that named fetches from other servers: makes the primaries of janus.yaml, and says which one each face comes from.

import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import { type Endpoint, isListenedAt } from './listen.ts'
import type { Lost, NamedView, NamedZone } from './named-config.ts'
import { freeName } from './names.ts'
import type { Remote } from './remote-servers.ts'
import type { TransferKeys } from './transfer-keys.ts'
import { quoted } from './yaml-text.ts'
import type { PrimaryOf } from './zone-transfers.ts'

type Lose = (lost: Lost) => void

/** Where a face comes from: a primary, the face of another view, or nowhere. */
export type Origin = { readonly primary: string } | { readonly view: NamedView } | { readonly nowhere: true }

export class Inbound {
  readonly #keys: TransferKeys
  readonly #listen: readonly Endpoint[]
  readonly #lose: Lose
  readonly #names = new Set<string>()
  /** Names of primaries by their YAML. */
  readonly #primaries = new Map<string, string>()

  constructor(keys: TransferKeys, listen: readonly Endpoint[], lose: Lose) {
    this.#keys = keys
    this.#listen = listen
    this.#lose = lose
  }

  /** Names of the primaries, each with its YAML. */
  get primaries(): readonly (readonly [name: string, text: string])[] {
    return [...this.#primaries].map(([text, name]) => [name, text])
  }

  /** `shown`: the view's name in janus.yaml. */
  originOf(zone: NamedZone, view: NamedView, from: PrimaryOf, shown: string): Origin {
    const { statement } = zone
    const others = from.servers.filter((one) => !isListenedAt(this.#listen, one))
    if (others.length === 0) return this.#ownFace(zone, view, from)
    const [first] = others
    const alike = others.filter(({ tls }) => tls === first!.tls)
    if (alike.length < others.length)
      this.#lose({
        file: statement.file,
        line: statement.line,
        why: `zone "${zone.name}": its primaries are asked by different ways; those that are not asked ${first!.tls ? `over TLS as ${first!.text} is` : 'in the clear'} are left out`,
      })
    const same = alike.filter(({ key }) => key?.toLowerCase() === first!.key?.toLowerCase())
    if (same.length < alike.length)
      this.#lose({
        file: statement.file,
        line: statement.line,
        why: `zone "${zone.name}": its primaries have different keys; those with another than ${first!.key ? `"${first!.key}"` : 'none'} are left out`,
      })
    const notifiers = from.notifiers.flatMap((one) => (one.kind === 'prefix' && !one.not ? [one.prefix] : []))
    const peers = [...same.map(({ address }) => address), ...notifiers.filter(({ bits }) => bits > 0)]
    const key = first!.key === undefined ? undefined : this.#keys.forView(first!.key, view, shown, statement, peers)
    const isMixed = same.some(({ address }) => address.family !== first!.address.family)
    const source = isMixed ? undefined : from.source[first!.address.family]
    if (isMixed && (from.source[4] ?? from.source[6]) !== undefined)
      this.#lose({
        file: statement.file,
        line: statement.line,
        why: `zone "${zone.name}": transfer-source is left to the system, for its primaries are of both families`,
      })
    const parts = [
      `address: [${same.map(endpointText).join(', ')}]`,
      ...(first!.tls === undefined ? [] : [`tls: ${first!.tls}`]),
      ...(key === undefined ? [] : [`key: ${quoted(key)}`]),
      ...(source === undefined ? [] : [`source: ${quoted(source)}`]),
      ...(notifiers.length === 0 ? [] : [`notify-from: [${notifiers.map(prefixText).join(', ')}]`]),
      ...(from.changes ? [] : ['ixfr: false']),
      ...(from.maxRecords === undefined ? [] : [`max-records: ${from.maxRecords}`]),
    ]
    return { primary: this.#nameOf(`{${parts.join(', ')}}`, first!) }
  }

  /** The origin where named fetches the zone from itself: that is how one zone gets into two views of named. */
  #ownFace(zone: NamedZone, view: NamedView, { servers }: PrimaryOf): Origin {
    const key = servers.find((one) => one.key !== undefined)?.key
    const other = key === undefined ? undefined : this.#keys.viewOf(key)
    if (other !== undefined && other !== view && other.zones.some(({ name }) => name === zone.name))
      return { view: other }
    const { file, line } = zone.statement
    this.#lose({
      file,
      line,
      why: `zone "${zone.name}" of the view "${view.name}" comes from this host itself: write {from: VIEW}`,
    })
    return { nowhere: true }
  }

  #nameOf(text: string, { list, address }: Remote): string {
    const known = this.#primaries.get(text)
    if (known !== undefined) return known
    const name = freeName(serverName(list, 'primary', address), this.#names)
    this.#primaries.set(text, name)
    return name
  }
}

/** The list's name where it is good, else one made of the address. */
export function serverName(list: string | undefined, what: string, address: Prefix): string {
  const own = list?.toLowerCase()
  if (own !== undefined && /^[a-z][a-z0-9_-]{0,50}$/.test(own)) return own
  return `${what}-${formatPrefix(address)
    .replaceAll(/[^0-9a-f]+/g, '-')
    .replace(/-$/, '')}`
}

export function endpointText({ address, port, tls }: Pick<Remote, 'address' | 'port'> & Partial<Remote>): string {
  const text = formatPrefix(address)
  const host = address.family === 6 ? `[${text}]` : text
  return quoted(port === (tls === undefined ? 53 : 853) ? host : `${host}:${port}`)
}

export function prefixText(prefix: Prefix): string {
  return quoted(formatPrefix(prefix))
}

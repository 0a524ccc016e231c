// Writes other servers in named's words: `10.0.0.1 port 5300 key k;`, and who may fetch by address, by key or by both.

import { addressFromText } from '../../dns/address.ts'
import { type At, elements, say } from './spoken.ts'
import type { Statement } from './statements.ts'

export type ForeignEndpoint = { readonly address: string; readonly port: string | undefined }

/** Reads `192.0.2.1@5300`, the form of NSD, Knot and unbound. */
export function readEndpoint(text: string): ForeignEndpoint | undefined {
  const [address = '', port, ...rest] = text.split('@')
  if (addressFromText(address) === undefined || rest.length > 0) return undefined
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) < 65536) ? { address, port } : undefined
}

type Ways = { readonly key?: string | undefined; readonly tls?: string | undefined }

export function serverElement(at: At, { address, port }: ForeignEndpoint, { key, tls }: Ways): Statement {
  const said = Object.entries({ port, key, tls }).flatMap(([word, value]) => (value === undefined ? [] : [word, value]))
  return say(at, [address, ...said])
}

/** An element of a list: clients of the prefix, and with the key where there is one. */
export type ForeignFetcher = { readonly prefix: string; readonly key: string | undefined; readonly blocked: boolean }

/** Writes those who are kept out first. "This key from there" is `! { ! there; any; }; key k;` in named. */
export function fetchersBlock(at: At, fetchers: readonly ForeignFetcher[]): Statement[] {
  const out = fetchers.filter(({ blocked }) => blocked).map(({ prefix }) => `! ${prefix}`)
  const open = fetchers.filter(({ blocked, key }) => !blocked && key === undefined).map(({ prefix }) => prefix)
  const byKey = Map.groupBy(
    fetchers.filter(({ blocked, key }) => !blocked && key !== undefined),
    ({ key }) => key!,
  )
  const signed = [...byKey].map(([key, these]) => {
    const from = these.map(({ prefix }) => prefix)
    const everywhere = from.some((prefix) => prefix.endsWith('/0'))
    const elsewhere = say(at, ['!'], elements(at, [...from.map((prefix) => `! ${prefix}`), 'any']))
    return { elsewhere: everywhere ? [] : [elsewhere], key: say(at, ['key', key]) }
  })
  // Each key with a limit gets a list of its own, so that the limit does not hold for those behind it.
  return [
    ...elements(at, [...out, ...open]),
    ...signed.map(({ elsewhere, key }) => (elsewhere.length === 0 ? key : say(at, [], [...elsewhere, key]))),
  ]
}

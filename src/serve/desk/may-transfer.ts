// Who may have which zone whole: one predicate over who asks, by which key, and for which face. All that an entry states must hold;
// where none does, nobody may.

import { X509Certificate } from 'node:crypto'
import { readClientCertificates } from '../../keys/certificate-pair.ts'
import type { Peer } from '../../net/peer.ts'
import { Authorities } from '../../net/tls/authorities.ts'
import { canonicalKey } from '../../text/config/key-name.ts'
import { matchesName, type NamePattern } from '../../text/config/matches-name.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { Place } from '../../text/findings/problem.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'

/** The zone's name is at (bytes, at). `key`: name of the key that signed the request. */
export type Wanted = {
  readonly client: Uint8Array
  readonly key: string | undefined
  readonly view: string
  /** By which way the client has come. */
  readonly way: Pick<Peer, 'encrypted' | 'xot' | 'certificate'>
  readonly bytes: Uint8Array
  readonly at: number
}

/** The condition of an entry that does not hold. */
export type Unmet = 'from' | 'tls' | 'certificate' | 'view' | 'key' | 'zone'

/** What one entry of the configuration says to a client. `unmet`: the first condition that does not hold; undefined: the client may. */
export type EntryVerdict = { readonly entry: string; readonly place: Place; readonly unmet: Unmet | undefined }

type Rule = {
  /** As the configuration calls it. */
  readonly entry: string
  readonly place: Place
  readonly from: readonly Prefix[] | undefined
  readonly zones: readonly NamePattern[] | undefined
  /** By name, with the key that the entry asks for in that view, if it asks for one; undefined: all views, with `key`. */
  readonly views: ReadonlyMap<string, string | undefined> | undefined
  readonly key: string | undefined
  readonly tls: boolean
  readonly certificates: Authorities | undefined
}

export type TransferSettings = Pick<Settings, 'views' | 'secondaries' | 'transfers'>

export class TransferRules {
  readonly #rules: readonly Rule[]

  constructor({ views, secondaries, transfers }: TransferSettings) {
    this.#rules = [
      ...secondaries.map(
        ({ name, from, zones, views: its, keys, tls, place }): Rule => ({
          entry: `secondaries.${name}`,
          place,
          from,
          zones,
          views: new Map(
            its.map((view) => [views[view]!.name, keys === 'none' ? undefined : canonical(keys.get(view))]),
          ),
          key: undefined,
          tls: tls === true,
          certificates: undefined,
        }),
      ),
      ...transfers.map(
        ({ from, zones, views: its, key, tls, certificate, place }, i): Rule => ({
          entry: `transfers[${i}]`,
          place,
          from,
          zones,
          views: its && new Map(its.map((view) => [view, canonical(key)])),
          key: canonical(key),
          tls: tls === true,
          certificates: certificate && clientsBy(certificate.path),
        }),
      ),
    ]
  }

  admits(wanted: Wanted): boolean {
    // RFC 9103 §7.1, §7.2: over TLS with ALPN "dot" and version 1.3, or not over TLS.
    if (wanted.way.encrypted && !wanted.way.xot) return false
    const key = canonical(wanted.key)
    return this.#rules.some((rule) => unmetIn(rule, wanted, key) === undefined)
  }

  /** The same, entry by entry. */
  verdicts(wanted: Wanted): EntryVerdict[] {
    const key = canonical(wanted.key)
    return this.#rules.map((rule) => ({ entry: rule.entry, place: rule.place, unmet: unmetIn(rule, wanted, key) }))
  }
}

/** A file that cannot be read lets nobody in. */
function clientsBy(path: string): Authorities {
  return new Authorities([{ view: '', pem: readClientCertificates(path).pem }])
}

function canonical(key: string | undefined): string | undefined {
  return key === undefined ? undefined : canonicalKey(key)
}

function unmetIn(
  { from, zones, views, key, tls, certificates }: Rule,
  wanted: Wanted,
  by: string | undefined,
): Unmet | undefined {
  if (from !== undefined && !from.some((prefix) => covers(prefix, wanted.client))) return 'from'
  if (tls && !wanted.way.xot) return 'tls'
  if (certificates !== undefined && !isShown(certificates, wanted.way.certificate)) return 'certificate'
  if (views !== undefined && !views.has(wanted.view)) return 'view'
  const its = views === undefined ? key : views.get(wanted.view)
  if (its !== undefined && its !== by) return 'key'
  return zones === undefined || zones.some((pattern) => matchesName(pattern, wanted.bytes, wanted.at))
    ? undefined
    : 'zone'
}

function isShown(certificates: Authorities, shown: Uint8Array | undefined): boolean {
  return shown !== undefined && certificates.viewOf(new X509Certificate(shown)) !== undefined
}

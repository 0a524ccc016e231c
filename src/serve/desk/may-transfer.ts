// Who may have which zone whole: one predicate over who asks, by which key, and for which face. All that an entry states must hold;
// where none does, nobody may.

import { X509Certificate } from 'node:crypto'
import { readClientCertificates } from '../../keys/certificate-pair.ts'
import type { Peer } from '../../net/peer.ts'
import { Authorities } from '../../net/tls/authorities.ts'
import { canonicalKey } from '../../text/config/key-name.ts'
import { matchesName, type NamePattern } from '../../text/config/name-pattern.ts'
import type { Settings } from '../../text/config/settings.ts'
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

type Rule = {
  readonly from: readonly Prefix[] | undefined
  readonly zones: readonly NamePattern[] | undefined
  /** Each with the key that it takes, if it takes one; undefined: all, as far as `key` reaches. */
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
        ({ from, zones, views: its, keys, tls }): Rule => ({
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
        ({ from, zones, views: its, key, tls, certificate }): Rule => ({
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
    // RFC 9103 §7.1, §8.1: over TLS with ALPN "dot" and version 1.3, or not over TLS.
    if (wanted.way.encrypted && !wanted.way.xot) return false
    const key = canonical(wanted.key)
    return this.#rules.some((rule) => holds(rule, wanted, key))
  }
}

/** A file that cannot be read lets nobody in. */
function clientsBy(path: string): Authorities {
  return new Authorities([{ view: '', pem: readClientCertificates(path).pem }])
}

function canonical(key: string | undefined): string | undefined {
  return key === undefined ? undefined : canonicalKey(key)
}

function holds({ from, zones, views, key, tls, certificates }: Rule, wanted: Wanted, by: string | undefined): boolean {
  if (from !== undefined && !from.some((prefix) => covers(prefix, wanted.client))) return false
  if (tls && !wanted.way.xot) return false
  if (certificates !== undefined && !isShown(certificates, wanted.way.certificate)) return false
  if (views !== undefined && !views.has(wanted.view)) return false
  const its = views === undefined ? key : views.get(wanted.view)
  if (its !== undefined && its !== by) return false
  return zones === undefined || zones.some((pattern) => matchesName(pattern, wanted.bytes, wanted.at))
}

function isShown(certificates: Authorities, shown: Uint8Array | undefined): boolean {
  return shown !== undefined && certificates.viewOf(new X509Certificate(shown)) !== undefined
}

// A program that changes names by UPDATE (RFC 2136): what it needs, and what Janus prints for it.

import type { PeerAddress } from '../../text/config/peers.ts'
import type { Need, Place } from './need.ts'

export type Program = {
  readonly need: Need
  /** TSIG algorithms that it knows, as RFC 8945 §6 names them. */
  readonly algorithms: readonly string[]
  /** It asks no other port. */
  readonly port?: 53
  /** It reads the zone by AXFR. */
  readonly reads?: true
  readonly text: (printing: Printing) => string
}

export type Printing = {
  readonly key: PrintedKey
  /** Where this server answers, the first that others can reach first. */
  readonly server: PeerAddress
  /** At least one. */
  readonly places: readonly [Place, ...Place[]]
}

/** `secret` in base64; `file`: of this server, as BIND writes keys. */
export type PrintedKey = {
  readonly name: string
  readonly algorithm: string
  readonly secret: string
  readonly file: string
}

export const sha2 = ['hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const
export const old = ['hmac-md5.sig-alg.reg.int', 'hmac-sha1'] as const

/** For a shell. */
export function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** HMAC-MD5 has a name of its own that programs shorten (RFC 8945 §6). */
export function shortAlgorithm(algorithm: string): string {
  return algorithm.replace(/\.sig-alg\.reg\.int$/, '')
}

/** What goes into a file that its owner alone reads. */
export function fileText(path: string, lines: readonly string[]): string[] {
  return [`install -D -m 0600 /dev/stdin ${path} <<'END'`, ...lines, 'END']
}

/** Each name, and for a name that may have one the wildcard beside it. */
export function certificateNames(places: readonly Place[]): string[] {
  const [{ name }] = places as readonly [Place]
  return [name, `*.${name}`]
}

// A program that changes names by UPDATE (RFC 2136): what it needs, and what Janus prints for it.

import type { PeerAddress } from '../../text/config/peers.ts'
import type { Need, Place } from './need.ts'

export type Program = {
  readonly need: Need
  /** TSIG algorithms that it knows, as RFC 8945 §6 names them. */
  readonly algorithms: readonly string[]
  /** The only port that it asks. */
  readonly port?: 53
  /** Whether it reads the zone by AXFR. */
  readonly reads?: true
  readonly text: (printing: Printing) => string
}

export type Printing = {
  readonly key: PrintedKey
  /** An address of this server, one that other hosts can reach where there is one. */
  readonly server: PeerAddress
  /** At least one. */
  readonly places: readonly [Place, ...Place[]]
}

/** `secret` in base64; `file`: the key's file on this server, in BIND's form. */
export type PrintedKey = {
  readonly name: string
  readonly algorithm: string
  readonly secret: string
  readonly file: string
}

export const sha2 = ['hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const
export const old = ['hmac-md5.sig-alg.reg.int', 'hmac-sha1'] as const

/** The word, quoted for a shell where it must be. */
export function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** The algorithm as programs call it: they shorten the long name of HMAC-MD5 (RFC 8945 §6). */
export function shortAlgorithm(algorithm: string): string {
  return algorithm.replace(/\.sig-alg\.reg\.int$/, '')
}

/** Shell lines that write a file which only its owner can read. */
export function fileText(path: string, lines: readonly string[]): string[] {
  return [`install -D -m 0600 /dev/stdin ${path} <<'END'`, ...lines, 'END']
}

/** The name of the first place, and the wildcard below it. */
export function certificateNames(places: readonly Place[]): string[] {
  const [{ name }] = places as readonly [Place]
  return [name, `*.${name}`]
}

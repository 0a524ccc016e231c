// What a TSIG record's MAC is made with (RFC 8945 §6): the hash, its name on the wire, and how much of it is sent.
//
// `hmac-sha256-128` is the whole hash cut down to so many bits. RFC 8945 names three of these on the wire; BIND knows only the names
// of whole hashes there and cuts the MAC. Both are taken from others; we send the second, which every peer reads.

import { nameFromText } from '../../dns/name-text.ts'

export type Algorithm = {
  /** As key files have it: `hmac-sha256`, `hmac-sha256-128`. */
  readonly text: string
  /** The hash, as node:crypto names it. */
  readonly hash: string
  /** The whole hash's name on the wire, in lower case. */
  readonly name: Uint8Array
  /** A name of its own that RFC 8945 gives the cut form, where it gives one. */
  readonly cutName: Uint8Array | undefined
  /** Octets of the whole hash. */
  readonly whole: number
  /** Octets that are sent. */
  readonly sent: number
}

/** RFC 8945 §6, table 3; MD5 is there for peers that are too old for anything else. */
const HASHES: readonly {
  readonly text: string
  readonly hash: string
  readonly wire: string
  readonly octets: number
}[] = [
  { text: 'hmac-md5', hash: 'md5', wire: 'hmac-md5.sig-alg.reg.int.', octets: 16 },
  { text: 'hmac-sha1', hash: 'sha1', wire: 'hmac-sha1.', octets: 20 },
  { text: 'hmac-sha224', hash: 'sha224', wire: 'hmac-sha224.', octets: 28 },
  { text: 'hmac-sha256', hash: 'sha256', wire: 'hmac-sha256.', octets: 32 },
  { text: 'hmac-sha384', hash: 'sha384', wire: 'hmac-sha384.', octets: 48 },
  { text: 'hmac-sha512', hash: 'sha512', wire: 'hmac-sha512.', octets: 64 },
]

const CUT_NAMES: ReadonlySet<string> = new Set(['hmac-sha256-128', 'hmac-sha384-192', 'hmac-sha512-256'])

/** Names of the whole hashes, weakest first. */
export const algorithmNames: readonly string[] = HASHES.map(({ text }) => text)

/** RFC 8945 §5.2.2.1: no MAC is shorter, whatever a key allows. */
export function shortestMac(whole: number): number {
  return Math.max(10, Math.ceil(whole / 2))
}

/** `hmac-sha256`, `HMAC-SHA256.`, `hmac-md5.sig-alg.reg.int`, `hmac-sha512-256`; undefined where it is none. */
export function readAlgorithm(written: string): Algorithm | undefined {
  const text = written.toLowerCase().replace(/\.$/, '').replace('.sig-alg.reg.int', '')
  const [, base, bits] = /^(hmac-[a-z0-9]+?)(?:-([0-9]{2,3}))?$/.exec(text) ?? []
  const found = HASHES.find((one) => one.text === base)
  if (found === undefined) return undefined
  const { hash, octets: whole } = found
  const sent = bits === undefined ? whole : Number(bits) / 8
  if (!Number.isInteger(sent) || sent > whole || sent < shortestMac(whole)) return undefined
  const cutName = CUT_NAMES.has(text) ? nameFromText(`${text}.`) : undefined
  return { text, hash, name: nameFromText(found.wire), cutName, whole, sent }
}

/** The name in a record, in lower case, that means this algorithm. */
export function namesAlgorithm({ name, cutName }: Algorithm, wire: Uint8Array): boolean {
  return same(name, wire) || (cutName !== undefined && same(cutName, wire))
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i])
}

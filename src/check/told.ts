// Finds all names and addresses that a record tells its reader: in its fields (dns/rdata/told.ts), and in texts: SPF policies, and
// whatever has the form of a URI.

import { addressFromText } from '../dns/address.ts'
import { readName } from '../dns/name-text.ts'
import { isPrivate, isPrivateAt } from '../dns/private.ts'
import { eachTold, tellingTypes, tellsNames } from '../dns/rdata/told.ts'
import { Type } from '../dns/types.ts'
import { isSpf, spfTerms } from './mail/spf.ts'
import { termName } from './mail/spf-record.ts'

/** Takes the names and addresses. `word`: the word of the record's text that has it. */
export type Hearer = {
  /** The name at (bytes, at). */
  readonly name?: (bytes: Uint8Array, at: number, word: number) => void
  /** An address of 4 or 16 octets; the first one of a network. */
  readonly address?: (octets: Uint8Array, word: number) => void
}

/** Tells all that is in the valid rdata bytes[from, to). */
export function tellAll(type: number, bytes: Uint8Array, from: number, to: number, { name, address }: Hearer): void {
  tellFields(type, bytes, from, to, { name, address })
  const text = textOf(type, bytes, from, to)
  if (text === undefined) return
  const told = toldByText(text)
  for (const one of told.names) name?.(one, 0, 0)
  for (const one of told.addresses) address?.(one, 0)
}

/** Whether the valid rdata bytes[from, to) tells an address of private, shared, link-local or loopback space. */
export function tellsPrivate(type: number, bytes: Uint8Array, from: number, to: number): boolean {
  if (type === Type.A) return isPrivateAt(bytes, from, 4)
  if (type === Type.AAAA) return isPrivateAt(bytes, from, 16)
  let found = false
  tellAll(type, bytes, from, to, {
    address: (octets) => {
      found ||= isPrivate(octets)
    },
  })
  return found
}

/** Tells what the fields hold, without the texts. */
export function tellFields(type: number, bytes: Uint8Array, from: number, to: number, hearer: Hearer): void {
  const { name, address } = hearer
  eachTold(type, bytes, from, to, {
    name: (at, word) => name?.(bytes, at, word),
    address: (octets, word) => address?.(octets, word),
  })
}

/** The addresses in a record. */
export function addressesIn(type: number, rdata: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  tellAll(type, rdata, 0, rdata.length, { address: (octets) => found.push(octets) })
  return found
}

/** Types whose data is strings, each behind its length, which we read as one text. */
const stringTypes: ReadonlySet<number> = new Set([
  Type.TXT,
  Type.SPF,
  Type.AVC,
  Type.NINFO,
  Type.RESINFO,
  Type.WALLET,
  Type.CLA,
])

/** Types with a text somewhere in them. */
const textTypes: ReadonlySet<number> = new Set([Type.URI, Type.CAA, Type.NAPTR])

/** Types that may tell a name or an address, in their fields or in texts. */
export const tellTypes: readonly number[] = [...new Set([...tellingTypes, ...stringTypes, ...textTypes])]

/** Those of them that may tell a name. */
export const nameTypes: readonly number[] = tellTypes.filter((type) => tellsNames(type) || tellsText(type))

/** Whether records of the type have a text, which may hold a name. */
export function tellsText(type: number): boolean {
  return stringTypes.has(type) || textTypes.has(type)
}

function textOf(type: number, bytes: Uint8Array, from: number, to: number): string | undefined {
  if (textTypes.has(type)) return latin1(bytes, from, to)
  if (!stringTypes.has(type)) return undefined
  let text = ''
  for (let p = from; p < to; p += bytes[p]! + 1) text += latin1(bytes, p + 1, p + 1 + bytes[p]!)
  return text
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

type Told = { readonly names: Uint8Array[]; readonly addresses: Uint8Array[] }

function toldByText(text: string): Told {
  const told: Told = { names: [], addresses: [] }
  if (isSpf(text)) tellPolicy(text, told)
  else if (text.includes(':')) for (const [, host] of text.matchAll(URI_HOST)) tellHost(host!, told)
  return told
}

/** RFC 7208 §5: what stands behind a mechanism is an address, or a name without macros. */
function tellPolicy(text: string, told: Told): void {
  for (const term of spfTerms(text)) {
    if (term.name !== 'ip4' && term.name !== 'ip6') {
      const name = termName(term)
      if (name !== undefined) told.names.push(name)
      continue
    }
    const address = addressFromText(term.value.replace(/\/.*$/, ''))
    if (address !== undefined) told.addresses.push(address)
  }
}

/** `https://host/path`, `mailto:user@host`, `sip:user@[2001:db8::1]`: RFC 3986 §3, with the `!` that NAPTR and DMARC end one with. */
const URI_HOST =
  /(?:[a-z][a-z0-9+.-]*:\/\/(?:[^\s/?#@"!,;]*@)?|(?:mailto|sips?|xmpp|tel|acct):[^\s@"!,;]*@)(\[[0-9a-f:.]+\]|[a-z0-9._-]+)/gi

function tellHost(host: string, { names, addresses }: Told): void {
  const address = addressFromText(host.replace(/^\[|\]$/g, ''))
  if (address !== undefined) {
    addresses.push(address)
    return
  }
  const name = readName(host.endsWith('.') ? host : `${host}.`)
  if (typeof name !== 'string') names.push(name)
}

// An entry of a list, an address or a name: as people write it, and as labels in front of the list's name (RFC 5782 §2.1, §2.4). A name is
// relative to the list.

import { addressText } from '../../dns/address.ts'
import { fold, MAX_NAME, nameLength } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'

export type ListEntry = {
  readonly family: 'ipv4' | 'ipv6' | 'name'
  /** The octets of the address; or the labels of the name in lower case, without the zero octet at the end. */
  readonly octets: Uint8Array
}

/** The entry of an address of 4 or 16 octets. */
export function addressEntry(address: Uint8Array): ListEntry {
  return { family: address.length === 4 ? 'ipv4' : 'ipv6', octets: address }
}

/**
 * The IPv4 address in an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2); any other address as it is. Those who look a client up ask for the
 * IPv4 address.
 */
export function unmapped(address: Uint8Array): Uint8Array {
  const isMapped = address.length === 16 && MAPPED.every((octet, i) => address[i] === octet)
  return isMapped ? address.slice(12) : address
}

const MAPPED = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)

/** The entry whose owner has the labels bytes[at, end) in front of the list's name; undefined where there are no labels. */
export function entryOfOwner(bytes: Uint8Array, at: number, end: number): ListEntry | undefined {
  if (at === end) return undefined
  const octets = Uint8Array.from(bytes.subarray(at, end), (octet) => fold[octet]!)
  return { family: 'name', octets, ...addressOf(octets) }
}

/** The address in the labels, as reversed decimal octets or reversed hexadecimal digits; empty for other labels. */
function addressOf(labels: Uint8Array): Partial<ListEntry> {
  const starts: number[] = []
  for (let p = 0; p < labels.length; p += labels[p]! + 1) starts.push(p)
  if (starts.length === 4) {
    const octets = starts.map((p) => octetAt(labels, p)).reverse()
    if (octets.every((octet) => octet >= 0)) return { family: 'ipv4', octets: Uint8Array.from(octets) }
  }
  if (starts.length === 32) {
    const digits = starts.map((p) => digitAt(labels, p)).reverse()
    if (digits.every((digit) => digit >= 0))
      return {
        family: 'ipv6',
        octets: Uint8Array.from({ length: 16 }, (_, i) => (digits[2 * i]! << 4) | digits[2 * i + 1]!),
      }
  }
  return {}
}

/** The octet that the label at `at` writes in decimal without a zero in front; -1 for other labels. */
export function octetAt(bytes: Uint8Array, at: number): number {
  const length = bytes[at]!
  if (length > 3 || (length > 1 && bytes[at + 1] === 0x30)) return -1
  let value = 0
  for (let i = 1; i <= length; i++) {
    const digit = bytes[at + i]! - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value > 255 ? -1 : value
}

/** The value of a label that is one hexadecimal digit; -1 for other labels. */
export function digitAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 1) return -1
  const octet = bytes[at + 1]!
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30
  const letter = (octet | 0x20) - 0x61
  return octet >= 0x41 && letter >= 0 && letter < 6 ? letter + 10 : -1
}

/** The labels of the entry's owner in front of the list's name. */
export function ownerLabels({ family, octets }: ListEntry): Uint8Array {
  if (family === 'name') return octets
  if (family === 'ipv4') return Buffer.concat([...octets].reverse().map((octet) => labelOf(`${octet}`)))
  return Buffer.concat([...Buffer.from(octets).toString('hex')].reverse().map(labelOf))
}

function labelOf(text: string): Uint8Array {
  return Uint8Array.of(text.length, ...Buffer.from(text, 'latin1'))
}

/** The whole owner of the entry, in a list of this name. */
export function ownerOf(entry: ListEntry, list: Uint8Array): Uint8Array {
  return Buffer.concat([ownerLabels(entry), list])
}

export function fitsName(entry: ListEntry, list: Uint8Array): boolean {
  return ownerLabels(entry).length + nameLength(list, 0) <= MAX_NAME
}

/** The text of an entry, which readEntry() takes. */
export function entryText({ family, octets }: ListEntry): string {
  if (family !== 'name') return addressText(octets)
  return nameText(Uint8Array.of(...octets, 0)).replace(/\.$/, '')
}

/** Whether no list may have the entry: clients ask for these to find out whether a list has everything (RFC 5782 §5). */
export function isNever({ family, octets }: ListEntry): boolean {
  if (family === 'name') return octets.length === INVALID.length && INVALID.every((octet, i) => octets[i] === octet)
  const address = unmapped(octets)
  return address.length === 4 && Buffer.from(address).readUInt32BE() === 0x7f000001
}

/** `invalid`, RFC 5782 §5 again. */
const INVALID = Uint8Array.of(7, ...Buffer.from('invalid'))

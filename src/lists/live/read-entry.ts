// Reads entries, and their codes and texts, as people write them.

import { domainToASCII } from 'node:url'
import { addressFromText, addressText } from '../../dns/address.ts'
import { nameFlaw, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { addressEntry, entryOfOwner, type ListEntry, unmapped } from './entry.ts'
import { say } from './says.ts'
import { MAX_TEXT } from './values.ts'

/** Reads an address, or a name relative to the list, with or without a final dot. */
export function readEntry(text: string): ListEntry | Said {
  const address = addressFromText(text)
  if (address !== undefined) return addressEntry(unmapped(address))
  if (/^[0-9a-fA-F:.]+\/\d+$/.test(text)) return say('entry-prefix', { entry: text })
  // A program that reads lines may leave a blank in an entry: an address with a blank would become a name that nobody asks for.
  if (ODD.test(text)) return say('entry-odd', { entry: text })
  if (/[:[\]]/.test(text) || NUMBER_LAST.test(text)) return say('entry-no-address', { entry: text })
  if (BEYOND_ASCII.test(text)) return say('entry-beyond-ascii', { entry: text, ascii: domainToASCII(text) || 'xn--…' })
  const name = text === '' || text === '@' ? 'name-empty' : readName(text)
  if (typeof name === 'string') return say('entry-no-name', { entry: text, why: nameFlaw(name) })
  if (hasWildcard(name)) return say('entry-wildcard', { entry: text })
  const entry = entryOfOwner(name, 0, name.length - 1)
  if (entry === undefined) return say('entry-no-name', { entry: text, why: nameFlaw('name-empty') })
  // The name is a reversed address: nobody knows which of the two is meant.
  return entry.family === 'name' ? entry : say('entry-no-address', { entry: text })
}

/** Blanks and control characters. */
const ODD = /[\0-\x20\x7f-\xa0\u2028\u2029\ufeff]/
/** No name on the internet ends with a number: such an entry is a misspelt address, a range of addresses, or an address with a suffix. */
const NUMBER_LAST = /^[\d.-]+$|(?:^|\.)\d+\.?$/
const BEYOND_ASCII = /[^\0-\x7f]/

export function hasWildcard(name: Uint8Array): boolean {
  for (let p = 0; p < name.length && name[p] !== 0; p += name[p]! + 1)
    if (name[p] === 1 && name[p + 1] === 0x2a) return true
  return false
}

/** Reads a code. RFC 5782 §2.1: it lies in 127.0.0.0/8. §5: 127.0.0.1 must never be listed; we take it for no code either. */
export function readCode(text: string): Uint8Array | Said {
  const octets = addressFromText(text)
  return octets !== undefined && isCode(octets) ? octets : say('code-malformed', { code: text })
}

export function isCode(octets: Uint8Array): boolean {
  return octets.length === 4 && octets[0] === 127 && addressText(octets) !== '127.0.0.1'
}

export function readText(text: string): Uint8Array | Said {
  const octets = Buffer.from(text)
  return octets.length > MAX_TEXT ? say('text-too-long', { octets: octets.length }) : octets
}

export function isSaid(value: object): value is Said {
  return 'code' in value && typeof value.code === 'string'
}

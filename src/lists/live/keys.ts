// Makes keys of the tables (blocks.ts) from entries and from names in questions. Words compare as signed numbers, so we flip their first
// bit.

import { type HashKey, keyedHash } from '../../dns/keyed-hash.ts'
import { fold } from '../../dns/name.ts'
import type { Suffixes } from '../../dns/suffixes.ts'
import { type KeyForm, TAG } from './blocks.ts'
import { digitAt, octetAt } from './entry.ts'

export const IPV4: KeyForm = { keyWords: 1, tagWords: 0 }
export const IPV6: KeyForm = { keyWords: 4, tagWords: 0 }
/** The key of a name is a hash that nobody can predict; its tag is the name's cell, which shows whether it is that name (name-cells.ts). */
export const NAME: KeyForm = { keyWords: 2, tagWords: 1 }

/**
 * The keys of a name's hashes. A name stands under the first of its hashes that no other name has taken. Of a million names a hundred find
 * the first one taken.
 */
export type NameKeys = readonly HashKey[]

/** With so many, among a million names one in 10 ** 23 finds none free. */
export const MOST_HASHES = 8

/** Sets the key of an address. */
export function setAddress(address: Uint8Array, key: Int32Array): Int32Array {
  for (let i = 0; i < address.length; i += 4)
    key[i >> 2] = ((address[i]! << 24) | (address[i + 1]! << 16) | (address[i + 2]! << 8) | address[i + 3]!) ^ FIRST_BIT
  return key
}

export function addressOfKey(key: Int32Array): Uint8Array {
  const address = new Uint8Array(key.length * 4)
  for (let i = 0; i < address.length; i++) address[i] = (key[i >> 2]! ^ FIRST_BIT) >>> (24 - 8 * (i & 3))
  return address
}

/** Sets the key of the name labels[0, length), which is in lower case. */
export function setName(labels: Uint8Array, length: number, hashKey: HashKey, key: Int32Array): Int32Array {
  key[0] = keyedHash(hashKey, labels, 0, length)
  key[1] = TAG
  return key
}

/** Writes the labels in front of suffix `apexAt`, in lower case, to `out`; returns how many octets. */
export function foldLabels(name: Suffixes, apexAt: number, out: Uint8Array): number {
  const from = name.at[0]!
  const length = name.at[apexAt]! - from
  for (let i = 0; i < length; i++) out[i] = fold[name.bytes[from + i]!]!
  return length
}

/**
 * Sets the range of IPv4 addresses that begin with the reversed octets in front of suffix `apexAt`. False where other labels stand there.
 */
export function setIpv4Range(name: Suffixes, apexAt: number, low: Int32Array, high: Int32Array): boolean {
  if (apexAt > 4) return false
  let [from, to] = [0, 0]
  for (let i = 0; i < 4; i++) {
    const octet = i < apexAt ? octetAt(name.bytes, name.at[apexAt - 1 - i]!) : -1
    if (i < apexAt && octet < 0) return false
    from = (from << 8) | (i < apexAt ? octet : 0)
    to = (to << 8) | (i < apexAt ? octet : 255)
  }
  low[0] = from ^ FIRST_BIT
  high[0] = to ^ FIRST_BIT
  return true
}

/** Does the same for IPv6 addresses, by their digits. */
export function setIpv6Range(name: Suffixes, apexAt: number, low: Int32Array, high: Int32Array): boolean {
  if (apexAt > 32) return false
  for (let word = 0; word < 4; word++) {
    let [from, to] = [0, 0]
    for (let i = word * 8; i < word * 8 + 8; i++) {
      const digit = i < apexAt ? digitAt(name.bytes, name.at[apexAt - 1 - i]!) : -1
      if (i < apexAt && digit < 0) return false
      from = (from << 4) | (i < apexAt ? digit : 0)
      to = (to << 4) | (i < apexAt ? digit : 15)
    }
    low[word] = from ^ FIRST_BIT
    high[word] = to ^ FIRST_BIT
  }
  return true
}

const FIRST_BIT = -(2 ** 31)

// Gives a zone whose names meet in one place of the table a hash of its own. Everybody knows the hash of all zones, so a person who may
// write names into a zone can choose thousands with the same hash, and each look-up would pass them all. The own hash has a key that nobody
// knows; the image holds it. All other zones go without.

import { randomFillSync } from 'node:crypto'
import { type HashKey, keyedLabelHash } from '../dns/keyed-hash.ts'
import { hashLabel, type Suffixes } from '../dns/suffixes.ts'
import { type Columns, Word } from './image.ts'

/** Slots that a search may pass before we take the names for chosen; a name of the same hash counts as many. */
export const MOST_PASSED = 2048
export const SAME_HASH = 64
/** With a key nobody can choose names that meet. A small integer, as the other two: V8 keeps these in registers. */
export const NO_LIMIT = 0x3fffffff

/** Not both zero, which stands for none. */
export function newKey(): HashKey {
  const [a, b] = randomFillSync(new Int32Array(2))
  return [a! | 1, b!]
}

/** The key of an image's hashes; undefined where it has the hash of all zones. */
export function keyOf({ header }: Columns): HashKey | undefined {
  const a = header[Word.key]! | 0
  const b = header[Word.key + 1]! | 0
  return a === 0 && b === 0 ? undefined : [a, b]
}

/** The hash of a name, from its parent's hash and its first label. */
export function labelHash(key: HashKey | undefined, parentHash: number, bytes: Uint8Array, at: number): number {
  return key === undefined ? hashLabel(parentHash, bytes, at) : keyedLabelHash(key, parentHash, bytes, at)
}

/**
 * Replaces the hashes of a name's suffixes below the apex by those made with `key`. The name lies at or below an apex of `apexLabels`
 * labels.
 */
export function rehash(key: HashKey | undefined, { bytes, count, at, hash }: Suffixes, apexLabels: number): void {
  if (key === undefined) return
  for (let i = count - apexLabels - 1; i >= 0; i--) hash[i] = keyedLabelHash(key, hash[i + 1]!, bytes, at[i]!)
}

/**
 * Writes the hash of each node into `hash`: a parent's number is below its children's. `apexHash`: any number, from which the others
 * follow.
 */
export function rekeyedHashes(
  key: HashKey,
  apexHash: number,
  { nodes, parent, label, heap }: { nodes: number; parent: Uint32Array; label: Uint32Array; heap: Uint8Array },
  hash: Int32Array,
): void {
  hash[0] = apexHash
  for (let node = 1; node < nodes; node++) hash[node] = keyedLabelHash(key, hash[parent[node]!]!, heap, label[node]!)
}

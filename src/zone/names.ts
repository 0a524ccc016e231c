// Writes the names of a zone into its image: the tree, the label of each node, and the table that finds them.

import type { HashKey } from '../dns/keyed-hash.ts'
import { Errand } from './errand.ts'
import { Columns, Word } from './image.ts'
import { MOST_PASSED, NO_LIMIT, newKey, rekeyedHashes, SAME_HASH } from './rekeyed.ts'
import { nodeBits, slotOf } from './tree.ts'

/** A tree of names, of a builder or of a zone. */
export type Labels = {
  /** In wire form. */
  readonly apex: Uint8Array
  readonly nodes: number
  readonly parent: Uint32Array
  /** node -> where its label lies in the heap. */
  readonly label: Uint32Array
  readonly heap: Uint8Array
}

export type Names = Labels & {
  /** node -> hash of its whole name. */
  readonly hash: Int32Array
  /** The key of the hashes, if the zone does not have the hash of all zones. */
  readonly key: HashKey | undefined
}

type Work = { readonly names: Names; readonly image: SharedArrayBuffer }

export const writeNames = new Errand('names', ({ names, image }: Work) => {
  const columns = Columns.open(image)
  columns.parent.set(names.parent.subarray(0, names.nodes))
  writeLabels(names, columns)
  if (fillSlots(names, columns)) writeKey(names.key, columns)
  else {
    const key = newKey()
    const hash = new Int32Array(names.nodes)
    rekeyedHashes(key, names.hash[0]!, names, hash)
    fillSlots({ ...names, hash, key }, columns)
    writeKey(key, columns)
  }
})

/** Whether the labels of the name, which is the node's, have its case too. */
export function isSpelled({ apex, parent, label, heap }: Labels, node: number, name: Uint8Array, at: number): boolean {
  let q = at
  for (let n = node; n !== 0; n = parent[n]!)
    for (let p = label[n]!, end = p + heap[p]!; p <= end; p++) if (heap[p] !== name[q++]) return false
  for (let p = 0; p < apex.length; p++) if (apex[p] !== name[q++]) return false
  return true
}

/** Writes the whole name of the node to `out`, in wire form. */
export function writeNodeName({ apex, parent, label, heap }: Labels, node: number, out: Uint8Array): void {
  let top = 0
  for (let n = node; n !== 0; n = parent[n]!)
    for (let p = label[n]!, end = p + heap[p]!; p <= end; p++) out[top++] = heap[p]!
  out.set(apex, top)
}

function writeKey(key: HashKey | undefined, { header }: Columns): void {
  header.set(key ?? [0, 0], Word.key)
}

/** A power of two, at most two thirds full. */
export function slotsFor(nodes: number): number {
  return 2 ** Math.ceil(Math.log2(nodes * 1.5 + 1))
}

/** The apex name, then one label per node. */
function writeLabels({ apex, nodes, label: from, heap: bytes }: Names, { label, heap }: Columns): void {
  heap.set(apex)
  let top = apex.length
  for (let node = 1; node < nodes; node++) {
    label[node] = top
    for (let p = from[node]!, end = p + bytes[p]!; p <= end; p++) heap[top++] = bytes[p]!
  }
}

/** False where somebody chose names to meet in one place. */
function fillSlots({ nodes, hash, key }: Names, { slot, parent }: Columns): boolean {
  const most = key === undefined ? MOST_PASSED : NO_LIMIT
  // Signed numbers, which V8 keeps in registers.
  const slots = new Int32Array(slot.buffer, slot.byteOffset, slot.length).fill(0)
  const mask = slot.length - 1
  const bits = nodeBits(parent.length)
  const nodeMask = 2 ** bits - 1
  for (let node = 0; node < nodes; node++) {
    const tag = hash[node]! & ~nodeMask
    let s = slotOf(hash[node]!, mask)
    for (let passed = 0; slots[s] !== 0; s = (s + 1) & mask) {
      passed += (slots[s]! & ~nodeMask) === tag ? SAME_HASH : 1
      if (passed > most) return false
    }
    slots[s] = tag | (node + 1)
  }
  return true
}

// Finds, for each entry of a prefix table, the largest network around it whose addresses all get the same view, once for each
// table. An answer for an address is good for this network, and for no more.

/** The layout of a prefix table: prefix-table.ts describes it. */
export const ROOT_BITS = 16
export const ROOT = 1 << ROOT_BITS
export const STRIDE = 4
export const FANOUT = 1 << STRIDE

/** Marks a block whose addresses get several views. No entry that ends a walk is 0 or more. */
const MIXED = 0

/** Writes, for each entry that ends a walk, the length of the shortest prefix around it within which all addresses get its view. */
export function putScopes(entries: Int32Array, scopes: Uint8Array): void {
  const whole = new Int32Array(entries.length)
  // Nodes come behind the entries that lead to them.
  for (let node = entries.length - FANOUT; node >= 2 * ROOT; node -= FANOUT) blocksOf(entries, whole, node, FANOUT)
  for (const root of [0, ROOT]) spread(entries, whole, scopes, { at: root, size: ROOT, depth: 0, around: -1 })
}

/** The views of a node's blocks, or MIXED, as a binary heap: the whole node first. Notes that of the whole node in `whole`. */
function blocksOf(entries: Int32Array, whole: Int32Array, at: number, size: number): Int32Array {
  const blocks = new Int32Array(2 * size)
  for (let i = 0; i < size; i++) {
    const entry = entries[at + i]!
    blocks[size + i] = entry < 0 ? entry : whole[entry]!
  }
  for (let i = size - 1; i > 0; i--) blocks[i] = blocks[2 * i] === blocks[2 * i + 1] ? blocks[2 * i]! : MIXED
  whole[at] = blocks[1]!
  return blocks
}

type Part = {
  readonly at: number
  readonly size: number
  /** Bits of the address before this part. */
  readonly depth: number
  /** Length of the block around it that gets one view, or -1. */
  readonly around: number
}

function spread(entries: Int32Array, whole: Int32Array, scopes: Uint8Array, part: Part): void {
  const open: Part[] = [part]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, size, depth, around } = next
    const levels = Math.log2(size)
    const lengths = around < 0 ? lengthsOf(blocksOf(entries, whole, at, size)) : undefined
    for (let i = 0; i < size; i++) {
      const length = lengths === undefined ? around : lengths[size + i]!
      const scope = lengths === undefined || length < 0 ? length : depth + length
      const entry = entries[at + i]!
      if (entry < 0) scopes[at + i] = scope
      else open.push({ at: entry, size: FANOUT, depth: depth + levels, around: scope })
    }
  }
}

/** For each block: how many bits lead to the largest block around it that gets one view; -1 where there is none. */
function lengthsOf(blocks: Int32Array): Int8Array {
  const lengths = new Int8Array(blocks.length)
  for (let first = 1, level = 0; first < blocks.length; first *= 2, level++)
    for (let i = first; i < 2 * first; i++) {
      const around = i === 1 ? -1 : lengths[i >>> 1]!
      lengths[i] = around >= 0 || blocks[i] === MIXED ? around : level
    }
  return lengths
}

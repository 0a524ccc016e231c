// Stores a small number for each of many keys, in as few octets as the largest needs: none where all are 1.
//
//   octets of each (0, 1, 2, 4) | numbers

export class Codes {
  readonly #codes: Uint8Array | Uint16Array | Uint32Array | undefined

  constructor(words: Uint32Array, at: number, count: number) {
    const width = words[at]!
    if (width === 0) return
    const from = words.byteOffset + (at + 1) * 4
    if (width === 1) this.#codes = new Uint8Array(words.buffer, from, count)
    else if (width === 2) this.#codes = new Uint16Array(words.buffer, from, count)
    else this.#codes = new Uint32Array(words.buffer, from, count)
  }

  at(index: number): number {
    return this.#codes === undefined ? 1 : this.#codes[index]!
  }
}

/** How many words the first `count` codes take. */
export function codesRoom(codes: Uint32Array, count: number): number {
  return 1 + ((widthOf(codes, count) * count + 3) >>> 2)
}

/** Writes codes[0, count) at words[at, …). */
export function writeCodes(codes: Uint32Array, count: number, words: Uint32Array, at: number): void {
  const width = widthOf(codes, count)
  words[at] = width
  if (width === 0) return
  const from = words.byteOffset + (at + 1) * 4
  const own = codes.subarray(0, count)
  if (width === 1) new Uint8Array(words.buffer, from, count).set(own)
  else if (width === 2) new Uint16Array(words.buffer, from, count).set(own)
  else new Uint32Array(words.buffer, from, count).set(own)
}

function widthOf(codes: Uint32Array, count: number): 0 | 1 | 2 | 4 {
  let largest = 1
  let alike = true
  for (let i = 0; i < count; i++) {
    const code = codes[i]!
    if (code > largest) largest = code
    if (code !== 1) alike = false
  }
  if (alike) return 0
  return largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4
}

// SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash over 64-bit words. JavaScript has them only as BigInt, which
// allocates, or in halves, which took 121 ns for a cookie; WebAssembly has them as they are and takes 45. This page puts the
// module together, an instruction a word, so that it is the module's source.

/** What we use of it; Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
  ) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer }
      readonly hash: (keyAt: number, octets: number) => void
    }
  }
}

/** A fixed set of keys of 16 octets each. Allocates nothing per hash. */
export class SipHash {
  /** Write the input here from 0 on, at most MAX_INPUT octets; hash() overwrites what lies behind it. */
  readonly input: Uint8Array
  /** The eight octets of the last hash, in the byte order of the algorithm's paper. */
  readonly result: Uint8Array
  readonly #hash: (keyAt: number, octets: number) => void

  constructor(keys: readonly Uint8Array[]) {
    const { memory, hash } = new WebAssembly.Instance(module).exports
    this.input = new Uint8Array(memory.buffer, INPUT_AT, MAX_INPUT + 8)
    this.result = new Uint8Array(memory.buffer, RESULT_AT, 8)
    this.#hash = hash
    const bytes = new Uint8Array(memory.buffer)
    keys.forEach((key, i) => {
      bytes.set(key, KEYS_AT + i * KEY)
    })
  }

  /** Hashes input[0, octets) with key number `key`. */
  hash(key: number, octets: number): void {
    const { input } = this
    // The last word ends with the length; zeros before it.
    const last = octets | 7
    for (let i = octets; i < last; i++) input[i] = 0
    input[last] = octets
    this.#hash(KEYS_AT + key * KEY, octets)
  }
}

export const KEY = 16
export const MAX_INPUT = 56

const RESULT_AT = 0
const INPUT_AT = 64
const KEYS_AT = 128

// Instructions, as the WebAssembly specification §5.4 writes them.
const I32 = 0x7f
const I64 = 0x7e
const END = 0x0b
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const i32 = (value: number) => [0x41, ...signed(BigInt(value))]
const i64 = (value: bigint) => [0x42, ...signed(BigInt.asIntN(64, value))]
const load = (offset: number) => [0x29, 3, ...unsigned(offset)]
const store = (offset: number) => [0x37, 3, ...unsigned(offset)]
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), END]
const againIf = (condition: number[]) => [...condition, 0x0d, 0]
const i32Add = [0x6a]
const i32Subtract = [0x6b]
const i32NotNegative = [...i32(0), 0x4e]
const add = [0x7c]
const xor = [0x85]
const rotate = [0x89]

/** a = a + b */
const addTo = (a: number, b: number) => [...get(a), ...get(b), ...add, ...set(a)]
/** a = a ^ the top of the stack after `value` */
const xorTo = (a: number, value: number[]) => [...get(a), ...value, ...xor, ...set(a)]
const rotateBy = (a: number, bits: bigint) => [...get(a), ...i64(bits), ...rotate]

// Locals: the two parameters, the four words of state, the word to take in, and how far we are.
const [KEY_AT, LEFT, V0, V1, V2, V3, WORD, AT] = [0, 1, 2, 3, 4, 5, 6, 7]

const round = [
  addTo(V0, V1),
  [...rotateBy(V1, 13n), ...get(V0), ...xor, ...set(V1)],
  [...rotateBy(V0, 32n), ...set(V0)],
  addTo(V2, V3),
  [...rotateBy(V3, 16n), ...get(V2), ...xor, ...set(V3)],
  addTo(V0, V3),
  [...rotateBy(V3, 21n), ...get(V0), ...xor, ...set(V3)],
  addTo(V2, V1),
  [...rotateBy(V1, 17n), ...get(V2), ...xor, ...set(V1)],
  [...rotateBy(V2, 32n), ...set(V2)],
].flat()

const begin = (state: number, keyWord: number, constant: bigint) => [
  ...get(KEY_AT),
  ...load(keyWord),
  ...i64(constant),
  ...xor,
  ...set(state),
]

const hashBody = [
  begin(V0, 0, 0x736f6d6570736575n),
  begin(V1, 8, 0x646f72616e646f6dn),
  begin(V2, 0, 0x6c7967656e657261n),
  begin(V3, 8, 0x7465646279746573n),
  // Each word of the input, and the one that holds its length: until the octets left are fewer than none.
  loop(
    [...get(AT), ...load(INPUT_AT), ...set(WORD)],
    xorTo(V3, get(WORD)),
    round,
    round,
    xorTo(V0, get(WORD)),
    [...get(AT), ...i32(8), ...i32Add, ...set(AT)],
    [...get(LEFT), ...i32(8), ...i32Subtract, ...set(LEFT)],
    againIf([...get(LEFT), ...i32NotNegative]),
  ),
  xorTo(V2, i64(0xffn)),
  round,
  round,
  round,
  round,
  [...i32(0), ...get(V0), ...get(V1), ...xor, ...get(V2), ...xor, ...get(V3), ...xor, ...store(RESULT_AT)],
  [END],
].flat()

const section = (id: number, ...body: number[]) => [id, ...unsigned(body.length), ...body]
const locals = [2, 5, I64, 1, I32]
const name = (text: string) => [text.length, ...Buffer.from(text)]

const module = new WebAssembly.Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 2, I32, I32, 0), // type 0: (i32, i32) -> ()
    ...section(3, 1, 0), // function 0 is of type 0
    ...section(5, 1, 1, 1, 1), // one page of memory, never more
    ...section(7, 2, ...name('memory'), 2, 0, ...name('hash'), 0, 0),
    ...section(10, 1, ...unsigned(locals.length + hashBody.length), ...locals, ...hashBody),
  ]),
)

/** Numbers in seven bits an octet, the lowest first (LEB128). */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: bigint): number[] {
  if (value >= -64n && value < 64n) return [Number(value & 0x7fn)]
  return [Number(value & 0x7fn) | 0x80, ...signed(value >> 7n)]
}

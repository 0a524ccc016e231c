// Reads lines from the standard input. A line may be of any length: of one that is longer than `most`, this gives only the length, and holds
// no text.

export type InputLine =
  | { readonly kind: 'line'; readonly number: number; readonly text: string }
  | { readonly kind: 'long'; readonly number: number; readonly octets: number }

const LF = 0x0a
const CR = 0x0d

/** A line ends with LF, CR LF or CR; the last may end with the input. `most`: the most octets that a line may have. */
export async function* inputLines(input: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<InputLine> {
  let held: Uint8Array[] = []
  let octets = 0
  let number = 0
  let afterCr = false
  const take = (piece: Uint8Array) => {
    octets += piece.length
    // A copy: the piece itself would keep the whole buffer that it is a part of.
    if (octets <= most) held.push(piece.slice())
  }
  const line = (): InputLine => {
    number++
    const length = octets
    const text = length > most ? '' : Buffer.concat(held).toString()
    held = []
    octets = 0
    return length > most ? { kind: 'long', number, octets: length } : { kind: 'line', number, text }
  }
  for await (const chunk of input) {
    let from = 0
    if (chunk.length === 0) continue
    if (afterCr && chunk[0] === LF) from = 1
    afterCr = false
    for (let at = from; at < chunk.length; at++) {
      if (chunk[at] !== LF && chunk[at] !== CR) continue
      take(chunk.subarray(from, at))
      yield line()
      if (chunk[at] === CR) {
        if (at + 1 === chunk.length) afterCr = true
        else if (chunk[at + 1] === LF) at++
      }
      from = at + 1
    }
    take(chunk.subarray(from))
  }
  if (octets > 0) yield line()
}

// Octets four at a time, wherever they begin: what copying an answer costs.

/** A DataView of an array, made anew only for another array than before. */
export class LastView {
  #bytes: Uint8Array = new Uint8Array(0)
  #data = new DataView(this.#bytes.buffer)

  of(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return this.#data
  }
}

/** Copies `length` octets; the two places do not overlap. */
export function copyOctets(from: DataView, fromAt: number, to: DataView, toAt: number, length: number): void {
  let i = 0
  for (const end = length & ~3; i < end; i += 4) to.setInt32(toAt + i, from.getInt32(fromAt + i, true), true)
  for (; i < length; i++) to.setUint8(toAt + i, from.getUint8(fromAt + i))
}

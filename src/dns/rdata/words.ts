// The words of one master-file entry (RFC 1035 §5.1) as the rdata parsers read them: places in the source, nothing copied.
// The scanner fills it; each field of a type's row takes the words it needs.

/** Why a word was not accepted; the parser turns it into a problem with file, line and column. */
export type Refusal = { readonly word: number; readonly message: string; readonly fix?: string; readonly rule?: string }

export class Words {
  /** The whole source file. */
  bytes: Uint8Array = new Uint8Array(0)
  /** Word i is bytes[start[i], end[i]), without its quotes; escapes are still as written. */
  start = new Int32Array(64)
  end = new Int32Array(64)
  /** 1 where the word stood in quotes. */
  quoted = new Uint8Array(64)
  /** How many words the entry has. */
  count = 0
  /** The next word to take. */
  next = 0
  /** What relative names are completed with, in wire form. */
  origin: Uint8Array = Uint8Array.of(0)
  refusal: Refusal | undefined

  clear(): void {
    this.count = 0
    this.next = 0
    this.refusal = undefined
  }

  push(start: number, end: number, quoted: boolean): void {
    if (this.count === this.start.length) this.#grow()
    this.start[this.count] = start
    this.end[this.count] = end
    this.quoted[this.count++] = quoted ? 1 : 0
  }

  get left(): number {
    return this.count - this.next
  }

  /** The word as text, for messages and mnemonics (octets above 0x7f one character each). */
  text(word: number = this.next): string {
    return latin1.decode(this.bytes.subarray(this.start[word], this.end[word]))
  }

  /** Notes why the word cannot be taken and returns false, so that a parser can `return words.refuse(…)`. */
  refuse(message: string, fix?: string, word: number = this.next): false {
    this.refusal = { word, message, fix }
    return false
  }

  #grow(): void {
    const size = this.start.length * 2
    const start = new Int32Array(size)
    start.set(this.start)
    this.start = start
    const end = new Int32Array(size)
    end.set(this.end)
    this.end = end
    const quoted = new Uint8Array(size)
    quoted.set(this.quoted)
    this.quoted = quoted
  }
}

const latin1 = new TextDecoder('latin1')

// The words of one master-file entry (RFC 1035 §5.1) as the rdata parsers read them: places in the source, nothing copied.
// The scanner fills it; each field of a type's row takes the words it needs.

import type { Said } from '../said.ts'
import { fieldSaid, type Label, say } from '../says.ts'

/**
 * Why a word was not accepted; the parser turns it into a problem with file, line and column. `word` equals `count`
 * where a word is missing: the place is the end of the entry.
 */
export type Refusal = {
  readonly word: number
  readonly message: Said
  readonly fix?: Said | undefined
  readonly rule?: string
  /** A repair that needs no thought: the text in place of the word. */
  readonly edit?: { readonly text: string } | undefined
  /** The absolute path of a file that could not be read. */
  readonly sought?: string
  /** Set where the line is meant as a comment: it leaves no owner to the lines below. */
  readonly comment?: true
}

export class Words {
  /** The whole source file. */
  bytes: Uint8Array = new Uint8Array(0)
  /**
   * Word i is bytes[start[i], end[i]), without its quotes; escapes are still as written. Quotes that open inside a word,
   * `alpn="h2,h3"` (RFC 9460 §2.1), may stay in that word or begin a quoted word of their own: both are read alike.
   */
  start = new Int32Array(64)
  end = new Int32Array(64)
  /** 1 where the word stood in quotes. */
  quoted = new Uint8Array(64)
  /** How many words the entry has. */
  count = 0
  /** The next word to take. */
  next = 0
  /** The origin, which completes relative names, in wire form. */
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

  /** Whether there is a next word and it has no quotes: only text may stand in quotes. */
  get bare(): boolean {
    return this.next < this.count && this.quoted[this.next] === 0
  }

  /** The word as written, for messages and mnemonics. */
  text(word: number = this.next): string {
    return utf8.decode(this.bytes.subarray(this.start[word], this.end[word]))
  }

  /** Refuses the next word, or its absence, for the field; `need` says what it should be. */
  cannot(field: Label, need: Said, fix?: Said): false {
    const label = fieldSaid(field)
    if (this.next >= this.count) return this.refuse(say('field-missing', { label, need }), fix)
    const text = this.#excerpt()
    if (this.quoted[this.next] === 1) {
      return this.refuse(say('field-quoted', { label, text, need }), fix ?? say('remove-quotes', { text }))
    }
    return this.refuse(say('field-unreadable', { label, text, need }), fix)
  }

  /** Notes why the word cannot be taken and returns false, so that a parser can `return words.refuse(…)`. */
  refuse(message: Said, fix?: Said, word: number = this.next): false {
    this.refusal = { word, message, fix }
    return false
  }

  #excerpt(): string {
    const text = this.text()
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
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

/** Characters of a word that a message repeats. */
const LONGEST_QUOTE = 80

const utf8 = new TextDecoder()

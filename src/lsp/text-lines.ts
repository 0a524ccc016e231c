// Turns places in the octets of a file into lines and columns of an editor, and back. An editor counts lines from 0, columns in UTF-16.

import { isUtf8 } from 'node:buffer'
import type { Position, Range } from 'vscode-languageserver'
import type { Content } from '../text/zonefile/content.ts'
import { afterLineEnd } from '../text/zonefile/scanner.ts'
import type { Span } from './name-index.ts'

export class TextLines {
  readonly #content: Content
  readonly #starts: number[] = [0]

  constructor(content: Content) {
    this.#content = content
    const { bytes, size } = content
    for (let p = 0; p < size; p++)
      if (bytes[p] === LINE_FEED || bytes[p] === RETURN) {
        p = afterLineEnd(bytes, p, size) - 1
        this.#starts.push(p + 1)
      }
  }

  offset({ line, character }: Position): number {
    const start = this.#starts[line]
    if (start === undefined) return this.#content.size
    const text = this.#decoded(start, this.#starts[line + 1] ?? this.#content.size)
    const before = text.slice(0, character)
    return start + (this.#isWide(start) ? Buffer.byteLength(before) : before.length)
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) }
  }

  position(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low, character: this.#decoded(this.#starts[low]!, offset).length }
  }

  /** What stands between two places; a line may be in another encoding than the next. */
  text(start: number, end: number): string {
    return this.#decoded(start, end)
  }

  /** The text of the line up to the place. */
  before(position: Position): string {
    const offset = this.offset(position)
    return this.#decoded(this.#starts[position.line] ?? offset, offset)
  }

  #isWide(start: number): boolean {
    const { line } = this.position(start)
    return isUtf8(this.#content.bytes.subarray(this.#starts[line]!, this.#starts[line + 1] ?? this.#content.size))
  }

  #decoded(start: number, end: number): string {
    const part = this.#content.bytes.subarray(start, end)
    return (isUtf8(part) ? utf8 : latin1).decode(part)
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const latin1 = new TextDecoder('latin1')
const LINE_FEED = 0x0a
const RETURN = 0x0d

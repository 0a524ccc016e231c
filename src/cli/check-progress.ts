// Shows a line on the terminal about work that takes longer than a second, and removes it at the end. Without a terminal it does nothing.

import type { Said } from '../dns/said.ts'
import { visible } from '../text/findings/escape.ts'
import { say } from './says.ts'

/** A file, or how many files. */
export type Subject = string | Said

/** Milliseconds since the program was started. */
const PATIENCE = 1000

/** Where the line is written. */
export type Terminal = Pick<NodeJS.WriteStream, 'isTTY'> & { readonly write: (text: string) => unknown }

export class Progress {
  readonly #stream: Terminal | undefined
  readonly #tell: (said: Said) => string
  #shown = false

  constructor(tell: (said: Said) => string, stream: Terminal = process.stderr) {
    this.#stream = stream.isTTY ? stream : undefined
    this.#tell = tell
  }

  /** A function that shows how much has been read; undefined without a terminal, so that the reader need not count. */
  of(what: Subject): ((fraction: number) => void) | undefined {
    if (this.#stream === undefined) return undefined
    return (fraction) => this.#show(this.#tell(say('reading-percent', { what, percent: Math.round(fraction * 100) })))
  }

  /** Shows the line while other threads read. */
  async during<T>(what: Subject, work: Promise<T>): Promise<T> {
    const left = Math.max(0, PATIENCE - performance.now())
    const timer = this.#stream && setTimeout(() => this.#show(this.#tell(say('reading', { what }))), left)
    try {
      return await work
    } finally {
      clearTimeout(timer)
    }
  }

  /** Shows the line for work that cannot say how far it is. */
  checking(what: Subject): void {
    this.#show(this.#tell(say('checking', { what })))
  }

  clear(): void {
    if (this.#shown) this.#stream?.write(CLEAR)
    this.#shown = false
  }

  #show(text: string): void {
    if (performance.now() < PATIENCE) return
    this.#stream?.write(CLEAR + visible(text))
    this.#shown = true
  }
}

/** A carriage return, and ECMA-48 8.3.41: erase to the end of the line. */
const CLEAR = '\r\x1b[K'

// A line on the terminal for what takes longer than a second, gone when it is done. Nothing where nobody watches.

import { visible } from '../report/escape.ts'

/** In milliseconds since the program was started. */
const PATIENCE = 1000

export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined
  readonly #say: (english: string) => string
  #shown = false

  constructor(say: (english: string) => string, stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream.isTTY ? stream : undefined
    this.#say = say
  }

  /** Undefined where nothing will be shown, so that nobody counts in vain. */
  of(what: string): ((fraction: number) => void) | undefined {
    if (this.#stream === undefined) return undefined
    return (fraction) => this.#show(this.#say(`reading ${what}: ${Math.round(fraction * 100)} %`))
  }

  /** While others read. */
  async during<T>(what: string, work: Promise<T>): Promise<T> {
    const left = Math.max(0, PATIENCE - performance.now())
    const timer = this.#stream && setTimeout(() => this.#show(this.#say(`reading ${what}`)), left)
    try {
      return await work
    } finally {
      clearTimeout(timer)
    }
  }

  /** What comes next cannot say how far it is. */
  checking(what: string): void {
    this.#show(this.#say(`checking ${what}`))
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

/** ECMA-48 8.3.41, erase in line, from its beginning. */
const CLEAR = '\r\x1b[K'

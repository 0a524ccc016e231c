// A line on the terminal for what takes longer than a second, gone when it is done. Nothing where nobody watches.

const PATIENCE = 1000

export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined
  readonly #start = performance.now()
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

  clear(): void {
    if (this.#shown) this.#stream?.write(CLEAR)
    this.#shown = false
  }

  #show(text: string): void {
    if (performance.now() - this.#start < PATIENCE) return
    this.#stream?.write(CLEAR + text)
    this.#shown = true
  }
}

/** ECMA-48 8.3.41, erase in line, from its beginning. */
const CLEAR = '\r\x1b[K'

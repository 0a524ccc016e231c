// One pass at a time. What changed while a pass ran makes its findings stale: they are dropped, and the pass is made again.

export type Pass<Result> = {
  readonly make: () => Promise<Result>
  /** Hears what is not stale. */
  readonly done: (result: Result) => void
  readonly failed: (error: Error) => void
}

export class Passes<Result> {
  readonly #waiting = new Map<string, Pass<Result>>()
  #running: Promise<void> | undefined
  #making: string | undefined
  #closed = false

  /** What is asked for again under the same key while it waits or runs is made once more, and the earlier one told to nobody. */
  ask(key: string, pass: Pass<Result>): void {
    this.#waiting.delete(key)
    this.#waiting.set(key, pass)
    this.#running ??= this.#run()
  }

  /** Nobody asks for others any more. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#waiting.keys()) if (!keys.has(key)) this.#waiting.delete(key)
  }

  /** Whether what was told last under the key is stale. */
  isAsked(key: string): boolean {
    return this.#waiting.has(key) || this.#making === key
  }

  /** When nothing waits. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  close(): void {
    this.#closed = true
    this.#waiting.clear()
  }

  async #run(): Promise<void> {
    // Messages that have come together are heard first.
    await new Promise(setImmediate)
    for (const [key, pass] of this.#waiting) {
      this.#waiting.delete(key)
      await this.#runOne(key, pass)
      await new Promise(setImmediate)
    }
    this.#running = this.#waiting.size > 0 ? this.#run() : undefined
  }

  async #runOne(key: string, pass: Pass<Result>): Promise<void> {
    this.#making = key
    try {
      const result = await pass.make()
      // Messages that came during the pass lie ready.
      await new Promise(setImmediate)
      this.#making = undefined
      if (!this.#waiting.has(key) && !this.#closed) pass.done(result)
    } catch (error) {
      this.#making = undefined
      if (!this.#closed) pass.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

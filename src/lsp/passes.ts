// Runs one pass at a time. A change while a pass runs makes its findings stale: we drop them, and run the pass again.

export type Pass<Result> = {
  readonly make: () => Promise<Result>
  /** Takes the result, unless it is stale. */
  readonly done: (result: Result) => void
  readonly failed: (error: Error) => void
}

export class Passes<Result> {
  readonly #waiting = new Map<string, Pass<Result>>()
  #running: Promise<void> | undefined
  #making: string | undefined
  #closed = false

  /** Asks for a pass. It takes the place of an earlier one under the same key that waits or runs: nobody gets the result of that one. */
  ask(key: string, pass: Pass<Result>): void {
    this.#waiting.delete(key)
    this.#waiting.set(key, pass)
    this.#running ??= this.#run()
  }

  /** Drops the waiting passes under all other keys. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#waiting.keys()) if (!keys.has(key)) this.#waiting.delete(key)
  }

  /** Whether a pass under the key waits or runs, so that its last result is stale. */
  isAsked(key: string): boolean {
    return this.#waiting.has(key) || this.#making === key
  }

  /** Resolves when no pass waits or runs. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  close(): void {
    this.#closed = true
    this.#waiting.clear()
  }

  async #run(): Promise<void> {
    // We first take all messages that came together.
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
      // We first take the messages that came during the pass.
      await new Promise(setImmediate)
      this.#making = undefined
      if (!this.#waiting.has(key) && !this.#closed) pass.done(result)
    } catch (error) {
      this.#making = undefined
      if (!this.#closed) pass.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

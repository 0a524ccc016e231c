// The last lines of the log, for who looks from elsewhere; and each line to come, for who watches.

/** Lines that are kept, and the longest of these in characters. */
const LINES = 1000
const LONGEST = 8192

/** Of the query log: there may be as many as queries, and as what gateways put on lists. */
const QUERIES = ['query', 'update', 'list entry'].map((msg) => `"msg":"${msg}"}\n`)

export class LogTail {
  readonly #lines: string[] = []
  readonly #watching = new Set<(line: string) => void>()
  #next = 0
  /** Lines that there have been. */
  count = 0

  add(line: string): void {
    if (line.length > LONGEST || QUERIES.some((end) => line.endsWith(end))) return
    this.#lines[this.#next] = line
    this.#next = (this.#next + 1) % LINES
    this.count++
    for (const tell of this.#watching) tell(line)
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return [...this.#lines.slice(this.#next), ...this.#lines.slice(0, this.#next)]
  }

  get watchers(): number {
    return this.#watching.size
  }

  /** Gives the end of it. */
  watch(tell: (line: string) => void): () => void {
    this.#watching.add(tell)
    return () => this.#watching.delete(tell)
  }
}

// Keeps the last lines of the log for `janus log` and the console, and passes each new line to watchers.

/** Lines that are kept, and the longest of these in characters. */
const LINES = 1000
const LONGEST = 8192

/** How lines of the query log end, which are not kept: there may be as many as queries, and as entries that gateways put on lists. */
const QUERIES = ['query', 'update', 'list entry'].map((msg) => `"msg":"${msg}"}\n`)

export class LogTail {
  readonly #lines: string[] = []
  readonly #watching = new Set<(line: string) => void>()
  #next = 0
  /** Number of lines so far. */
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

  /** Calls `tell` with each new line; gives a function that ends this. */
  watch(tell: (line: string) => void): () => void {
    this.#watching.add(tell)
    return () => this.#watching.delete(tell)
  }
}

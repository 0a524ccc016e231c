// A view keeps its number as long as the server runs, whatever a reload makes of the configuration: listening sockets and counters go by
// that number.

/** More than anybody configures: the key of a prepared answer has 15 bits for the number of its view (answer/prepared.ts). */
const MAX_VIEWS = 4096

export class ViewSlots {
  readonly #numbers = new Map<string, number>()

  /** The number of each view, in the order of `names`. Throws if there have been too many views since the start. */
  of(names: readonly string[]): number[] {
    const fresh = names.filter((name) => !this.#numbers.has(name))
    if (this.#numbers.size + fresh.length > MAX_VIEWS)
      throw new Error(`cannot take another view: there have been ${MAX_VIEWS} since the server was started`)
    for (const name of fresh) this.#numbers.set(name, this.#numbers.size)
    return names.map((name) => this.#numbers.get(name)!)
  }

  /** All views so far, by number. */
  get names(): readonly string[] {
    return [...this.#numbers.keys()]
  }
}

// A heap of items by the time at which they are due, the earliest first. Each item has a key and at most one time.

type Item<T> = { readonly key: string; readonly at: number; readonly value: T }

export class Due<T> {
  #heap: Item<T>[] = []
  /** The items of the heap that count: others were put off or removed. */
  readonly #items = new Map<string, Item<T>>()

  /** Makes the item due at this time instead of the one before; undefined: never. */
  set(key: string, at: number | undefined, value: T): void {
    this.#items.delete(key)
    if (at !== undefined) {
      const item = { key, at, value }
      this.#items.set(key, item)
      this.#push(item)
    }
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#items.size) this.#clean()
  }

  /** When the item of the key is due. */
  of(key: string): number | undefined {
    return this.#items.get(key)?.at
  }

  get next(): number | undefined {
    this.#skip()
    return this.#heap[0]?.at
  }

  /** Removes and gives the items that are due. */
  take(now: number): T[] {
    const due: T[] = []
    for (;;) {
      this.#skip()
      const first = this.#heap[0]
      if (first === undefined || first.at > now) return due
      this.#pop()
      this.#items.delete(first.key)
      due.push(first.value)
    }
  }

  #skip(): void {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || this.#items.get(first.key) === first) return
      this.#pop()
    }
  }

  #clean(): void {
    this.#heap = [...this.#items.values()].sort((a, b) => a.at - b.at)
  }

  #push(item: Item<T>): void {
    const heap = this.#heap
    let i = heap.push(item) - 1
    while (i > 0) {
      const above = (i - 1) >> 1
      if (heap[above]!.at <= item.at) break
      heap[i] = heap[above]!
      i = above
    }
    heap[i] = item
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++
      if (heap[child]!.at >= last.at) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}

// New faces that wait until the refresher begins them. A catalog may bring tens of thousands at once, and this thread has other work.

import type { FetchedFace } from './followed-face.ts'

/** In milliseconds: how long beginning faces may hold the thread. */
const SLICE = 4

export class FreshFaces {
  readonly #all = new Map<string, FetchedFace>()
  readonly #begin: (key: string, face: FetchedFace) => void
  #next: NodeJS.Immediate | undefined

  constructor(begin: (key: string, face: FetchedFace) => void) {
    this.#begin = begin
  }

  clear(): void {
    this.#all.clear()
  }

  add(key: string, face: FetchedFace): void {
    this.#all.set(key, face)
  }

  /** Begins a face at once, because somebody asks about it. */
  beginNow(key: string): void {
    const face = this.#all.get(key)
    if (face === undefined) return
    this.#all.delete(key)
    this.#begin(key, face)
  }

  beginSome(): void {
    const until = performance.now() + SLICE
    for (const key of this.#all.keys()) {
      this.beginNow(key)
      if (performance.now() > until) break
    }
    this.stop()
    if (this.#all.size > 0) this.#next = setImmediate(() => this.beginSome())
  }

  stop(): void {
    clearImmediate(this.#next)
  }
}

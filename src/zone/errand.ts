// Work on a zone that another thread does meanwhile. Input and output lie in shared memory.

/** A port to another thread, which hands each order to Errand.go(). */
export interface Partner {
  postMessage(order: Order): void
}

export type Order = {
  readonly errand: string
  readonly data: unknown
  /** In shared memory: one word, 1 when it is done. */
  readonly done: Int32Array
}

/** In milliseconds. No errand takes so long: if one does, the other thread is gone, and this one does the work. */
const PATIENCE = 20_000

export class Errand<Data> {
  readonly name: string
  /** Does the work. Doing it again gives the same. */
  readonly run: (data: Data) => void

  constructor(name: string, run: (data: Data) => void) {
    this.name = name
    this.run = run
  }

  /** Begins the work, and gives a function that waits for its end. Without a partner it does all at once. */
  begin(data: Data, partner: Partner | undefined, patience = PATIENCE): () => void {
    if (partner === undefined) {
      this.run(data)
      return () => {}
    }
    const done = new Int32Array(new SharedArrayBuffer(4))
    partner.postMessage({ errand: this.name, data, done })
    return () => {
      if (Atomics.wait(done, 0, 0, patience) === 'timed-out') this.run(data)
    }
  }

  /** Does the work in the other thread, and wakes the one that waits. */
  go({ data, done }: Order): void {
    this.run(data as Data)
    Atomics.store(done, 0, 1)
    Atomics.notify(done, 0)
  }
}

// Lets one reload run at a time. Asked during one, it gives the next, which begins when this one has ended and so sees all that was written
// before; all who ask meanwhile share it.

export class ReloadQueue<T> {
  readonly #reload: () => Promise<T>
  #running: Promise<unknown> = Promise.resolve()
  #next: Promise<T> | undefined

  constructor(reload: () => Promise<T>) {
    this.#reload = reload
  }

  /** Resolves with the first reload that begins after this call. */
  ask(): Promise<T> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      return this.#reload()
    })
    const asked = this.#next
    this.#running = asked.catch(() => {})
    return asked
  }

  /** Runs another task while no reload runs. */
  alone<R>(task: () => R | Promise<R>): Promise<R> {
    const done = this.#running.then(task)
    this.#running = done.catch(() => {})
    return done
  }
}

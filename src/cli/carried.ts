// Carries values from one pass to the next; it forgets those that the next pass does not set again.

export class Carried<T> {
  #before = new Map<string, T>()
  #now = new Map<string, T>()

  begin(): void {
    this.#before = this.#now
    this.#now = new Map()
  }

  get(name: string): T | undefined {
    return this.#now.get(name) ?? this.#before.get(name)
  }

  /** Keeps the value for the next pass too. */
  set(name: string, value: T): void {
    this.#now.set(name, value)
  }
}

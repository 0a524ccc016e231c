// What one pass leaves to the next: what the next one does not ask for is forgotten.

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

  /** For the next pass too. */
  set(name: string, value: T): void {
    this.#now.set(name, value)
  }
}

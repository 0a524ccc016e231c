// What is wrong in a list file, as data: which octets of which file, and what to say. It tells so many of one kind, and counts the rest: a
// file of another format is wrong in each of its million lines.

import type { Said } from '../dns/said.ts'

/** The names under which findings about list files are known (check/rules). */
export type ListRule =
  | 'list-syntax'
  | 'list-special'
  | 'list-host-bits'
  | 'list-range-too-large'
  | 'list-text-long'
  | 'list-test-point'
  | 'list-everything'
  | 'list-limit'
  | 'list-expired'
  | 'list-empty'
  | 'list-twice'
  | 'list-swallowed'
  | 'list-idle'

export type Flaw = {
  readonly rule: ListRule
  readonly severity: 'error' | 'warning'
  readonly message: Said
  readonly fix: Said
  /** Index of the file. */
  readonly file: number
  readonly line: number
  /** Octets of the file's text that are marked. */
  readonly start: number
  readonly end: number
  /** It stands for so many more. */
  readonly others?: number
}

/** Of each rule. */
const MOST = 50

export class Flaws {
  readonly #told = new Map<ListRule, Flaw[]>()
  readonly #more = new Map<ListRule, number>()
  hasError = false

  add(flaw: Flaw): void {
    if (flaw.severity === 'error') this.hasError = true
    const told = this.#told.get(flaw.rule)
    if (told === undefined) this.#told.set(flaw.rule, [flaw])
    else if (told.length < MOST) told.push(flaw)
    else this.#more.set(flaw.rule, (this.#more.get(flaw.rule) ?? 0) + 1)
  }

  get all(): Flaw[] {
    return [...this.#told].flatMap(([rule, flaws]) => {
      const others = this.#more.get(rule)
      return others === undefined ? flaws : flaws.with(-1, { ...flaws.at(-1)!, others })
    })
  }
}

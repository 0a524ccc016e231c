// Collects flaws of list files as data: which octets of which file, and what to say. It lists so many of one rule and counts the rest: a
// file of another format has one in each of its million lines.

import type { Said } from '../dns/said.ts'

/** The rules about list files, by their names in check/rules. */
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
  /** The octets of the file's text to mark. */
  readonly start: number
  readonly end: number
  /** The flaw stands for so many more. */
  readonly others?: number
}

/** How many flaws of a rule we list. */
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

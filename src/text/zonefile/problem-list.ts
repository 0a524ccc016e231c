// The problems of one zone's text, in the order found, and never more than a person would read.

import type { Said } from '../../dns/said.ts'
import type { Problem, Severity } from '../findings/problem.ts'
import { bounded } from '../findings/wording.ts'
import { type Located, withWord } from './excerpt.ts'
import { say } from './says.ts'

/** A problem whose place is not yet known. */
export type Finding = {
  readonly rule: string
  readonly severity?: Severity
  readonly message: Said
  readonly fix?: Said | undefined
  readonly rfc?: string
  readonly edit?: { readonly text: string } | undefined
  readonly others?: number
  readonly sought?: string
}

export class ProblemList {
  readonly problems: Problem[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** Whether reading on is pointless. */
  get full(): boolean {
    return this.problems.length > this.#most
  }

  add(finding: Finding, located: Located): void {
    if (this.full) return
    if (this.problems.length === this.#most) finding = this.#tooMany()
    const { rule, severity = 'error', message, fix, rfc, edit, others, sought } = finding
    const repaired = edit && withWord(located, edit.text)
    this.problems.push({
      rule,
      severity,
      said: { message: bounded(message), ...(fix && { fix: bounded(fix) }) },
      ...(repaired !== undefined && { repaired }),
      rfc,
      ...located,
      ...(edit && { edit }),
      ...(others !== undefined && { others }),
      ...(sought !== undefined && { sought }),
    })
  }

  #tooMany(): Finding {
    return { rule: 'too-many-problems', message: say('too-many-problems', { most: this.#most }), others: 1 }
  }
}

// Keeps what checks between zones found, as long as those zones stay the same. After an edit of one face of many, only the checks with that
// face run again.

import type { Problem } from '../text/findings/problem.ts'
import type { JudgedZone } from './read-zone.ts'

type Read = JudgedZone | undefined

type Found = { readonly of: readonly Read[]; readonly problems: readonly Problem[] }

/** Belongs to one set of rules and views: for others make a new one. */
export class KnownChecks {
  readonly #found = new Map<string, Found>()

  /** Returns what `check` finds in these zones. `what`: names the check and its views. */
  of(what: string, reads: readonly Read[], check: () => readonly Problem[]): readonly Problem[] {
    const known = this.#found.get(what)
    if (known?.of.length === reads.length && known.of.every((read, i) => read === reads[i])) return known.problems
    const problems = check()
    this.#found.set(what, { of: reads, problems })
    return problems
  }
}

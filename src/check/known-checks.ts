// What was found between zones that are still the same: who edits one face of many has only that one looked at again, and what stands
// beside it.

import type { Problem } from '../text/findings/problem.ts'
import type { JudgedZone } from './read-zone.ts'

type Read = JudgedZone | undefined

type Found = { readonly of: readonly Read[]; readonly problems: readonly Problem[] }

/** For the same rules and views all along: whoever has others begins a new one. */
export class KnownChecks {
  readonly #found = new Map<string, Found>()

  /** What `check` finds of these zones. `what`: which check of which views that is. */
  of(what: string, reads: readonly Read[], check: () => readonly Problem[]): readonly Problem[] {
    const known = this.#found.get(what)
    if (known?.of.length === reads.length && known.of.every((read, i) => read === reads[i])) return known.problems
    const problems = check()
    this.#found.set(what, { of: reads, problems })
    return problems
  }
}

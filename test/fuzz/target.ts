// One thing to fuzz.

export class Outcomes {
  readonly counts: Record<string, number> = {}

  add(outcome: string): void {
    this.counts[outcome] = (this.counts[outcome] ?? 0) + 1
  }
}

export type Target = {
  /** Case `i` of a seed: what is wrong, or undefined. A throw is wrong too. */
  run(seed: number, i: number): string | undefined | Promise<string | undefined>
  /** What came of the cases so far, so that one can see that they get somewhere. */
  readonly outcomes: Outcomes
  /** What the case is made of, for the report. */
  describe(seed: number, i: number): string
}

// What came of one entry that somebody wanted on a list, for the query log: lists change too often for the audit trail.

export type EntryEvent = {
  /** The list, with its final dot. */
  readonly zone: string
  readonly entry: string
  readonly outcome: 'added' | 'extended' | 'refused'
  /** Who asked: a user or a token. */
  readonly by: string
  /** Whole seconds from then. */
  readonly left?: number | undefined
  /** Why it is refused, as a word. */
  readonly code?: string | undefined
}

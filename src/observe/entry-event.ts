// What became of a request to put one entry on a list, for the query log: lists change too often for the audit trail.

export type EntryEvent = {
  /** The list, with its final dot. */
  readonly zone: string
  readonly entry: string
  readonly outcome: 'added' | 'extended' | 'refused'
  /** The user or token that asked. */
  readonly by: string
  /** Whole seconds until the entry ends. */
  readonly left?: number | undefined
  /** The code of a refusal. */
  readonly code?: string | undefined
}

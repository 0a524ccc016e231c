// What became of one message that changes a zone (RFC 2136), for the log, metrics, the query log and the audit trail.

/** One message about one zone; it may concern several views if its key shows several. */
export type UpdateEvent = {
  /** Milliseconds of the wall clock. */
  readonly at: number
  /** Name of the key that signed it, without a final dot. */
  readonly key?: string | undefined
  readonly client: string
  readonly transport: 'udp' | 'tcp'
  /** Names of the views that it changed or would have changed. */
  readonly views: readonly string[]
  /** With its final dot. */
  readonly zone: string
  readonly outcome: UpdateOutcome
  readonly rcode: number
  /** The reason in English, for operators alone: the client gets only the rcode. */
  readonly why?: string | undefined
  /** Records added and removed, in all views together. */
  readonly records: number
}

/**
 * `changed`: committed; `unchanged`: all was so already, or RFC 2136 §3.4.2 has it ignored; `unmet`: a prerequisite does not hold;
 * `refused`: not permitted, or it would leave a zone with errors; `failed`: it could not be committed.
 */
const updateOutcomes = ['changed', 'unchanged', 'unmet', 'refused', 'failed'] as const
export type UpdateOutcome = (typeof updateOutcomes)[number]

export type UpdateSink = (event: UpdateEvent) => void

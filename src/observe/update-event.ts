// What came of one message that changes a zone (RFC 2136), for everybody who wants to know: log, metrics, query log, audit trail.

/** One message and one zone; in several views where its key is of several. */
export type UpdateEvent = {
  /** In milliseconds of the wall clock. */
  readonly at: number
  /** By which it was signed, without a final dot. */
  readonly key?: string | undefined
  readonly client: string
  readonly transport: 'udp' | 'tcp'
  /** By name: those that it changed, or that it would have. */
  readonly views: readonly string[]
  /** With its final dot. */
  readonly zone: string
  readonly outcome: UpdateOutcome
  readonly rcode: number
  /** In English, and for operators alone: the answer has the rcode, and no more. */
  readonly why?: string | undefined
  /** Added and taken away, in all views. */
  readonly records: number
}

/**
 * `changed`: committed; `unchanged`: all was so already, or is passed over in silence (RFC 2136 §3.4.2); `unmet`: a prerequisite;
 * `refused`: not permitted, or it would make a zone with errors; `failed`: it could not be committed.
 */
export const updateOutcomes = ['changed', 'unchanged', 'unmet', 'refused', 'failed'] as const
export type UpdateOutcome = (typeof updateOutcomes)[number]

export type UpdateSink = (event: UpdateEvent) => void

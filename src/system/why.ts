// The text of an error, for messages. Code may throw anything, not only errors.

export function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The text of a fault of ours, with its stack trace. */
export function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

// What a failure says of itself, for messages; whoever threw it may have thrown anything.

export function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Of a fault of ours: with where it was thrown. */
export function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

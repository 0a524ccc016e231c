// Why a request is not done, as a code for programs beside the sentence for people. The codes stay as they are: scripts and the
// status of HTTP depend on them.

export const errorCodes = {
  'unknown-verb': { status: 404, means: 'the server has no such verb' },
  'bad-request': { status: 400, means: 'Janus cannot read the request, or one of its fields' },
  'no-token': { status: 401, means: 'the header with the token is missing, or it has another token' },
  forbidden: { status: 403, means: 'this client may not ask for this' },
  'too-often': {
    status: 429,
    means: 'too many wrong tokens have come from this network; wait as long as Retry-After says',
  },
  moved: { status: 412, means: 'Janus serves something else by now than when the request was made' },
  busy: { status: 503, means: 'as many requests as may be are under way; ask again' },
  failed: { status: 500, means: 'a fault of ours' },
  'no-generation': { status: 400, means: 'there is no such generation to go back to' },
  'no-filter': { status: 400, means: 'the query log cannot filter by this' },
  'no-view': { status: 404, means: 'the address has no view that this client may see' },
  'no-entry': { status: 404, means: 'the list has no such entry, or it has ended' },
  'bad-entry': { status: 422, means: 'the list cannot take this entry, whenever it is asked to' },
  'bad-change': {
    status: 422,
    means: 'the zone cannot have the change: `detail` says which finding or record is the reason',
  },
  'several-faces': { status: 409, means: 'several views have the zone, and the request names none of them' },
  'list-full': { status: 507, means: 'the list has as many entries as it may have' },
  'not-kept': { status: 503, means: 'the disk does not take the change, and nothing has changed' },
  'no-zone': { status: 404, means: 'no zone that this client may see holds the name' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly means: string }>>

export type ErrorCode = keyof typeof errorCodes

/** What any verb may answer; its row names the others. */
export const commonErrors: readonly ErrorCode[] = [
  ...(['unknown-verb', 'bad-request', 'no-token', 'too-often'] as const),
  ...(['forbidden', 'moved', 'busy', 'failed'] as const),
]

/** A sentence for who asked. */
export class VerbError extends Error {
  override readonly name = 'VerbError'
  readonly code: ErrorCode
  /** Of the request, where one of its fields is the reason. */
  readonly field: string | undefined

  constructor(code: ErrorCode, message: string, field?: string) {
    super(message)
    this.code = code
    this.field = field
  }
}

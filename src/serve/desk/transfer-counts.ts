// What is counted of transfers that others ask for, and what is held ready for them.

/** Octets of whole zones that are kept as messages. A million records come to some 25 million. */
export const RENDERED_LIMIT = 64 << 20

export type TransferCounts = {
  open: number
  /** To the last octet. */
  done: number
  /** The client went away, or took nothing for too long; or a record fits into no message. */
  cut: number
  refused: number
  lastRefused: RefusedTransfer | undefined
}

/** `view`: none where the client gets none. `key`: none where it signs by none. */
export type RefusedTransfer = {
  readonly client: string
  readonly view: string
  readonly zone: string
  readonly key: string
}

export function noTransfers(): TransferCounts {
  return { open: 0, done: 0, cut: 0, refused: 0, lastRefused: undefined }
}

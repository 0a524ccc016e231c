// What is counted of transfers that others ask for, and of primaries that say that a zone has changed; and what is held ready.

/** Octets of whole zones that are kept as messages. A million records come to some 25 million. */
export const RENDERED_LIMIT = 64 << 20

export type TransferCounts = {
  open: number
  /** Transfers that the client took to the last message. */
  done: number
  /** The client went away, or took nothing for too long; or a record fits into no message. */
  cut: number
  refused: number
  lastRefused: RefusedTransfer | undefined
  /** NOTIFY for zones that come from primaries. */
  readonly notifies: { taken: number; refused: number; lastRefused: RefusedNotify | undefined }
}

/** `view`: "none" where the client gets no view. `key`: "none" where it does not sign. */
export type RefusedTransfer = {
  readonly client: string
  readonly view: string
  readonly zone: string
  readonly key: string
}

/** `key`: "none" where the client does not sign. `expected`: the keys and addresses by which the NOTIFY would have counted. */
export type RefusedNotify = {
  readonly client: string
  readonly zone: string
  readonly key: string
  readonly expected: string
}

export function noTransfers(): TransferCounts {
  const notifies = { taken: 0, refused: 0, lastRefused: undefined }
  return { open: 0, done: 0, cut: 0, refused: 0, lastRefused: undefined, notifies }
}

// What goes over the control socket: one JSON line to the server, one JSON line back, and the connection ends.

export type ControlRequest = {
  readonly verb: string
  readonly options: Readonly<Record<string, unknown>>
  /** Absolute path of the configuration that is meant; whoever has no idea leaves it out. */
  readonly config?: string
  /** Nothing is to be done where the server has another one. */
  readonly only?: boolean
}

/**
 * `config` is the server's own. `error` is a sentence: the verb is unknown, or its options make no sense. `other`: the server
 * has another configuration than was meant, and nothing was done.
 */
export type ControlResponse = { readonly config?: string } & (
  | { readonly result: unknown }
  | { readonly error: string }
  | { readonly other: true }
)

/** A request is short. In octets. */
export const MAX_REQUEST = 65_536

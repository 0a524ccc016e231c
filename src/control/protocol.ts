// What goes over the control socket: one JSON line to the server, one JSON line back, and the connection ends.

export type ControlRequest = { readonly verb: string; readonly options: Readonly<Record<string, unknown>> }

/** `error` is a sentence: the verb is unknown, or its options make no sense. */
export type ControlResponse = { readonly result: unknown } | { readonly error: string }

/** A request is short. In octets. */
export const MAX_REQUEST = 65_536

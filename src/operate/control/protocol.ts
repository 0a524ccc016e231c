// The protocol of the control socket: one JSON line to the server, one JSON line back, and the connection ends. A client that takes
// a stream gets many results as several lines, as fast as it reads:
//
//   {"verb":"zones","options":{},"stream":true}\n
//                                  {"version":…,"config":…,"revision":…,"stream":true}\n
//                                  {"items":[…]}\n                    as often as it takes
//                                  {"end":true}\n                     or {"error":…,"code":…}; without it something is missing
//
// New versions add fields and never change one: an older server passes over a field that it does not know, and so does an older command.

import * as v from 'valibot'

export const controlRequest = v.looseObject({
  verb: v.string(),
  options: v.optional(v.unknown(), {}),
  /** Absolute path of the configuration that is meant; a client that does not know it leaves it out. */
  config: v.optional(v.string()),
  /** Do nothing if the server has another configuration. */
  only: v.optional(v.boolean(), false),
  /** The client takes many results as a stream. */
  stream: v.optional(v.boolean(), false),
  /** The revision from which the request was made: do nothing if another one is served by now. */
  revision: v.optional(v.string()),
})

export type ControlRequest = v.InferInput<typeof controlRequest>

/** `error`: a sentence, with a code that stays the same in every version, and the field that is the reason. */
const failure = {
  error: v.string(),
  code: v.optional(v.string()),
  field: v.optional(v.string()),
}

/**
 * `config` is the server's own. A server that does not say its version is older than those that do. `other`: the server has
 * another configuration than was meant, and nothing was done. `next`: what a request names as "after" to go on.
 */
export const controlResponse = v.looseObject({
  version: v.optional(v.string()),
  config: v.optional(v.string()),
  revision: v.optional(v.string()),
  result: v.optional(v.unknown()),
  next: v.optional(v.string()),
  stream: v.optional(v.boolean(), false),
  other: v.optional(v.boolean(), false),
  ...v.partial(v.object(failure)).entries,
})

export type ControlResponse = v.InferInput<typeof controlResponse>

/** The lines after a response that begins a stream. */
export const streamLine = v.union([
  v.object({ items: v.array(v.unknown()) }),
  v.object({ end: v.literal(true), next: v.optional(v.string()) }),
  v.object(failure),
])

export type StreamLine = v.InferInput<typeof streamLine>

/** Octets of a request. */
export const MAX_REQUEST = 65_536

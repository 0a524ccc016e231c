// The most that one zone's text may ask for. The text may be a stranger's.

import { MAX_BYTES } from './source.ts'

export type Limits = {
  /** Octets of the main file and of all that it includes, each counted as often as it is read. */
  readonly bytes: number
  /** Problems that we report; reading stops after them. */
  readonly problems: number
  /** Files open within one another, the main file included. */
  readonly depth: number
  /** Files included in all. */
  readonly includes: number
  /** Records of one $GENERATE: a /16 of addresses. */
  readonly generate: number
  /** Records of all $GENERATE together. */
  readonly generated: number
  /** Octets made of shorter text: what $GENERATE writes, and files included again. */
  readonly made: number
}

export const defaultLimits: Limits = {
  bytes: MAX_BYTES,
  problems: 1000,
  depth: 16,
  includes: 4096,
  generate: 65_536,
  generated: 1_048_576,
  made: 2 ** 27,
}

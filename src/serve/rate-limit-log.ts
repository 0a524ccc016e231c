// Tells the log, now and then, that limits hold answers back: from which client last, in which view, and how many since.

import type { Logger } from 'pino'
import { formatPrefix } from '../views/prefix.ts'
import { RateWord } from './policy/rate-limit.ts'

export class RateLimitLog {
  readonly #log: Logger
  #dropped = 0
  #slipped = 0
  #passed = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** Call it every few seconds; it logs one line where there is something new. `viewNames`: by number of the view. */
  report(table: SharedArrayBuffer, viewNames: readonly string[]): void {
    const words = new Int32Array(table)
    const [dropped, slipped, passed] = [RateWord.dropped, RateWord.slipped, RateWord.passed].map(
      (at) => words[at]! >>> 0,
    )
    const since = {
      dropped: (dropped! - this.#dropped) >>> 0,
      truncated: (slipped! - this.#slipped) >>> 0,
      logOnly: (passed! - this.#passed) >>> 0,
    }
    this.#dropped = dropped!
    this.#slipped = slipped!
    this.#passed = passed!
    if (since.dropped + since.truncated + since.logOnly === 0) return
    const view = viewNames[words[RateWord.view]! - 1] ?? 'none'
    this.#log.warn({ view, client: clientOf(words), ...since }, 'answers are held back by rate limits')
  }
}

/** The prefix that was limited last. Its length is not kept: the zeros at its end tell enough. */
function clientOf(words: Int32Array): string {
  const family = words[RateWord.family] === 4 ? 4 : 6
  const octets = new Uint8Array(family === 4 ? 4 : 16)
  for (let i = 0; i < octets.length; i++) octets[i] = words[RateWord.prefix + (i >> 2)]! >>> (24 - (i & 3) * 8)
  return formatPrefix({ family, octets, bits: octets.length * 8 })
}

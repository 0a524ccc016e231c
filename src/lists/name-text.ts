// Reads names of list files: relative to the list, in any case; extra dots do not count. It is reused from line to line.

import { MAX_LABEL, MAX_NAME } from '../dns/name.ts'
import { isBlank } from './entry-value.ts'
import { labelsOf } from './specials.ts'

const DOT = 0x2e
const BACKSLASH = 0x5c
const ASTERISK = 0x2a

export class NameText {
  /** Labels without the root label, in lower case. */
  readonly labels = new Uint8Array(MAX_NAME + 1)
  length = 0
  /** Where reading ended. */
  at = 0
  /** Whether the line is about the name itself, and whether it is about all names below. */
  own = false
  below = false

  /** Reads `x`, `*.x` for all below x, or `.x` for both. False where it is no name. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    let p = from
    this.own = true
    this.below = false
    if (bytes[p] === DOT) {
      this.below = true
      p++
    } else if (bytes[p] === ASTERISK && bytes[p + 1] === DOT) {
      this.below = true
      this.own = false
      p += 2
    }
    let stop = p
    while (stop < end && !isBlank(bytes[stop]!)) stop++
    this.at = stop
    return this.#labels(bytes, p, stop) && this.length > 0 && !this.#hasAsterisk()
  }

  /** Whether a label is an asterisk: in the list as a zone the name would be a wildcard. */
  #hasAsterisk(): boolean {
    const { labels } = this
    for (let at = 0; at < this.length; at += labels[at]! + 1)
      if (labels[at] === 1 && labels[at + 1] === ASTERISK) return true
    return false
  }

  #labels(bytes: Uint8Array, from: number, end: number): boolean {
    const { labels } = this
    let label = 0
    let top = 1
    for (let p = from; p < end; p++) {
      const octet = bytes[p]!
      if (octet === BACKSLASH) return this.#slowly(bytes, from, end)
      if (octet === DOT) {
        if (top === label + 1) continue
        labels[label] = top - label - 1
        label = top++
      } else {
        if (top >= MAX_NAME || top - label > MAX_LABEL) return false
        labels[top++] = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet
      }
    }
    labels[label] = top - label - 1
    this.length = top === label + 1 ? label : top
    return true
  }

  #slowly(bytes: Uint8Array, from: number, end: number): boolean {
    const read = labelsOf(bytes.subarray(from, end))
    if (read === undefined) return false
    this.labels.set(read)
    this.length = read.length
    return true
  }
}

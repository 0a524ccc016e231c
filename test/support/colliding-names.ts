// Labels that all have one hash, as somebody makes them who knows the constants of dns/suffixes.ts: from any state of the hash
// there are two different words that lead to one other, and a row of n such choices makes 2^n labels.

import { hashLabel } from '../../src/dns/suffixes.ts'

const WORD = 5
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const FACTOR = 0x01000193

/** 2^`choices` labels of `choices` × 5 octets, at most 12 choices, that have one hash below a name of hash `parent`. */
export function collidingLabels(choices: number, parent: number): string[] {
  let labels = ['']
  let state = step(parent, choices * WORD)
  for (let choice = 0; choice < choices; choice++) {
    const [one, other, next] = twoWords(state)
    labels = labels.flatMap((label) => [label + one, label + other])
    state = next
  }
  return labels
}

/** The hash of a label below `parent`, to look at. */
export function hashOf(parent: number, label: string): number {
  return hashLabel(parent, Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'), 0)
}

function twoWords(from: number): [string, string, number] {
  const seen = new Map<number, string>()
  // Words that differ little never meet: taken by leaps, a large prime apart.
  for (let number = 0; ; number = (number + 15_485_863) % LETTERS.length ** WORD) {
    let word = ''
    let state = from
    for (let k = 0, rest = number; k < WORD; k++, rest = Math.floor(rest / LETTERS.length)) {
      const letter = LETTERS[rest % LETTERS.length]!
      word += letter
      state = step(state, letter.charCodeAt(0))
    }
    const other = seen.get(state)
    if (other !== undefined) return [other, word, state]
    seen.set(state, word)
  }
}

function step(state: number, octet: number): number {
  return Math.imul(state ^ octet, FACTOR)
}

// The names just before and just after a name in canonical order (RFC 4034 §6.1), for denials that are made on request (RFC 4470 §3,
// RFC 4471 §3): no name of the zone lies between a name and such a neighbour.
//
//   before("c.example") = b\255…\255.example      c.example and all below it      pastSubtree("c.example") = c\000.example
//   after("c.example")  = \000.c.example          the very next name that there can be

import { fold, MAX_LABEL, MAX_NAME } from '../dns/name.ts'
import { lowerName } from './signed-data.ts'

const HIGHEST = 255

/** The very next possible name in the zone with this apex; after the last one the apex. All names here are in lower case. */
export function after(name: Uint8Array, apex: Uint8Array): Uint8Array {
  const lower = lowerName(name)
  if (lower.length + 2 > MAX_NAME) return pastSubtree(lower, apex)
  const next = new Uint8Array(lower.length + 2)
  next[0] = 1
  next.set(lower, 2)
  return next
}

/** The first name of the zone that is neither this one nor below it. */
export function pastSubtree(name: Uint8Array, apex: Uint8Array): Uint8Array {
  for (let lower = lowerName(name); lower.length > apex.length; lower = lower.subarray(lower[0]! + 1)) {
    const rest = lower.subarray(lower[0]! + 1)
    const label = nextLabel(lower)
    if (label !== undefined) return named(label, rest)
  }
  return lowerName(apex)
}

/** The next possible first label below the same name; undefined where there is none. */
function nextLabel(name: Uint8Array): number[] | undefined {
  const length = name[0]!
  const label = [...name.subarray(1, length + 1)]
  if (length < MAX_LABEL && name.length < MAX_NAME) return [...label, 0]
  while (label.at(-1) === HIGHEST) label.pop()
  const last = label.pop()
  return last === undefined ? undefined : [...label, raised(last)]
}

/** The last possible sibling before this name; undefined where only the name above comes before it. */
export function before(name: Uint8Array): Uint8Array | undefined {
  const lower = lowerName(name)
  const length = lower[0]!
  const rest = lower.subarray(length + 1)
  const label = [...lower.subarray(1, length + 1)]
  const last = label.pop()
  if (last === undefined) return undefined
  if (last === 0) return label.length === 0 ? undefined : named(label, rest)
  label.push(lowered(last))
  // As long as a label and a name may be: no name fits in between.
  const most = Math.min(MAX_LABEL, MAX_NAME - 1 - rest.length)
  while (label.length < most) label.push(HIGHEST)
  return named(label, rest)
}

/** The last possible name below this one, or this one where there is no room (RFC 4471 §3.1.1). */
export function lastBelow(name: Uint8Array): Uint8Array {
  let last = lowerName(name)
  while (last.length + 2 <= MAX_NAME) {
    const length = Math.min(MAX_LABEL, MAX_NAME - 1 - last.length)
    last = named(Array<number>(length).fill(HIGHEST), last)
  }
  return last
}

/** The next octet; RFC 4471 §3.1.2: it skips capital letters, which canonical names do not have. */
function raised(octet: number): number {
  return octet + 1 === CAPITAL_A ? CAPITAL_Z + 1 : octet + 1
}

function lowered(octet: number): number {
  return fold[octet - 1] === octet - 1 ? octet - 1 : CAPITAL_A - 1
}

const CAPITAL_A = 0x41
const CAPITAL_Z = 0x5a

function named(label: readonly number[], rest: Uint8Array): Uint8Array {
  return Uint8Array.of(label.length, ...label, ...rest)
}

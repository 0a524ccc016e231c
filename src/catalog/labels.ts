// The labels that stand for zones in our catalogs (RFC 9432 §4.1). A zone keeps its label until it leaves the catalog or begins anew: with
// another label, even a consumer that missed that moment forgets what it knew of the zone (§5.4).

import { hash } from 'node:crypto'
import type { Label } from './book.ts'

/** Hexadecimal digits: two zones share a label once in 2^40 zones. */
const DIGITS = 20

/** `zone`: the zone's key. */
export function labelOf(zone: string, { times }: Label): string {
  return hash('sha256', Buffer.from(`${times} ${zone}`, 'latin1'), 'hex').slice(0, DIGITS)
}

const FIRST: Label = { times: 0, isListed: true }

/** The labels once exactly these zones are listed; `before` itself if nothing has changed. */
export function nextLabels(
  before: ReadonlyMap<string, Label>,
  zones: ReadonlySet<string>,
  begun: ReadonlySet<string> = NONE,
): ReadonlyMap<string, Label> {
  const after = new Map(before)
  for (const [zone, { times, isListed }] of before)
    if (isListed && !zones.has(zone)) after.set(zone, { times, isListed: false })
  for (const zone of zones) {
    const known = before.get(zone)
    if (known === undefined) after.set(zone, FIRST)
    else if (!known.isListed || begun.has(zone)) after.set(zone, { times: known.times + 1, isListed: true })
  }
  const isSame = after.size === before.size && [...after].every(([zone, label]) => before.get(zone) === label)
  return isSame ? before : after
}

const NONE: ReadonlySet<string> = new Set()

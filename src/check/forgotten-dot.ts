// Looks at a name as the file has it, and whether it lacks its final dot (RFC 1035 §5.1). The completed name shows only that somebody
// forgot something. The word shows where: the word may be right, and an $ORIGIN above it wrong.

import { labelText } from '../dns/labels.ts'
import { isWithin, labelCount, nameLength } from '../dns/name.ts'
import { nameText, readName } from '../dns/name-text.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { isTopLevel } from '../dns/top-level.ts'
import { Type } from '../dns/types.ts'
import { markedText } from '../text/zonefile/excerpt.ts'
import type { Part, ZoneText } from '../text/zonefile/zone-text.ts'
import { perZone } from '../zone/per-zone.ts'
import { eachRecord } from '../zone/records.ts'
import { NONE, type RRset, type Zone } from '../zone/zone.ts'

/** The word, if readers complete it with an origin: not `@`, nor a word that has its dot or is escaped. */
export function relativeWord(text: ZoneText, line: number, part: Part): string | undefined {
  const word = markedText(text.place(line, part))
  return word === '' || word === '@' || word.endsWith('.') || /["\\\s]/.test(word) ? undefined : word
}

/**
 * Whether the word lacks only its dot to be the name that its author meant. A word with # in front is hardly meant as a name.
 */
export function lacksDot(word: string | undefined, meant: string): boolean {
  return word !== undefined && !word.startsWith('#') && `${word}.`.toLowerCase() === meant.toLowerCase()
}

export type Foreign = {
  readonly meant: string
  /** Whether the word can hardly be anything else. */
  readonly sure: boolean
}

/**
 * The name of somebody else that the word was probably meant to be: it has several labels, the last a top-level domain, and the
 * zone has nothing at the last two. `at`: what it was completed to, in the zone's heap.
 */
export function foreignName(zone: Zone, at: number, word: string | undefined): Foreign | undefined {
  const written = word === undefined || !word.includes('.') ? undefined : readName(`${word}.`)
  if (written === undefined || typeof written === 'string' || isWithin(written, 0, zone.apex, 0)) return undefined
  const labels = labelCount(written)
  const last = lastLabels(written, 1)
  const own = lastLabels(zone.apex, 1)
  if (!isTopLevel(last) && last !== own) return undefined
  const completed = nameOf(zone.heap, at)
  if (completed.count < labels || zone.find(completed, labels - 2) !== NONE) return undefined
  const plain = last === 'com' || (plainTopLevels.has(last) && labels > 2)
  const known = plain || foreignDomains(zone).has(lastLabels(written, 2))
  return { meant: nameText(written), sure: known && zone.find(completed, labels - 1) === NONE }
}

/** Nobody gives a part of a campus one of these names, but perhaps `net` or `org`, and then the zone would have names below it. */
const plainTopLevels = new Set(['com', 'net', 'org', 'edu', 'gov'])

/** The domains of others that the zone's records name with their dots: the last two labels of each name. */
const foreignDomains = perZone((zone): ReadonlySet<string> => {
  const found = new Set<string>()
  for (let set: RRset = 0; set < zone.sets; set++) {
    const type = zone.type(set)
    if (!naming.has(type)) continue
    eachRecord(zone, set, (data) => {
      const at = type === Type.CNAME ? data : targetOf(type, zone.heap, data)
      if (labelCount(zone.heap, at) > 1 && !isWithin(zone.heap, at, zone.apex, 0))
        found.add(lastLabels(zone.heap.subarray(at, at + nameLength(zone.heap, at)), 2))
    })
  }
  return found
})

const naming = new Set<number>([Type.NS, Type.MX, Type.CNAME, Type.SRV])

const completedName = new Suffixes()

function nameOf(bytes: Uint8Array, at: number): Suffixes {
  return completedName.set(bytes, at)
}

/** The last `count` labels of a name in wire form, as text in lower case. */
function lastLabels(name: Uint8Array, count: number): string {
  const labels: string[] = []
  for (let p = 0; name[p] !== 0; p += name[p]! + 1) labels.push(labelText(name, p).toLowerCase())
  return labels.slice(-count).join('.')
}

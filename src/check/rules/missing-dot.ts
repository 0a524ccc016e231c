// RFC 1035 §5.1: a name without a final dot is completed with the origin.

import { nameLength } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { undoubled } from '../labels.ts'
import { eachRecord, eachSet } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

/** The word of the first name, the octets before it, and how many names stand there one behind the other. */
type NameWords = { readonly word: number; readonly skip: number; readonly names: number }

const alone: NameWords = { word: 0, skip: 0, names: 1 }
const two: NameWords = { word: 0, skip: 0, names: 2 }
const behindNumber: NameWords = { word: 1, skip: 2, names: 1 }

const nameWords: ReadonlyMap<number, NameWords> = new Map([
  [Type.CNAME, alone],
  [Type.DNAME, alone],
  [Type.PTR, alone],
  [Type.RP, two],
  [Type.SOA, two],
  [Type.AFSDB, behindNumber],
  [Type.KX, behindNumber],
  [Type.SVCB, behindNumber],
  [Type.HTTPS, behindNumber],
  [Type.SRV, { word: 3, skip: 6, names: 1 }],
])

export const missingDot: Rule = {
  name: 'missing-dot',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.9',
  why: 'A name without a dot at its end is completed with the name of the zone: here the zone stands in it twice.',
  bad: ['www.example.com  A      192.0.2.10', 'mail             CNAME  ns.example.com'],
  good: ['www.example.com.  A      192.0.2.10', 'mail              CNAME  ns.example.com.'],
  says: {
    found: {
      message: '"{name}" has the name of the zone in it twice: its final dot was probably forgotten',
      fix: 'write {meant}',
    },
  },
  check: { over: 'sets', types: [...nameWords.keys()], first: reportFirst, run: reportTargets },
}

/** Targets that lead nowhere are errors of rules of their own; these are not asked of a file with lines that could not be read. */
const otherwiseErrors: ReadonlyMap<number, NameWords> = new Map([
  [Type.NS, alone],
  [Type.MX, behindNumber],
])

function reportFirst(reporter: Reporter): void {
  const { zone } = reporter
  const doubled = doubledApex(zone)
  if (doubled !== NONE) {
    const repeats = Map.groupBy(reporter.notes.duplicates, ({ first }) => first)
    for (let node = 1; node < zone.nodes; node++)
      if (isWithinNode(zone, node, doubled)) reportOwner(reporter, node, repeats)
  }
  if (reporter.subject.complete) return
  for (let set = 0; set < zone.sets; set++) {
    const words = otherwiseErrors.get(zone.type(set))
    if (words !== undefined) reportNames(reporter, set, words)
  }
}

/**
 * Where the name of the zone stands twice, or NONE. All of it: other names in front of it are there on purpose, as in lists of
 * domains, zones for ACME challenges and response policies, and with a dot would lie outside of the zone.
 */
function doubledApex(zone: Zone): Node {
  const { apex } = zone
  const doubled = new Uint8Array(apex.length - 1 + apex.length)
  doubled.set(apex)
  doubled.set(apex, apex.length - 1)
  const node = doubled.length <= 255 ? zone.find(new Suffixes().set(doubled, 0), 0) : NONE
  return node === APEX ? NONE : node
}

function isWithinNode(zone: Zone, node: Node, top: Node): boolean {
  for (let n = node; n !== APEX; n = zone.parent(n)) if (n === top) return true
  return false
}

/** Wherever the name is written: with a dot in one line only, its records would be those of two names. */
function reportOwner(reporter: Reporter, node: Node, repeats: Map<number, readonly { readonly line: number }[]>): void {
  const { zone, subject } = reporter
  if (!zone.hasSets(node)) return
  const name = zone.name(node)
  const meant = undoubled(name, 0, zone.apex)
  if (meant === undefined) return
  const reportLine = (line: number) => {
    if (!reporter.isFirst(line, 'owner') || !subject.text.hasOwner(line)) return
    reporter.report(line, 'owner', () => ({ params: { name: nameText(name), meant }, instead: meant, safe: true }))
  }
  eachSet(zone, node, (set) =>
    eachRecord(zone, set, (_data, _length, first) => {
      reportLine(first)
      for (const { line } of repeats.get(first) ?? []) reportLine(line)
      // All that $GENERATE makes has one line: what repeats it is looked at once.
      repeats.delete(first)
    }),
  )
}

function reportTargets(reporter: Reporter, _node: Node, set: RRset): void {
  reportNames(reporter, set, nameWords.get(reporter.zone.type(set))!)
}

function reportNames(reporter: Reporter, set: RRset, { word, skip, names }: NameWords): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, _length, line) => {
    let at = data + skip
    for (let i = 0; i < names; i++, at += nameLength(zone.heap, at)) reportName(reporter, at, line, word + i)
  })
}

function reportName(reporter: Reporter, at: number, line: number, word: number): void {
  const { zone } = reporter
  const meant = undoubled(zone.heap, at, zone.apex)
  if (meant === undefined || !reporter.isFirst(line, word)) return
  reporter.report(line, word, () => ({
    params: { name: nameText(zone.heap, at), meant },
    instead: meant,
    safe: true,
  }))
}

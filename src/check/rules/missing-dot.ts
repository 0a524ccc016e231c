// RFC 1035 §5.1: readers complete a name without a final dot with the origin.

import { undoubled } from '../../dns/labels.ts'
import { isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { tellingTypes, tellsNames } from '../../dns/rdata/told.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import type { Part, ZoneText } from '../../text/zonefile/zone-text.ts'
import { eachRecord, eachSet } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { foreignName, lacksDot, relativeWord } from '../forgotten-dot.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { tellFields } from '../told.ts'

/** Types whose own rules report a target that leads nowhere as an error, but pass over names that an unread line may be about. */
const otherwiseErrors: ReadonlySet<number> = new Set([Type.NS, Type.MX])

export const missingDot: Rule = {
  name: 'missing-dot',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-dot',
  rfc: 'RFC 1035 §5.1',
  why: 'Readers complete a name without a dot at its end with the name of the zone: here the zone stands in it twice, or behind the name of another one.',
  bad: [
    'www.example.com  A      192.0.2.10',
    'mail             CNAME  ns.example.com',
    'files            AFSDB  1 db.example.net',
  ],
  good: [
    'www.example.com.  A      192.0.2.10',
    'mail              CNAME  ns.example.com.',
    'files             AFSDB  1 db.example.net.',
  ],
  says: {
    found: {
      message: '"{name}" has the name of the zone in it twice: its final dot was probably forgotten',
      fix: 'write {meant}',
    },
    absolute: {
      message: '"{name}" has the name of the zone in it twice',
      fix: 'if {meant} is meant, write that',
    },
    foreign: {
      message: '"{name}" is "{written}" with the name of the zone behind it: its final dot was probably forgotten',
      fix: 'if {meant} is meant, write that',
    },
  },
  check: {
    over: 'sets',
    types: tellingTypes.filter((type) => tellsNames(type) && !otherwiseErrors.has(type)),
    first: reportFirst,
    run: reportTargets,
  },
}

function reportFirst(reporter: Reporter): void {
  const { zone } = reporter
  const doubled = doubledApex(zone)
  if (doubled !== NONE) {
    const repeats = Map.groupBy(reporter.notes.duplicates, ({ first }) => first)
    for (let node = 1; node < zone.nodes; node++)
      if (isWithinNode(zone, node, doubled)) reportOwner(reporter, node, repeats)
  }
  const { complete, unread } = reporter.subject
  if (complete) return
  const isAsked = (at: number) => unread === undefined || reporter.mayBeUnread(zone.heap, at)
  for (let set = 0; set < zone.sets; set++) if (otherwiseErrors.has(zone.type(set))) reportNames(reporter, set, isAsked)
}

/**
 * The node that has the whole name of the zone twice, or NONE. Other names in front of the zone's are there on purpose, as in lists of
 * names, zones for ACME challenges and response policies; with a dot they would lie outside of the zone.
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

/** Reports every line that has the owner: with a dot in one line only, the records would belong to two names. */
function reportOwner(reporter: Reporter, node: Node, repeats: Map<number, readonly { readonly line: number }[]>): void {
  const { zone, subject } = reporter
  if (!zone.hasSets(node)) return
  const name = zone.name(node)
  const meant = undoubled(name, 0, zone.apex)
  if (meant === undefined) return
  const reportLine = (line: number) => {
    if (!reporter.isFirst(line, 'owner') || !subject.text.hasOwner(line)) return
    reportDoubled(reporter, line, 'owner', nameText(name), meant)
  }
  eachSet(zone, node, (set) =>
    eachRecord(zone, set, (_data, _length, first) => {
      reportLine(first)
      for (const { line } of repeats.get(first) ?? []) reportLine(line)
      // All records of a $GENERATE have one line: we look at its repeats once.
      repeats.delete(first)
    }),
  )
}

/** Reports the word if it lacks its dot. Another relative word is right, and the $ORIGIN above it wrong: origin-dot reports that. */
function reportDoubled(reporter: Reporter, line: number, part: Part, name: string, meant: string): void {
  const { text } = reporter.subject
  // Findings that we only count need no line.
  const word = reporter.isFull ? undefined : relativeWord(text, line, part)
  const lacking = lacksDot(word, meant)
  if (word !== undefined && !lacking && !isGenerated(text, line)) return
  reporter.report(line, part, () => ({
    says: word === undefined ? 'absolute' : 'found',
    params: { name, meant },
    instead: meant,
    safe: lacking,
  }))
}

/** Whether the line is a $GENERATE: it makes many records, and has the name of none in full. */
function isGenerated(text: ZoneText, line: number): boolean {
  return text.place(line, 'entry').source.startsWith('$')
}

function reportTargets(reporter: Reporter, _node: Node, set: RRset): void {
  reportNames(reporter, set)
}

function reportNames(reporter: Reporter, set: RRset, isAsked: (at: number) => boolean = () => true): void {
  const { zone } = reporter
  const type = zone.type(set)
  eachRecord(zone, set, (data, length, line) =>
    tellFields(type, zone.heap, data, data + length, {
      name: (_bytes, at, word) => {
        if (isAsked(at)) reportName(reporter, type, at, line, word)
      },
    }),
  )
}

function reportName(reporter: Reporter, type: number, at: number, line: number, word: number): void {
  const { zone } = reporter
  const meant = undoubled(zone.heap, at, zone.apex)
  if (meant !== undefined) {
    if (reporter.isFirst(line, word)) reportDoubled(reporter, line, word, nameText(zone.heap, at), meant)
  } else if (!askedElsewhere.has(type)) reportForeign(reporter, at, line, word)
}

/** Types whose targets other rules look for. */
const askedElsewhere = new Set<number>([Type.NS, Type.MX, Type.CNAME, Type.PTR, Type.SRV, Type.SVCB, Type.HTTPS])

function reportForeign(reporter: Reporter, at: number, line: number, word: number): void {
  const { zone, subject } = reporter
  if (!isWithin(zone.heap, at, zone.apex, 0) || zone.find(looked.set(zone.heap, at), 0) !== NONE) return
  if (!reporter.isFirst(line, word)) return
  const written = relativeWord(subject.text, line, word)
  const foreign = foreignName(zone, at, written)
  // Two labels may be a host in a part of the zone that has the name of a country.
  if (foreign === undefined || (!foreign.sure && written!.split('.').length < 3)) return
  const { meant, sure } = foreign
  reporter.report(line, word, () => ({
    says: 'foreign',
    params: { name: nameText(zone.heap, at), written: written!, meant },
    instead: meant,
    safe: sure,
  }))
}

const looked = new Suffixes()

// RFC 1035 §5.1: a name without a final dot is completed with the origin.

import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { undoubled } from '../labels.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

type NameWord = { readonly word: number; readonly skip: number }

/** By type: which word is a name, and how many octets stand before it. */
const nameWords: ReadonlyMap<number, NameWord> = new Map([
  [Type.CNAME, { word: 0, skip: 0 }],
  [Type.DNAME, { word: 0, skip: 0 }],
  [Type.PTR, { word: 0, skip: 0 }],
  [Type.RP, { word: 0, skip: 0 }],
  [Type.SOA, { word: 0, skip: 0 }],
  [Type.AFSDB, { word: 1, skip: 2 }],
  [Type.KX, { word: 1, skip: 2 }],
  [Type.SVCB, { word: 1, skip: 2 }],
  [Type.HTTPS, { word: 1, skip: 2 }],
  [Type.SRV, { word: 3, skip: 6 }],
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
const otherwiseErrors: ReadonlyMap<number, NameWord> = new Map([
  [Type.NS, { word: 0, skip: 0 }],
  [Type.MX, { word: 1, skip: 2 }],
])

function reportFirst(reporter: Reporter): void {
  const { zone } = reporter
  const tops = doubledTops(zone)
  if (tops.length > 0)
    for (let node = 1; node < zone.nodes; node++) if (isBelow(zone, node, tops)) reportOwner(reporter, node)
  if (reporter.subject.complete) return
  for (let set = 0; set < zone.sets; set++) {
    const word = otherwiseErrors.get(zone.type(set))
    if (word !== undefined) reportNames(reporter, set, word)
  }
}

/** Where the name of the zone, or the end of it, stands once more: at most a handful of nodes. */
function doubledTops(zone: Zone): Node[] {
  const { apex } = zone
  const tops: Node[] = []
  const labels = zone.apexLabels
  let suffix = 0
  for (let left = labels; left >= Math.min(2, labels) && left > 0; left--) {
    const doubled = new Uint8Array(apex.length - suffix - 1 + apex.length)
    doubled.set(apex.subarray(suffix, apex.length - 1))
    doubled.set(apex, apex.length - suffix - 1)
    if (doubled.length <= 255) tops.push(zone.find(new Suffixes().set(doubled, 0), 0))
    suffix += apex[suffix]! + 1
  }
  return tops.filter((node) => node !== NONE && node !== APEX)
}

function isBelow(zone: Zone, node: Node, tops: readonly Node[]): boolean {
  for (let n = node; n !== APEX; n = zone.parent(n)) if (tops.includes(n)) return true
  return false
}

function reportOwner(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  if (!zone.hasSets(node)) return
  const name = zone.name(node)
  const meant = undoubled(name, 0, zone.apex)
  if (meant === undefined) return
  reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
    params: { name: nameText(name), meant },
    instead: meant,
    safe: true,
  }))
}

function reportTargets(reporter: Reporter, _node: Node, set: RRset): void {
  reportNames(reporter, set, nameWords.get(reporter.zone.type(set))!)
}

function reportNames(reporter: Reporter, set: RRset, word: NameWord): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, _length, line) => {
    const at = data + word.skip
    const meant = undoubled(zone.heap, at, zone.apex)
    if (meant === undefined) return
    reporter.report(line, word.word, () => ({
      params: { name: nameText(zone.heap, at), meant },
      instead: meant,
      safe: true,
    }))
  })
}

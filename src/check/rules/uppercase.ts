// RFC 4343: case means nothing in DNS, and confuses people.

import { fold, isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { tellingTypes, tellsNames } from '../../dns/rdata/told.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { eachRecord } from '../../zone/records.ts'
import { Flag, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { tellFields } from '../told.ts'

export const uppercase: Rule = {
  name: 'uppercase',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 4343 §3',
  why: 'Upper and lower case are one name; people easily take the same name, written in two ways, for two.',
  bad: ['WWW   A      192.0.2.10', 'web   A      192.0.2.11', 'shop  CNAME  Web'],
  good: ['www   A      192.0.2.10', 'web   A      192.0.2.11', 'shop  CNAME  web'],
  says: {
    found: { message: '"{owner}" has upper case letters', fix: 'write {lower}' },
    told: { message: '"{owner}" names "{name}" with upper case letters', fix: 'write {lower}' },
  },
  check: {
    over: 'sets',
    types: tellingTypes.filter(tellsNames),
    shapes: Shape.capital,
    first: reportOwners,
    run: reportTold,
  },
}

function reportOwners(reporter: Reporter): void {
  const { zone, labelTraits } = reporter
  for (let node = 0; node < zone.nodes; node++) {
    if ((labelTraits[node]! & Trait.capital) === 0 || !isToldAsOwner(zone, node)) continue
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
      params: { owner: reporter.name(node), lower: reporter.name(node).toLowerCase() },
    }))
  }
}

function isToldAsOwner(zone: Zone, node: Node): boolean {
  return (zone.flags(node) & Flag.hashed) === 0 && zone.hasSets(node)
}

/** Reports each name once, wherever records tell it: we note names by their hashes. */
function reportTold(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, length, line) =>
    tellFields(zone.type(set), zone.heap, data, data + length, {
      name: (bytes, at, word) => {
        if (!hasOwnCapital(zone, bytes, at) || !reporter.isFirst(looked.hash[0]!, 'entry')) return
        reporter.report(line, word, () => {
          const name = nameText(bytes, at)
          const lower = name.toLowerCase()
          return { says: 'told', params: { owner: reporter.name(node), name, lower }, instead: lower }
        })
      },
    }),
  )
}

/** A label in upper case that no owner has: an owner is told of by itself, and an origin is completed to whatever it is. */
function hasOwnCapital(zone: Zone, bytes: Uint8Array, at: number): boolean {
  const within = isWithin(bytes, at, zone.apex, 0)
  const suffixes = looked.set(bytes, at)
  const labels = suffixes.count - (within ? zone.apexLabels : 0)
  for (let i = 0; i < labels; i++) {
    const label = suffixes.at[i]!
    if (!isCapital(bytes, label)) continue
    const node = within ? zone.find(suffixes, i) : NONE
    if (node === NONE || !isCapital(zone.heap, zone.labelAt(node))) return true
  }
  return false
}

const looked = new Suffixes()

function isCapital(bytes: Uint8Array, label: number): boolean {
  for (let p = label + 1, end = label + bytes[label]!; p <= end; p++) if (fold[bytes[p]!] !== bytes[p]) return true
  return false
}

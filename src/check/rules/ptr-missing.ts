// Forward and reverse zones agree.

import { addressText } from '../../dns/address.ts'
import { isWildcard, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { writeReverseName } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { perZone } from '../../zone/per-zone.ts'
import { eachRecord } from '../../zone/records.ts'
import { someSet } from '../../zone/sets.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isServed } from '../targets.ts'

export const ptrMissing: Rule = {
  name: 'ptr-missing',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.1',
  why: 'Mail servers distrust a host whose address has no name, and many refuse its mail.',
  bad: ['hosta  A  192.0.2.10'],
  good: ['hosta  A  192.0.2.11'],
  absence: true,
  among: {
    '2.0.192.in-addr.arpa.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
      '53  PTR  ns.example.com.',
      '11  PTR  hosta.example.com.',
    ],
  },
  says: {
    found: {
      message: 'the address {address} of "{owner}" has no PTR in {reverse}',
      fix: 'add to the zone {reverse}: {ptr} IN PTR {owner}',
    },
  },
  check: {
    over: 'sets',
    types: [Type.A, Type.AAAA],
    view: true,
    when: ({ seesReverse }) => seesReverse,
    run: reportSet,
  },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isServed(zone, node, set) || isWildcardNode(zone, node)) return
  const size = zone.type(set) === Type.A ? 4 : 16
  eachRecord(zone, set, (data, length, line) => {
    writeReverseName(zone.heap, data, size, name)
    const where = findThrough(reporter, name)
    if (where !== Where.missing && !(where >= Where.host && names.zone!.rrset(names.node, Type.PTR) === NONE)) return
    const reverse = names.zone!
    // A zone that is empty on purpose (RFC 6303), or that nobody keeps, says nothing about this one address.
    if (!hasPointers(reverse) || isCompleted(reporter, reverse.apex)) return
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        address: addressText(zone.heap.slice(data, data + length)),
        reverse: nameText(reverse.apex),
        ptr: nameText(reverseName(zone, data, size)),
      },
    }))
  })
}

function isCompleted({ view }: Reporter, apex: Uint8Array): boolean {
  return view?.completed?.some((origin) => sameName(origin, 0, apex, 0)) ?? false
}

const hasPointers = perZone((zone): boolean => someSet(zone, (set) => zone.type(set) === Type.PTR))

/** Where the name leads in the end: with RFC 2317 it is an alias. */
function findThrough({ names }: Reporter, from: Uint8Array): Where {
  let where = names.find(from, 0)
  let name: Uint8Array | undefined = from
  for (let aliases = 0; where === Where.alias && aliases < MOST_ALIASES; aliases++) {
    name = names.follow(name)
    if (name === undefined) break
    where = names.find(name, 0)
  }
  return where
}

const MOST_ALIASES = 8

const name = new Uint8Array(255)

function reverseName(zone: Zone, data: number, size: 4 | 16): Uint8Array {
  const own = new Uint8Array(255)
  writeReverseName(zone.heap, data, size, own)
  return own
}

function isWildcardNode(zone: Zone, node: Node): boolean {
  return node !== APEX && isWildcard(zone.heap, zone.labelAt(node))
}

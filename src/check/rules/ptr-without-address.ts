// M13: the name of an address has that address.

import { addressText } from '../../dns/address.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import { Where } from '../name-finder.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import { addressOfReverse, isReverseZone, withoutClassless } from '../reverse.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'

export const ptrWithoutAddress: Rule = {
  name: 'ptr-without-address',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.1',
  why: 'Mail servers look up the name of an address and then the address of that name: if they differ, mail is refused.',
  bad: [...reverseHeading, '11  PTR  hosta.example.com.'],
  good: [...reverseHeading, '10  PTR  hosta.example.com.'],
  absence: true,
  whole: true,
  among: forwardZone,
  says: {
    found: {
      message: '"{target}" does not have the address {address}: it has {has}',
      fix: 'correct the name, or add to its zone: {target} IN {type} {address}',
    },
    missing: {
      message: '"{target}" does not exist in {zone}, so that it does not have the address {address}',
      fix: 'correct the name, or add to its zone: {target} IN {type} {address}',
    },
  },
  check: { over: 'sets', types: [Type.PTR], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isReverseZone(zone.apex)) return
  const address = addressOf(reporter, zone.name(node))
  if (address === undefined) return
  const type = address.length === 4 ? Type.A : Type.AAAA
  eachRecord(zone, set, (data, _length, line) => {
    const where = names.find(zone.heap, data)
    const holder = names.zone
    // What lies in the reverse zone itself lacks its final dot: told by ptr-target-dot.
    if (where < Where.host || holder === undefined || holder === zone) return
    const { node: host } = names
    const has = where === Where.missing ? [] : addressesAt(holder, host)
    if (has.includes(addressText(address))) return
    reporter.report(line, 0, () => ({
      says: where === Where.missing ? 'missing' : 'found',
      params: {
        target: nameText(zone.heap, data),
        address: addressText(address),
        type: typeName(type),
        zone: nameText(holder.apex),
        has: has.length === 0 ? 'none' : has.join(', '),
      },
    }))
  })
}

/** The address that the node stands for, perhaps through an alias in the zone above (RFC 2317). */
function addressOf({ names }: Reporter, name: Uint8Array): Uint8Array | undefined {
  const own = addressOfReverse(name, 0)
  const outer = own === undefined ? withoutClassless(name) : undefined
  if (outer === undefined || names.find(outer, 0) !== Where.alias) return own
  const target = names.follow(outer)
  return target !== undefined && sameName(target, 0, name, 0) ? addressOfReverse(outer, 0) : undefined
}

function addressesAt(zone: Zone, node: Node): string[] {
  return [Type.A, Type.AAAA].flatMap((type) => {
    const set = zone.rrset(node, type)
    const found: string[] = []
    if (set !== NONE)
      eachRecord(zone, set, (data, length) => found.push(addressText(zone.heap.slice(data, data + length))))
    return found
  })
}

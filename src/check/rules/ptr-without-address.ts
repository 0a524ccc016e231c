// The name of an address has that address.

import { addressText } from '../../dns/address.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { addressOfReverse, isReverseZone, withoutClassless } from '../../dns/reverse-name.ts'
import { Type, typeName } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { perZone } from '../../zone/per-zone.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'

export const ptrWithoutAddress: Rule = {
  name: 'ptr-without-address',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.1',
  why: 'Mail servers look up the name of an address and then the address of that name: if the two differ, they refuse mail.',
  bad: [...reverseHeading, '11  PTR  hosta.example.com.'],
  good: [...reverseHeading, '10  PTR  hosta.example.com.'],
  absence: 'by name',
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
    // A target in the reverse zone itself lacks its final dot: ptr-target-dot reports that.
    if (where < Where.host || holder === undefined || holder === zone) return
    const { node: host } = names
    if (where !== Where.missing && hasAddress(holder, holder.rrset(host, type), address)) return
    reporter.report(line, 0, () => ({
      says: where === Where.missing ? 'missing' : 'found',
      params: {
        target: nameText(zone.heap, data),
        address: addressText(address),
        type: typeName(type),
        zone: nameText(holder.apex),
        has: where === Where.missing ? '' : addressesAt(holder, host),
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

function hasAddress(zone: Zone, set: RRset, address: Uint8Array): boolean {
  if (set === NONE) return false
  if (zone.size(set) > FEW) return addressSet(zone, set).has(octetKey(address, 0, address.length))
  let found = false
  eachRecord(zone, set, (data) => {
    found ||= address.every((octet, i) => octet === zone.heap[data + i])
  })
  return found
}

/** A larger rrset may be asked for as many addresses as it has. */
const FEW = 24

function addressSet(zone: Zone, set: RRset): ReadonlySet<string> {
  const sets = addressSets(zone)
  const known = sets.get(set)
  if (known !== undefined) return known
  const found = new Set<string>()
  eachRecord(zone, set, (data, length) => found.add(octetKey(zone.heap, data, length)))
  sets.set(set, found)
  return found
}

const addressSets = perZone(() => new Map<RRset, ReadonlySet<string>>())

function octetKey(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

/** The first few addresses, which are enough to see what the name is about. */
function addressesAt(zone: Zone, node: Node): string {
  const found: string[] = []
  for (const type of [Type.A, Type.AAAA]) {
    const set = zone.rrset(node, type)
    let data = set === NONE ? 0 : zone.dataOf(set)
    for (let left = set === NONE ? 0 : zone.size(set); left > 0; left--, data = zone.nextData(data, false)) {
      if (found.length === MOST_SHOWN) return `${found.join(', ')}, …`
      found.push(addressText(zone.heap.slice(data, data + zone.lengthOf(data))))
    }
  }
  return found.length === 0 ? 'none' : found.join(', ')
}

const MOST_SHOWN = 5

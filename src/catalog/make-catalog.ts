// Makes a catalog zone from the zones to list (RFC 9432 §4). The records do not depend on the order of the zones.

import { nameFromText } from '../dns/name-text.ts'
import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import type { Zone } from '../zone/zone.ts'
import type { CatalogMember } from './member.ts'

/** RFC 9432 §4: TTLs mean nothing. */
const TTL = 0
/** RFC 9432 §4: nobody should find the catalog by following names. */
const NOBODY = nameFromText('invalid.')
/** In seconds. A consumer that heard no NOTIFY asks again after these times; it never drops the catalog. */
const TIMES = { refresh: 3600, retry: 600, expire: 2_147_483_646, minimum: 0 }

export function makeCatalog(apex: Uint8Array, serial: number, members: Iterable<CatalogMember>): Zone {
  const maker = new Maker(apex)
  maker.add([], Type.SOA, soa(serial))
  maker.add([], Type.NS, NOBODY)
  maker.add(['version'], Type.TXT, text('2'))
  for (const { label, zone, groups, coo } of members) {
    maker.add([label, 'zones'], Type.PTR, zone)
    if (coo) maker.add(['coo', label, 'zones'], Type.PTR, coo)
    for (const group of groups) maker.add(['group', label, 'zones'], Type.TXT, text(group))
  }
  return maker.builder.finish()
}

class Maker {
  readonly builder: ZoneBuilder
  readonly #apex: Uint8Array
  readonly #owner = new Octets(256)

  constructor(apex: Uint8Array) {
    this.#apex = apex
    this.builder = new ZoneBuilder(apex)
  }

  add(labels: readonly string[], type: number, rdata: Uint8Array): void {
    const owner = this.#owner
    owner.clear()
    for (const label of labels) {
      const octets = Buffer.from(label, 'latin1')
      owner.append(Uint8Array.of(octets.length))
      owner.append(octets)
    }
    owner.append(this.#apex)
    this.builder.owner(owner.view(), 0)
    this.builder.record(type, TTL, rdata, rdata.length, 1)
  }
}

function soa(serial: number): Uint8Array {
  const octets = new Octets(64)
  octets.append(NOBODY)
  octets.append(NOBODY)
  for (const number of [serial, TIMES.refresh, TIMES.retry, TIMES.expire, TIMES.minimum]) octets.u32(number)
  return octets.view().slice()
}

/** A TXT record's rdata with as many strings as the text takes. */
function text(value: string): Uint8Array {
  const octets = new Octets(256)
  const all = Buffer.from(value, 'latin1')
  for (let at = 0; at === 0 || at < all.length; at += 255) {
    const part = all.subarray(at, at + 255)
    octets.append(Uint8Array.of(part.length))
    octets.append(part)
  }
  return octets.view().slice()
}

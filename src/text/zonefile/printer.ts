// Writes records as plain master file text that BIND, NSD and Knot load. The same records always give the same octets: people keep the
// output under version control.

import { isWithin, labelCount } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { typeName } from '../../dns/types.ts'

/** A record for one line, which takes nothing over from the lines before. */
export type PrintableRecord = {
  /** The absolute name at (owner, ownerAt). */
  readonly owner: Uint8Array
  readonly ownerAt?: number
  readonly ttl: number
  readonly type: number
  /** The octets in rdata[from, to), by default all. */
  readonly rdata: Uint8Array
  readonly from?: number
  readonly to?: number
}

/** `www 3600 IN A 192.0.2.1` without a line end. The owner is relative to `origin` where one is given; names in rdata never are. */
export function recordLine(record: PrintableRecord, origin?: Uint8Array): string {
  const { owner, ownerAt = 0, ttl, type, rdata, from = 0, to = rdata.length } = record
  const name = origin ? relativeText(owner, ownerAt, origin) : nameText(owner, ownerAt)
  const data = printRdata(type, rdata, from, to)
  return `${name} ${ttl} IN ${typeName(type)} ${data}`
}

/** The $ORIGIN line, which completes the relative owners below it. */
export function originLine(origin: Uint8Array): string {
  return `$ORIGIN ${nameText(origin)}`
}

/** The name without the origin; `@` where it is the origin; in full where it does not lie below. */
export function relativeText(name: Uint8Array, at: number, origin: Uint8Array): string {
  if (!isWithin(name, at, origin, 0)) return nameText(name, at)
  const labels = labelCount(name, at) - labelCount(origin)
  if (labels === 0) return '@'
  let end = at
  for (let i = 0; i < labels; i++) end += name[end]! + 1
  const prefix = new Uint8Array(end - at + 1)
  prefix.set(name.subarray(at, end))
  return nameText(prefix).slice(0, -1)
}

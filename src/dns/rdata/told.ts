// Finds the names and addresses of other hosts in a record of any type; the rows of the table say where they are.

import { Type } from '../types.ts'
import type { Listener } from './field.ts'
import { layoutOf, layouts } from './layouts.ts'

const ownTypes: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.SIG, Type.NXT])

/** Tells the listener all names and addresses in the valid rdata bytes[from, to), names uncompressed. */
export function eachTold(type: number, bytes: Uint8Array, from: number, to: number, listener: Listener): void {
  const layout = layoutOf(type)
  if (layout === undefined) return
  let at = from
  let word = 0
  for (const field of layout.fields) {
    const size = field.measure(bytes, at, to)
    if (size < 0) return
    field.tell?.(bytes, at, at + size, word, listener)
    at += size
    word += field.words
  }
}

/** Types whose records may tell names or addresses of others; types that DNSSEC makes are about the zone itself. */
export const tellingTypes: readonly number[] = layouts
  .filter(({ fields }) => fields.some(({ tell }) => tell !== undefined))
  .map(({ type }) => type)
  .filter((type) => !ownTypes.has(type))

/** Whether records of the type may name others, and not only have addresses. */
export function tellsNames(type: number): boolean {
  return naming.has(type)
}

const addressTypes: ReadonlySet<number> = new Set([Type.A, Type.AAAA, Type.WKS, Type.APL, Type.L32, Type.L64])
const naming: ReadonlySet<number> = new Set(tellingTypes.filter((type) => !addressTypes.has(type)))

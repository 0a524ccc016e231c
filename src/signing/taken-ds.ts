// The DS that Janus took from the CDS records of a child that others sign, and keeps. If somebody writes another DS into the source of the
// zone above, that one counts from then on.

import { nameText } from '../dns/name-text.ts'
import { setText } from '../sign/child-cds.ts'

/** Plain data. */
export type TakenDs = {
  /** Rdata in hexadecimal digits; empty: the child wants no DS. */
  readonly ds: readonly string[]
  /** The DS in the source of the zone above that this one replaced, as setText() writes it. */
  readonly over: string
  /** When the CDS records were signed, in seconds since 1970. */
  readonly inception: number
  /** When Janus took the DS, in ISO 8601. */
  readonly at: string
}

export function takenKey(view: string, child: Uint8Array): string {
  return `${view} ${nameText(child).toLowerCase()}`
}

export function takenRecords({ ds }: TakenDs): Uint8Array[] {
  return ds.map((text) => Uint8Array.from(Buffer.from(text, 'hex')))
}

export function takenOf(
  records: readonly Uint8Array[],
  written: readonly Uint8Array[],
  inception: number,
  now: number,
): TakenDs {
  const ds = records.map((rdata) => Buffer.from(rdata).toString('hex'))
  return { ds, over: setText(written), inception, at: new Date(now * 1000).toISOString() }
}

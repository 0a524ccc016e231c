// Times of records that end by themselves.

/**
 * The TTL to be served while so many milliseconds are left: as it is, or halved as often as it takes, so that nobody keeps the record
 * beyond its end; and for how long that holds.
 */
export function servedTtl(ttl: number, left: number): { readonly ttl: number; readonly holds: number } {
  let served = ttl
  while (served > 0 && needed(served) > left) served = Math.floor(served / 2)
  return { ttl: served, holds: Math.max(served === 0 ? left : left - needed(served), 0) }
}

/** Left at the least while a TTL is served: whoever changes it may be late by as much. */
function needed(ttl: number): number {
  return ttl * 1000 + SLACK
}

const SLACK = 500

/** RFC 9664 §4.2: a server grants what it likes. Seconds; undefined: for ever. */
export function grantedLease(
  wanted: number | undefined,
  { lease, maxLease }: { readonly lease: number | undefined; readonly maxLease: number | undefined },
): number | undefined {
  if (wanted === undefined) return lease === undefined ? undefined : Math.floor(lease / 1000)
  const most = maxLease === undefined ? Number.POSITIVE_INFINITY : Math.floor(maxLease / 1000)
  return Math.max(Math.min(wanted, most), 1)
}

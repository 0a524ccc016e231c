// TTLs and leases of records that end by themselves.

/**
 * The TTL to serve while so many milliseconds are left: the record's own, or halved as often as needed so that no cache keeps the record
 * beyond its end; and for how long that TTL holds.
 */
export function servedTtl(ttl: number, left: number): { readonly ttl: number; readonly holds: number } {
  let served = ttl
  while (served > 0 && needed(served) > left) served = Math.floor(served / 2)
  return { ttl: served, holds: Math.max(served === 0 ? left : left - needed(served), 0) }
}

/** Milliseconds that have to be left while Janus serves the TTL, with a margin: the change to a shorter one may come late. */
function needed(ttl: number): number {
  return ttl * 1000 + SLACK
}

const SLACK = 500

/** RFC 9664 §4.2: the server decides. In seconds; undefined: for ever. */
export function grantedLease(
  wanted: number | undefined,
  { lease, maxLease }: { readonly lease: number | undefined; readonly maxLease: number | undefined },
): number | undefined {
  if (wanted === undefined) return lease === undefined ? undefined : Math.floor(lease / 1000)
  const most = maxLease === undefined ? Number.POSITIVE_INFINITY : Math.floor(maxLease / 1000)
  return Math.max(Math.min(wanted, most), 1)
}

// Serial numbers of zones and times of signatures: 32 bits that wrap around (RFC 1982).

/** RFC 1982 §3.1: the sum, wrapped. The RFC defines additions of 0 to 2^31 - 1 only. */
export function addSerial(serial: number, increment: number): number {
  return (serial + increment) >>> 0
}

/**
 * RFC 1982 §3.2: negative where a comes before b, positive where after, zero where equal. For two that lie exactly 2^31
 * apart the RFC defines no order; undefined says so.
 */
export function compareSerials(a: number, b: number): number | undefined {
  const distance = (a - b) >>> 0
  if (distance === 0x80000000) return undefined
  return distance | 0
}

/** Whether a is newer than b; two that cannot be compared are not. */
export function isNewerSerial(a: number, b: number): boolean {
  const order = compareSerials(a, b)
  return order !== undefined && order > 0
}

// How much memory this process may take for work other than serving.

import { totalmem } from 'node:os'

/** In octets. A container has less than its machine. */
export function halfOfMachine(): number {
  return Math.max(512 << 20, Math.min(process.constrainedMemory() || totalmem(), totalmem()) / 2)
}

// Why a message changes nothing: the rcode for the client, and a text for operators.

import type { Said } from '../dns/said.ts'

export type UpdateRefusal = {
  readonly kind: 'refused'
  readonly rcode: number
  readonly why: Said
  /** The message was permitted, but a prerequisite does not hold. */
  readonly isUnmet?: boolean
}

export function refusal(rcode: number, why: Said): UpdateRefusal {
  return { kind: 'refused', rcode, why }
}

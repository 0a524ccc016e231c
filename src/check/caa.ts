// The fields of a CAA record (RFC 8659 §4.1).

import type { Zone } from '../zone/zone.ts'

export type Caa = { readonly flags: number; readonly tag: string; readonly value: string }

/** The tag in lower case (RFC 8659 §4.1: case does not matter). */
export function readCaa({ heap }: Zone, data: number, length: number): Caa {
  const tagEnd = data + 2 + heap[data + 1]!
  return {
    flags: heap[data]!,
    tag: String.fromCharCode(...heap.subarray(data + 2, tagEnd)).toLowerCase(),
    value: String.fromCharCode(...heap.subarray(tagEnd, data + length)),
  }
}

// Text records as their readers see them: the strings of one record joined, with nothing between (RFC 7208 §3.3).

import { fold } from '../dns/name.ts'
import type { Zone } from '../zone/zone.ts'

/** The text of the record whose rdata is heap[data, data + length): one character for each octet. */
export function recordText(zone: Zone, data: number, length: number): string {
  const { buffer, byteOffset } = zone.heap
  let text = ''
  for (let p = data; p < data + length; p += zone.heap[p]! + 1)
    text += Buffer.from(buffer, byteOffset + p + 1, zone.heap[p]!).toString('latin1')
  return text
}

/** Whether the first string begins with `start`, which is in lower case, behind `skip` octets; case does not matter. Makes no text. */
export function textBegins(zone: Zone, data: number, length: number, start: string, skip = 0): boolean {
  const { heap } = zone
  if (length === 0 || heap[data]! < skip + start.length) return false
  const first = data + 1 + skip
  for (let i = 0; i < start.length; i++) if (fold[heap[first + i]!] !== start.charCodeAt(i)) return false
  return true
}

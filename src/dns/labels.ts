// Looks at names label by label, in the heap of a zone or anywhere else.

import { fold, isWithin, labelCount, nameLength } from './name.ts'
import { nameText } from './name-text.ts'

/** Whether a host may have the name (RFC 952, RFC 1123 §2.1): letters, digits and hyphens, with no hyphen at either end of a label. */
export function isHostName(bytes: Uint8Array, at: number): boolean {
  for (let p = at; bytes[p] !== 0; p += bytes[p]! + 1) if (!isHostLabel(bytes, p)) return false
  return true
}

export function isHostLabel(bytes: Uint8Array, at: number): boolean {
  const end = at + bytes[at]!
  if (bytes[at + 1] === HYPHEN || bytes[end] === HYPHEN) return false
  for (let p = at + 1; p <= end; p++) if (hostOctet[bytes[p]!] === 0) return false
  return true
}

/** Whether it is a letter, a digit or a hyphen. */
export function isHostOctet(octet: number): boolean {
  return hostOctet[octet] === 1
}

const HYPHEN = 0x2d
const hostOctet = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[a-z0-9-]/i.test(String.fromCharCode(octet)) ? 1 : 0,
)

/** The label at the length octet, as text without escapes for what is printable. */
export function labelText(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 1, at + 1 + bytes[at]!))
}

/** Whether the label is `text`, which is in lower case. */
export function isLabel(bytes: Uint8Array, at: number, text: string): boolean {
  if (bytes[at] !== text.length) return false
  for (let i = 0; i < text.length; i++) if (fold[bytes[at + 1 + i]!] !== text.charCodeAt(i)) return false
  return true
}

/**
 * The name that was probably meant where the final dot is missing and the origin, by default the apex, was appended:
 * `mail.univ.example.univ.example.`, or `mail.univ.example.dept.univ.example.` in the zone of the department. Undefined unless at least two
 * labels of the apex, or all that it has, are there twice.
 */
export function undoubled(bytes: Uint8Array, at: number, apex: Uint8Array, origin = apex): string | undefined {
  const apexLabels = labelCount(apex)
  if (apexLabels === 0 || labelCount(bytes, at) <= labelCount(origin) || !isWithin(bytes, at, origin, 0))
    return undefined
  const written = new Uint8Array(nameLength(bytes, at) - nameLength(origin, 0) + 1)
  written.set(bytes.subarray(at, at + written.length - 1))
  let suffix = 0
  for (let labels = apexLabels; labels >= Math.min(2, apexLabels); labels--) {
    if (isWithin(written, 0, apex, suffix)) return nameText(written)
    suffix += apex[suffix]! + 1
  }
  return undefined
}

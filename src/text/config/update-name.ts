// Names that a rule of `updates` is about, relative to the zone that a message changes:
//
//   www      that name                    *.x   all below x         @      the apex
//   x.*      the label x in front of      *     all below the       self   the name of the key
//            any name of the zone, or           apex
//            of its apex

import { fold, nameLength, ROOT, sameName } from '../../dns/name.ts'
import { nameFlaw, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'

export type UpdateName =
  | { readonly kind: 'apex' | 'self' }
  /** `labels`: in wire form, without the root. */
  | { readonly kind: 'exact' | 'below' | 'front'; readonly labels: Uint8Array }
  /** A name in full. */
  | { readonly kind: 'absolute'; readonly name: Uint8Array }

export function readUpdateName(text: string): UpdateName | { readonly flaw: Said } {
  if (text === '@') return { kind: 'apex' }
  if (text === 'self') return { kind: 'self' }
  if (text === '*') return { kind: 'below', labels: NO_LABELS }
  // A backslash before the asterisk makes it a label like any other.
  if (text.endsWith('.*') && !text.endsWith('\\.*')) return labelled('front', text.slice(0, -2))
  if (text.startsWith('*.')) return labelled('below', text.slice(2))
  if (!text.endsWith('.')) return labelled('exact', text)
  const name = readName(text, ROOT)
  return typeof name === 'string' ? { flaw: nameFlaw(name) } : { kind: 'absolute', name }
}

function labelled(kind: 'exact' | 'below' | 'front', text: string): UpdateName | { readonly flaw: Said } {
  const name = readName(text.replace(/\.$/, ''), ROOT)
  return typeof name === 'string' ? { flaw: nameFlaw(name) } : { kind, labels: name.subarray(0, -1) }
}

const NO_LABELS = new Uint8Array(0)

/**
 * Whether the name of a rule means `owner`, which lies in the zone at `origin`. `key`: the name of the key that signed. All are in wire
 * form, uncompressed.
 */
export function isNamedBy(
  name: UpdateName,
  owner: Uint8Array,
  origin: Uint8Array,
  key: Uint8Array | undefined,
): boolean {
  const relative = owner.subarray(0, nameLength(owner, 0) - nameLength(origin, 0))
  switch (name.kind) {
    case 'apex':
      return relative.length === 0
    case 'self':
      return key !== undefined && sameName(owner, 0, key, 0)
    case 'absolute':
      return sameName(owner, 0, name.name, 0)
    case 'exact':
      return isSame(relative, name.labels)
    case 'front':
      return isSame(relative.subarray(0, name.labels.length), name.labels)
    case 'below':
      return isBelow(relative, name.labels)
    default:
      return name satisfies never
  }
}

/** Whether both are the same labels. Both begin and end between labels, so comparing octets is enough. */
function isSame(some: Uint8Array, labels: Uint8Array): boolean {
  return some.length === labels.length && some.every((octet, i) => fold[octet] === fold[labels[i]!])
}

function isBelow(relative: Uint8Array, labels: Uint8Array): boolean {
  for (let at = 0; at < relative.length; at += relative[at]! + 1)
    if (at > 0 && isSame(relative.subarray(at), labels)) return true
  return relative.length > 0 && labels.length === 0
}

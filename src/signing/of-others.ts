// What a signed face says of other zones: the DS of its children, and keys of zones whose servers have names in it. These records come and
// go with those zones, and change nothing at other names.

import { nameKey } from '../dns/name-key.ts'
import { isDelegated } from '../sign/child-ds.ts'
import type { OwnSet } from '../sign/own-sets.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import { isHidden } from '../sign/signal-sets.ts'
import type { Zone } from '../zone/zone.ts'

export type OfOthers = Pick<SignPlan, 'children' | 'signals'>

export const NOTHING: OfOthers = { children: [], signals: [] }

export function ofOthersIn({ children, signals }: SignPlan): OfOthers {
  return { children, signals }
}

export function isSameOfOthers(one: OfOthers, other: OfOthers): boolean {
  return differing(one, other).children.length === 0 && differing(one, other).signals.length === 0
}

/** Names at which the zone has to say something else. */
export function otherNames(content: Zone, before: OfOthers, after: OfOthers): Uint8Array[] {
  const { children, signals } = differing(before, after)
  return [
    ...children.filter((owner) => isDelegated(content, owner)),
    ...signals.filter((owner) => !isHidden(content, owner)),
  ]
}

function differing(one: OfOthers, other: OfOthers) {
  return {
    children: ownersOf(one.children, other.children, (a, b) => areSame(a.records, b.records)),
    signals: ownersOf(one.signals, other.signals, (a, b) => isSameSaid(a.sets, b.sets)),
  }
}

function ownersOf<One extends { readonly owner: Uint8Array }>(
  before: readonly One[],
  after: readonly One[],
  isEqual: (one: One, other: One) => boolean,
): Uint8Array[] {
  const missing = (from: readonly One[], among: readonly One[]) => {
    // One server's name may stand for ten thousand zones.
    const others = new Map(among.map((other) => [nameKey(other.owner), other]))
    return from.filter((one) => {
      const other = others.get(nameKey(one.owner))
      return other === undefined || !isEqual(one, other)
    })
  }
  return [...missing(before, after), ...missing(after, before)].map(({ owner }) => owner)
}

function isSameSaid(a: readonly OwnSet[], b: readonly OwnSet[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ type, ttl, records }, i) => b[i]!.type === type && b[i]!.ttl === ttl && areSame(records, b[i]!.records))
  )
}

function areSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((rdata, i) => Buffer.compare(rdata, b[i]!) === 0)
}

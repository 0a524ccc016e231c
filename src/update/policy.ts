// Who may change what: one predicate over the client, the view, the name and the type, for the desk and for dry runs. All that a rule
// states must hold. If no rule holds, nobody may change anything.

import { ROOT } from '../dns/name.ts'
import { readName } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import { sameKey } from '../text/config/key-name.ts'
import { matchesName } from '../text/config/matches-name.ts'
import { isNamedBy } from '../text/config/update-name.ts'
import type { UpdateRule } from '../text/config/updates.ts'
import { covers } from '../views/matching.ts'

export type Who = {
  /** Name of the key that signed the message, as configured. */
  readonly key: string | undefined
  /** The client's, in octets. */
  readonly address: Uint8Array
  /** The client has shown that the address is its own: by TCP, TLS, a cookie or a key. */
  readonly proven: boolean
}

export type Where = {
  /** By name. */
  readonly view: string
  /** Name of the zone in wire form. */
  readonly origin: Uint8Array
}

/** Which part of a rule does not hold, in the order of the checks. */
export type Unmet = 'key' | 'from' | 'zones' | 'views' | 'proof' | 'names' | 'types'

export type Permission =
  | { readonly kind: 'granted'; readonly rule: UpdateRule }
  /** `nearest`: the rule that comes closest; undefined if there are no rules. */
  | { readonly kind: 'denied'; readonly nearest: { readonly rule: UpdateRule; readonly unmet: Unmet } | undefined }

/** `type`: undefined asks whether any type is permitted. */
export function permission(
  rules: readonly UpdateRule[],
  who: Who,
  where: Where,
  owner: Uint8Array,
  type: number | undefined,
): Permission {
  let nearest: { readonly rule: UpdateRule; readonly unmet: Unmet } | undefined
  for (const rule of rules) {
    const unmet = unmetBy(rule, who, where) ?? unmetName(rule, who, where, owner, type)
    if (unmet === undefined) return { kind: 'granted', rule }
    if (nearest === undefined || ORDER.indexOf(unmet) > ORDER.indexOf(nearest.unmet)) nearest = { rule, unmet }
  }
  return { kind: 'denied', nearest }
}

const ORDER: readonly Unmet[] = ['key', 'from', 'zones', 'views', 'proof', 'names', 'types']

/** Whether a rule lets the client change anything in the zone in that view. */
export function mayChangeSomething(rules: readonly UpdateRule[], who: Who, where: Where): boolean {
  return rules.some((rule) => unmetBy(rule, who, where) === undefined)
}

/** Whether the rule covers the zone in that view, whoever asks: a key's message goes to those of its views. */
export function isAbout(rule: UpdateRule, { view, origin }: Where): boolean {
  const { zones, views } = rule
  return zones.some((pattern) => matchesName(pattern, origin)) && (views?.includes(view) ?? true)
}

function unmetBy(rule: UpdateRule, who: Who, { view, origin }: Where): Unmet | undefined {
  const { key, from, zones, views, proof } = rule
  if (key !== undefined && (who.key === undefined || !sameKey(key, who.key))) return 'key'
  if (from !== undefined && !from.some((prefix) => covers(prefix, who.address))) return 'from'
  if (!zones.some((pattern) => matchesName(pattern, origin))) return 'zones'
  if (views !== undefined && !views.includes(view)) return 'views'
  return key === undefined && proof && !who.proven ? 'proof' : undefined
}

function unmetName(
  { names, types }: UpdateRule,
  { key }: Who,
  { origin }: Where,
  owner: Uint8Array,
  type: number | undefined,
): Unmet | undefined {
  if (names !== undefined) {
    const own = key === undefined ? undefined : readName(key, ROOT)
    const self = typeof own === 'object' ? own : undefined
    if (!names.some((name) => isNamedBy(name, owner, origin, self))) return 'names'
  }
  if (type === undefined) return undefined
  return (types?.includes(type) ?? !NOT_BY_DEFAULT.has(type)) ? undefined : 'types'
}

/** Types that a zone depends on, or that vouch for it: a rule covers them only if it names them. */
const NOT_BY_DEFAULT: ReadonlySet<number> = new Set([
  Type.SOA,
  Type.NS,
  Type.DS,
  Type.DNAME,
  Type.DNSKEY,
  Type.CDS,
  Type.CDNSKEY,
  Type.CSYNC,
  Type.ZONEMD,
  Type.NSEC,
  Type.NSEC3,
  Type.NSEC3PARAM,
  Type.RRSIG,
])

// Turns an address match list about transfers into alternatives, each of addresses, a key, or both.

import { ALL_IPV4, ALL_IPV6, type Prefix } from '../../views/prefix.ts'
import { type Acl, type AclElement, covers } from './acl.ts'
import { clientPrefixes } from './clients.ts'
import { keysIn } from './transfer-keys.ts'

export type Fetcher = {
  /** Undefined: from everywhere. */
  readonly from: readonly Prefix[] | undefined
  readonly key: string | undefined
}

/** `untold`: in words, elements that cannot be alternatives. */
export function fetchersOf(acl: Acl): { readonly fetchers: readonly Fetcher[]; readonly untold: readonly string[] } {
  const fetchers: Fetcher[] = []
  const untold: string[] = []
  for (const [i, element] of acl.entries()) {
    if (element.kind === 'prefix') continue
    if (element.key !== undefined && !element.not) {
      const from = withoutThose(acl.slice(0, i))
      if (from === 'parts') untold.push(`key "${element.key}": a part of a network is kept out before it`)
      else if (from === undefined || from.length > 0) fetchers.push({ key: element.key, from })
    } else if (!element.not) {
      const inner = withinList(element.list, acl.slice(0, i))
      fetchers.push(...inner.fetchers)
      untold.push(...inner.untold)
    } else if (element.key !== undefined || keysIn(element.list, true).length > 0)
      untold.push(`key "${element.key ?? keysIn(element.list, true)[0]}" within what is kept out`)
  }
  const from = taken(acl)
  if (from === 'parts') untold.push('a part of a network is kept out of it')
  else if (from.length > 0) fetchers.push({ from, key: undefined })
  return { fetchers, untold }
}

/** The keys of an inner list, each from where both lists admit it; the outer list handles addresses without a key. */
function withinList(list: Acl, before: Acl): ReturnType<typeof fetchersOf> {
  const inner = fetchersOf(list)
  const fetchers: Fetcher[] = []
  const untold = inner.untold.filter((why) => why.startsWith('key '))
  const out = before.filter((element) => element.not)
  for (const { key, from } of inner.fetchers) {
    if (key === undefined) continue
    const own = from?.map((prefix): AclElement => ({ kind: 'prefix', prefix, not: false }))
    const both = own === undefined ? withoutThose(before) : taken([...out, ...own])
    if (both === 'parts') untold.push(`key "${key}": a part of a network is kept out before it`)
    else if (both === undefined || both.length > 0) fetchers.push({ key, from: both })
  }
  return { fetchers, untold }
}

export function mayFetch({ from, key }: Fetcher, address: Prefix, signed: string | undefined): boolean {
  if (key !== undefined && key.toLowerCase() !== signed?.toLowerCase()) return false
  return from?.some((one) => covers(one, address)) ?? true
}

/**
 * The addresses that the `!` elements leave; undefined: all. named's way to write "this key, from there" is `!{ !there; any; }; key k;`.
 */
function withoutThose(before: Acl): readonly Prefix[] | 'parts' | undefined {
  const out = before.filter((element) => element.not)
  if (out.length === 0) return undefined
  const all: readonly AclElement[] = [ALL_IPV4, ALL_IPV6].map((prefix) => ({ kind: 'prefix', prefix, not: false }))
  return taken([...out, ...all])
}

function taken(acl: Acl): readonly Prefix[] | 'parts' {
  const prefixes = clientPrefixes([{ name: 'taken', clients: acl }])
  const own = prefixes.get('taken') ?? []
  const out = prefixes.get(undefined) ?? []
  return out.some((one) => own.some((other) => covers(other, one))) ? 'parts' : own
}

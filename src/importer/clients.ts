// From views that are tried in their order to prefixes of which the most specific wins: the same view for every address.

import { ALL_IPV4, ALL_IPV6, type Prefix } from '../views/prefix.ts'
import { type Acl, covers, decide, prefixesIn, prefixKey } from './acl.ts'

/** Without a name: its clients get no view. */
export type OrderedView = { readonly name: string | undefined; readonly clients: Acl }

/** By view; `undefined` stands for addresses that no view takes, within a prefix of one that does. */
export type Prefixes = ReadonlyMap<string | undefined, readonly Prefix[]>

export function clientPrefixes(views: readonly OrderedView[]): Prefixes {
  const all = new Map<string, Prefix>()
  for (const prefix of [ALL_IPV4, ALL_IPV6, ...views.flatMap(({ clients }) => prefixesIn(clients))])
    all.set(prefixKey(prefix), prefix)
  const ordered = [...all.values()].sort((a, b) => a.bits - b.bits)
  // All addresses of a prefix that are in no longer one of the list are matched alike: the prefix stands for them.
  const viewOf = new Map(ordered.map((prefix) => [prefix, firstView(views, prefix)]))
  const byView = new Map<string | undefined, Prefix[]>()
  for (const prefix of ordered) {
    const view = viewOf.get(prefix)
    const around = ordered.findLast((other) => other !== prefix && covers(other, prefix))
    const inherited = around && viewOf.get(around)
    if (view === inherited) continue
    byView.set(view, [...(byView.get(view) ?? []), prefix])
  }
  return byView
}

function firstView(views: readonly OrderedView[], address: Prefix): string | undefined {
  return views.find(({ clients }) => decide(clients, address) === true)?.name
}

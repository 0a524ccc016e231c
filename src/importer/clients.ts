// From views that are tried in their order to prefixes of which the most specific wins: the same view for every address.

import { ALL_IPV4, ALL_IPV6, type Prefix } from '../views/prefix.ts'
import { type Acl, certain, covers, prefixesIn, prefixKey } from './acl.ts'
import { AclTable } from './acl-table.ts'

/** Without a name: its clients get no view. */
export type OrderedView = { readonly name: string | undefined; readonly clients: Acl }

/** By view; `undefined` stands for addresses that no view takes, within a prefix of one that does. */
export type Prefixes = ReadonlyMap<string | undefined, readonly Prefix[]>

type Placed = { readonly prefix: Prefix; readonly key: string; readonly view: string | undefined }

export function clientPrefixes(views: readonly OrderedView[]): Prefixes {
  const all = new Map<string, Prefix>()
  for (const prefix of [ALL_IPV4, ALL_IPV6, ...views.flatMap(({ clients }) => prefixesIn(clients))])
    all.set(prefixKey(prefix), prefix)
  // Whoever is perhaps in a view gets neither that one nor those behind it.
  const tables = views.flatMap(({ name, clients }) => [
    { name, table: new AclTable(certain(clients)) },
    { name: undefined, table: new AclTable(clients) },
  ])
  const byView = new Map<string | undefined, Prefix[]>()
  // The prefixes that hold the present one, the longest last.
  const around: Placed[] = []
  for (const [key, prefix] of [...all].sort(([, a], [, b]) => inOrder(a, b))) {
    while (around.length > 0 && !covers(around.at(-1)!.prefix, prefix)) around.pop()
    const inherited = around.at(-1)?.view
    // All addresses of a prefix that are in no longer one of the list are matched alike: the prefix stands for them.
    const keys = [...around.map((one) => one.key), key]
    const view = tables.find(({ table }) => table.decide(keys) === true)?.name
    around.push({ prefix, key, view })
    if (view === inherited) continue
    const own = byView.get(view)
    if (own) own.push(prefix)
    else byView.set(view, [prefix])
  }
  return byView
}

/** By address; a prefix stands before those within it. */
function inOrder(a: Prefix, b: Prefix): number {
  return a.family - b.family || Buffer.compare(a.octets, b.octets) || a.bits - b.bits
}

// Turns views that named tries in their order into prefixes of which the most specific wins: every address gets the same view, and the same
// zones of it.

import { ALL_IPV4, ALL_IPV6, type Prefix, prefixKey } from '../../views/prefix.ts'
import { type Acl, certain, covers } from './acl.ts'
import { AclTables } from './acl-table.ts'

/** A view of named. `name` undefined: its clients get no view. */
export type OrderedView = {
  readonly name: string | undefined
  readonly clients: Acl
  /** Lists that decide which zones of the view a client gets. */
  readonly limits?: readonly Acl[]
  /** The name of the audience for clients that these of the limits take; by default the view's name. */
  readonly audience?: (takes: readonly boolean[]) => string | undefined
}

/** By view or audience; `undefined`: prefixes that get none, within a prefix that gets one. */
export type Prefixes = ReadonlyMap<string | undefined, readonly Prefix[]>

export function clientPrefixes(views: readonly OrderedView[]): Prefixes {
  const all = new Map<string, Prefix>()
  for (const prefix of [ALL_IPV4, ALL_IPV6]) all.set(prefixKey(prefix), prefix)
  const lists = new Set<Acl>()
  for (const { clients, limits = [] } of views) for (const acl of [clients, ...limits]) collect(acl, all, lists)
  const gets = deciderFor(views)
  const byView = new Map<string | undefined, Prefix[]>()
  // The prefixes that hold the present one, the longest last.
  const around: Prefix[] = []
  const keys: string[] = []
  const given: (string | undefined)[] = []
  for (const key of [...all.keys()].sort()) {
    const prefix = all.get(key)!
    while (around.length > 0 && !covers(around.at(-1)!, prefix)) {
      around.pop()
      keys.pop()
      given.pop()
    }
    const inherited = given.at(-1)
    around.push(prefix)
    keys.push(key)
    // A list treats all addresses of a prefix alike, except those in longer prefixes of the list: so the prefix stands for them.
    const view = gets(keys)
    given.push(view)
    if (view === inherited) continue
    const own = byView.get(view)
    if (own) own.push(prefix)
    else byView.set(view, [prefix])
  }
  return byView
}

function deciderFor(views: readonly OrderedView[]): (around: readonly string[]) => string | undefined {
  const tables = new AclTables()
  // Unreadable elements are rare: without them we know for certain whom a list takes.
  const certainly = (acl: Acl) => tables.of(hasUnreadable(acl) ? certain(acl) : acl)
  const rows = views.map(({ name, clients, limits = [], audience = () => name }) => ({
    perhaps: tables.of(clients),
    certain: certainly(clients),
    limits: limits.map(certainly),
    audience,
  }))
  return (around) => {
    for (const { perhaps, certain, limits, audience } of rows) {
      if (certain.decide(around) === true) return audience(limits.map((limit) => limit.decide(around) === true))
      // A client that is perhaps in a view gets neither that one nor those behind it.
      if (perhaps !== certain && perhaps.decide(around) === true) return undefined
    }
    return undefined
  }
}

function hasUnreadable(acl: Acl): boolean {
  return acl.some(
    (element) => element.kind === 'list' && (element.unreadable !== undefined || hasUnreadable(element.list)),
  )
}

function collect(acl: Acl, all: Map<string, Prefix>, lists: Set<Acl>): void {
  if (lists.has(acl)) return
  lists.add(acl)
  for (const element of acl)
    if (element.kind === 'list') collect(element.list, all, lists)
    else all.set(prefixKey(element.prefix), element.prefix)
}

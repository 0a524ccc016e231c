// Carries over `match-destinations`: named chooses a view by the address of ours that a client asks. We tie an address of ours to a view
// where everybody gets the same there; elsewhere clients that might get another view get none.

import { type Prefix, prefixKey } from '../../views/prefix.ts'
import { type Acl, certain, decide, prefixesIn } from './acl.ts'
import { clientPrefixes, type OrderedView, type Prefixes } from './clients.ts'
import type { Endpoint } from './listen.ts'

export type DestinedView = OrderedView & {
  /** Addresses of ours that have the view; undefined: all. */
  readonly destinations: Acl | undefined
}

export type Destined = {
  /** Clients of views at all addresses of ours that we do not tie. */
  readonly clients: Prefixes
  /** The view or audience that an address of ours is tied to. */
  readonly tied: ReadonlyMap<Endpoint, string>
  /** Views of which we do not know who gets them. */
  readonly undecided: ReadonlySet<string>
  /** Views that are at no address where we listen. */
  readonly unreached: ReadonlySet<string>
}

export function byDestination(views: readonly DestinedView[], listen: readonly Endpoint[]): Destined {
  if (views.every(({ destinations }) => destinations === undefined))
    return { clients: clientPrefixes(views), tied: new Map(), undecided: new Set(), unreached: new Set() }
  const families = ([4, 6] as const).map((family) => forFamily(views, family, listen))
  const clients = new Map<string | undefined, readonly Prefix[]>()
  for (const { shared } of families)
    for (const [view, prefixes] of shared) clients.set(view, [...(clients.get(view) ?? []), ...prefixes])
  return {
    clients,
    tied: new Map(families.flatMap(({ tied }) => [...tied])),
    undecided: new Set(families.flatMap(({ undecided }) => namesOf(undecided))),
    unreached: new Set(
      namesOf(
        views
          .filter(({ destinations }) => destinations !== undefined)
          .filter((view) => listen.every(({ address }) => isAskedAt(view.destinations, address) === false)),
      ),
    ),
  }
}

type FamilyViews = {
  readonly shared: Prefixes
  readonly tied: ReadonlyMap<Endpoint, string>
  readonly undecided: readonly DestinedView[]
}

function namesOf(views: readonly DestinedView[]): string[] {
  return views.flatMap(({ name }) => (name === undefined ? [] : [name]))
}

function forFamily(views: readonly DestinedView[], family: 4 | 6, listen: readonly Endpoint[]): FamilyViews {
  const whoGets = (ordered: readonly OrderedView[]) =>
    new Map([...clientPrefixes(ordered)].map(([view, list]) => [view, list.filter((one) => one.family === family)]))
  const usual = whoGets(views.filter(({ destinations }) => destinations === undefined))
  const tied = new Map<Endpoint, string>()
  const untied = new Map<string, Prefixes>()
  for (const endpoint of listen.filter(({ address }) => address.family === family)) {
    const here = whoGets(views.flatMap((view) => viewAt(view, endpoint.address)))
    const only = viewOfAll(here)
    if (only === undefined || textOf(here) === textOf(usual)) untied.set(textOf(here), here)
    else tied.set(endpoint, only)
  }
  const destined = views.filter(({ destinations }) => destinations !== undefined)
  if (untied.size > 1) {
    const shared = whoGets(views.map((view) => (destined.includes(view) ? nobodyOf(view) : view)))
    return { shared, tied, undecided: destined }
  }
  const open = listen.filter((one) => one.address.family === family && !tied.has(one))
  const undecided = destined.filter((view) =>
    open.some(({ address }) => isAskedAt(view.destinations, address) === undefined),
  )
  return { shared: [...untied.values()][0] ?? usual, tied, undecided }
}

function viewAt(view: DestinedView, address: Prefix): OrderedView[] {
  const asked = isAskedAt(view.destinations, address)
  if (asked === undefined) return [nobodyOf(view)]
  return asked ? [view] : []
}

/** Whether the list takes the address of ours, which may be all of a family; undefined where it takes a part of them, or we do not know. */
export function isAskedAt(destinations: Acl | undefined, address: Prefix): boolean | undefined {
  if (destinations === undefined) return true
  const parts = prefixesIn(destinations).some(({ family, bits }) => family === address.family && bits > address.bits)
  if (parts && address.bits === 0) return undefined
  if (decide(certain(destinations), address) === true) return true
  return decide(destinations, address) === true ? undefined : false
}

/** The view without a name: its clients must not get the views behind it either. */
function nobodyOf({ clients }: DestinedView): OrderedView {
  return { name: undefined, clients }
}

function viewOfAll(prefixes: Prefixes): string | undefined {
  const lists = [...prefixes].filter(([, list]) => list.length > 0)
  const [view, list] = lists[0] ?? []
  return lists.length === 1 && list![0]!.bits === 0 ? view : undefined
}

function textOf(prefixes: Prefixes): string {
  return JSON.stringify([...prefixes].map(([view, list]) => [view ?? null, list.map(prefixKey)]))
}

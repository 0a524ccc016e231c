// Decides which members of catalogs become faces of a view, and from which primary. It goes by the catalogs' lists, the configuration, and
// which catalog has had each zone so far; it looks at no zone, socket or clock.

import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import type { ConsumedCatalog } from '../text/config/catalogs.ts'
import { matchesName } from '../text/config/matches-name.ts'
import type { ZoneSetting } from '../text/config/settings.ts'
import { type CatalogMember, nameKey } from './member.ts'
import { say } from './says.ts'

/** A member that is a face of the view. */
export type Owned = {
  readonly view: string
  readonly zone: Uint8Array
  /** Key of the catalog's name. */
  readonly catalog: string
  readonly label: string
  /** Its name in the configuration. */
  readonly primary: string
}

/** `members`: the catalog's last good list; undefined if there was none. */
export type Listing = { readonly catalog: ConsumedCatalog; readonly members: readonly CatalogMember[] | undefined }

export type Denied = { readonly catalog: ConsumedCatalog; readonly member: CatalogMember; readonly why: Said }

export type Settlement = {
  readonly owned: readonly Owned[]
  /** Those of them that begin anew: nothing that is known of them holds any more (RFC 9432 §5.4). */
  readonly reset: readonly Owned[]
  readonly denied: readonly Denied[]
}

/** `zones`: the configured ones. `catalogs`: names of all catalogs, by view. */
export type Here = {
  readonly zones: readonly ZoneSetting[]
  readonly catalogs: readonly { readonly viewName: string; readonly origin: Uint8Array; readonly name: string }[]
}

export function settle(listings: readonly Listing[], before: readonly Owned[], here: Here): Settlement {
  const work = settling(listings, before, here)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** The same, but yields to other work: there may be tens of thousands of members. */
export function* settling(
  listings: readonly Listing[],
  before: readonly Owned[],
  here: Here,
): Generator<void, Settlement> {
  const settling = new Settling(listings, here)
  yield
  const known = new Set<string>()
  for (const one of before) {
    settling.goOn(one)
    known.add(ownedKey(one))
    yield
  }
  yield* settling.admitOthers(known)
  return settling.settlement
}

export function ownedKey({ view, zone }: Pick<Owned, 'view' | 'zone'>): string {
  return `${view} ${nameKey(zone)}`
}

class Settling {
  readonly #listings: readonly Listed[]
  readonly #around: Surroundings
  readonly #owned = new Map<string, Owned>()
  readonly #reset: Owned[] = []
  readonly #denied: Denied[] = []

  constructor(listings: readonly Listing[], here: Here) {
    this.#listings = listings.map(listed)
    this.#around = new Surroundings(here)
  }

  get settlement(): Settlement {
    return { owned: [...this.#owned.values()], reset: this.#reset, denied: this.#denied }
  }

  /** Only the catalog that has a zone can drop it or hand it over (RFC 9432 §4.3.1). */
  goOn(one: Owned): void {
    const own = this.#listings.find(({ key, catalog }) => key === one.catalog && catalog.viewName === one.view)
    if (own === undefined) return
    if (own.members === undefined) {
      this.#owned.set(ownedKey(one), one)
      return
    }
    const member = own.members.get(nameKey(one.zone))
    if (member === undefined) return
    const heir = this.#heirOf(own, member)
    const next = ownedBy(heir?.listing ?? own, heir?.member ?? member)
    if (heir === undefined && this.#around.whyNot(own.catalog, member) !== undefined) return
    this.#owned.set(ownedKey(next), next)
    if (next.label !== one.label) this.#reset.push(next)
  }

  /** `known`: keys of former faces: one that now comes from another catalog begins anew. */
  *admitOthers(known: ReadonlySet<string>): Generator<void, void> {
    for (const listing of this.#listings)
      for (const member of listing.members?.values() ?? []) {
        yield
        const next = ownedBy(listing, member)
        const key = ownedKey(next)
        const owner = this.#owned.get(key)
        if (owner?.catalog === listing.key) continue
        const why = owner === undefined ? this.#around.whyNot(listing.catalog, member) : hasOwner(this.#nameOf(owner))
        if (why !== undefined) {
          this.#denied.push({ catalog: listing.catalog, member, why })
          continue
        }
        this.#owned.set(key, next)
        if (known.has(key)) this.#reset.push(next)
      }
  }

  /** The catalog that takes the member over, once that catalog lists it too. */
  #heirOf({ catalog: { viewName }, key: own }: Listed, { coo, zone }: CatalogMember) {
    if (coo === undefined || nameKey(coo) === own) return undefined
    const listing = this.#listings.find(({ key, catalog }) => key === nameKey(coo) && catalog.viewName === viewName)
    const member = listing?.members?.get(nameKey(zone))
    if (listing === undefined || member === undefined) return undefined
    return this.#around.whyNot(listing.catalog, member) === undefined ? { listing, member } : undefined
  }

  #nameOf({ catalog, view }: Owned): string {
    const listing = this.#listings.find((one) => one.key === catalog && one.catalog.viewName === view)
    return listing?.catalog.name ?? ''
  }
}

type Listed = {
  readonly catalog: ConsumedCatalog
  readonly key: string
  readonly members: ReadonlyMap<string, CatalogMember> | undefined
}

function listed({ catalog, members }: Listing): Listed {
  const byName = members && new Map(members.map((member) => [nameKey(member.zone), member]))
  return { catalog, key: nameKey(catalog.origin), members: byName }
}

function ownedBy({ catalog, key }: Listed, member: CatalogMember): Owned {
  const { zone, label } = member
  return { view: catalog.viewName, zone, catalog: key, label, primary: primaryOf(catalog, member) }
}

/** RFC 9432 §4.3.2: of several groups the first that Janus knows; without a known one, the catalog's primary. */
export function primaryOf({ primary, groups }: ConsumedCatalog, member: CatalogMember): string {
  return member.groups.map((group) => groups.get(group)).find((one) => one !== undefined) ?? primary
}

function hasOwner(catalog: string): Said {
  return say('has-owner', { catalog })
}

/** Finds by name what is configured at, above and below a member: there may be many zones and many members. */
class Surroundings {
  readonly #at = new Map<string, ZoneSetting>()
  /** By each name above a zone. */
  readonly #above = new Map<string, ZoneSetting>()
  readonly #catalogs: ReadonlyMap<string, string>

  constructor({ zones, catalogs }: Here) {
    for (const zone of zones) {
      const [key, ...above] = suffixesOf(zone.origin)
      this.#at.set(key!, zone)
      for (const name of above) if (!this.#above.has(name)) this.#above.set(name, zone)
    }
    this.#catalogs = new Map(catalogs.map(({ viewName, origin, name }) => [`${viewName} ${nameKey(origin)}`, name]))
  }

  /** Why the member must not become a face; undefined if it may. */
  whyNot({ viewName: view, zones }: ConsumedCatalog, { zone }: CatalogMember): Said | undefined {
    const admitting = zones?.filter((pattern) => matchesName(pattern, zone))
    if (admitting?.length === 0) return say('not-admitted')
    const names = suffixesOf(zone)
    const catalog = names.map((name) => this.#catalogs.get(`${view} ${name}`)).find((name) => name !== undefined)
    if (catalog !== undefined) return say('near-catalog', { catalog })
    const own = this.#at.get(names[0]!)
    if (own !== undefined && isOf(own, view)) return say('is-zone')
    if (admitting?.some(({ self }) => self)) return undefined
    const near = names.map((name) => this.#at.get(name)).find((one) => one !== undefined) ?? this.#above.get(names[0]!)
    if (near === undefined) return undefined
    // The message names no zone of another view.
    return isOf(near, view) ? say('near-zone', { zone: nameText(near.origin) }) : say('near-other')
  }
}

function isOf({ faces }: ZoneSetting, view: string): boolean {
  return faces.some(({ viewName }) => viewName === view)
}

/** The name and all above it, as keys. */
function suffixesOf(name: Uint8Array): string[] {
  const key = nameKey(name)
  const all: string[] = []
  for (let at = 0; ; at += 1 + name[at]!) {
    all.push(key.slice(at))
    if (name[at] === 0) return all
  }
}

/**
 * Why Janus does not follow a catalog's new list: somebody may have emptied it by mistake (RFC 9432 §6), or made it again with other labels,
 * so that every zone begins anew and is gone until it has come (§5.4).
 */
export function* whyTooFew(
  { origin, viewName, removalLimit }: ConsumedCatalog,
  owned: readonly Owned[],
  members: readonly CatalogMember[],
): Generator<void, Said | undefined> {
  const own = nameKey(origin)
  const had = owned.filter(({ catalog, view }) => catalog === own && view === viewName)
  const labels = new Map<string, string>()
  for (const { zone, label } of members) {
    labels.set(nameKey(zone), label)
    yield
  }
  let gone = 0
  for (const { zone, label } of had) {
    if (labels.get(nameKey(zone)) !== label) gone++
    yield
  }
  if (gone <= Math.max(1, Math.floor((had.length * removalLimit) / 100))) return undefined
  const needed = Math.ceil((gone * 100) / had.length)
  return say('removes-many', { gone, members: had.length, limit: removalLimit, needed })
}

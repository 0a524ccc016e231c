// The catalogs of other servers (RFC 9432). We fetch them like zones and show them to nobody; their members become faces of their view. A
// catalog that is broken, or takes too much away at once, changes nothing.

import type { Logger } from 'pino'
import { type Book, bookKey } from '../catalog/book.ts'
import { nameKey } from '../catalog/member.ts'
import { readingCatalog } from '../catalog/read-catalog.ts'
import { english } from '../catalog/says.ts'
import {
  type Denied,
  type Here,
  type Listing,
  type Owned,
  type Settlement,
  settle,
  settling,
  whyTooFew,
} from '../catalog/settle.ts'
import { addingMembers, membersOf, withMembers, withoutMembers } from '../catalog/with-members.ts'
import type { Said } from '../dns/said.ts'
import { type FaceName, faceKey, type Outcome, type Refused, type Replacing } from '../store/change.ts'
import type { Fold } from '../store/folding.ts'
import { atOnce, inSlices, type Sliced } from '../supply/slices.ts'
import { traceOf } from '../system/why.ts'
import type { ConsumedCatalog } from '../text/config/catalogs.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Copies } from '../transfer/copies.ts'
import type { FetchedFace } from '../transfer/followed-face.ts'
import type { Changeset } from '../zone/changeset.ts'
import { Editor } from '../zone/editor.ts'
import { roomFor } from '../zone/room.ts'
import { Zone } from '../zone/zone.ts'

export type ConsumedOptions = {
  readonly book: Book
  /** The copies of zones from primaries; undefined where none are kept. */
  readonly copies: () => Pick<Copies, 'read'> | undefined
  readonly fold: Fold
  /** Called when the lists may lead to other members. */
  readonly onChange: () => void
  readonly log: Logger
}

/** `serial`: of the newest version that came. `fault`: why that version is not followed. */
export type ConsumedState = {
  readonly catalog: ConsumedCatalog
  readonly serial: number | undefined
  /** Serial of the version that is followed. */
  readonly followed: number | undefined
  readonly fault: Said | undefined
  readonly listing: Listing
}

export class ConsumedCatalogs {
  readonly #options: ConsumedOptions
  /** The newest version of each catalog, good or not. By faceKey(). */
  readonly #zones = new Map<string, Zone>()
  readonly #faults = new Map<string, Said>()
  readonly #judged = new WeakSet<Zone>()
  #judging: Promise<void> = Promise.resolve()
  #settings: Pick<Settings, 'catalogs' | 'primaries'> = { catalogs: [], primaries: [] }

  /** There may be tens of thousands of members, and several ask for the same. */
  readonly #settled = new Latest<Settlement>()

  constructor(options: ConsumedOptions) {
    this.#options = options
  }

  /** The settings with the members that there are, as a start or a reload is to serve them. Nothing has changed yet. */
  complete(settings: Settings): Settings {
    return withMembers(settings, this.settlement(settings).owned)
  }

  /** What the lists, as they are now, lead to. */
  settlement(settings: Settings): Settlement {
    const { contents } = this.#options.book
    if (contents.owned.length === 0 && !settings.catalogs.some(isConsumed)) return NOTHING
    return this.#settled.of(this.#settledOf(settings), () =>
      settle(this.#listings(settings), contents.owned, hereOf(settings)),
    )
  }

  /** Works the settlement out while others have their turns: the next settlement() has it at once. */
  async settle(settings: Settings): Promise<void> {
    const { contents } = this.#options.book
    const of = this.#settledOf(settings)
    if (this.#settled.has(of) || !settings.catalogs.some(isConsumed)) return
    this.#settled.put(of, await inSlices(settling(this.#listings(settings), contents.owned, hereOf(settings))))
  }

  /** The settings with the members that are due by now: the same where these have them. */
  *due(settings: Settings): Sliced<Settings> {
    const { owned, reset } = this.settlement(settings)
    const written = withoutMembers(settings)
    if (owned.length === 0) return written
    yield
    const due = yield* addingMembers(written, owned, settings.zones)
    const [has, wants] = [yield* membersOf(settings), yield* membersOf(due)]
    if (reset.length > 0 || has.size !== wants.size) return due
    for (const [key, from] of wants) if (has.get(key) !== from) return due
    return settings
  }

  /** These are the members from now on. */
  settled(owned: readonly Owned[]): void {
    const { book } = this.#options
    if (!sameOwned(book.contents.owned, owned)) book.put({ owned })
  }

  /** Takes the settings that hold now, and reads the kept copy of each catalog that is new. */
  use(settings: Settings): void {
    this.#settings = settings
    for (const catalog of this.#catalogs()) {
      const name = faceOf(catalog)
      const key = faceKey(name)
      if (this.#zones.has(key)) continue
      const zone = this.#options.copies()?.read(name)
      if (zone instanceof Zone) this.#zones.set(key, zone)
    }
    this.#judgeAgain()
  }

  /** Catalogs are fetched as zones are. */
  faces(): readonly FetchedFace[] {
    const primaries = new Map(this.#settings.primaries.map((one) => [one.name, one]))
    return this.#catalogs().flatMap((catalog) => {
      const primary = primaries.get(catalog.primary)
      return primary === undefined ? [] : [{ name: faceOf(catalog), zone: catalog.name, primary }]
    })
  }

  has(name: FaceName): boolean {
    return this.#find(name) !== undefined
  }

  served(name: FaceName): Zone | undefined {
    return this.#zones.get(faceKey(name))
  }

  /** Takes a new version; gives why it does not. A catalog that has expired goes on listing what it listed (RFC 9432 §5.1). */
  async replace(
    name: FaceName,
    zone: Zone | undefined,
    { isWanted, keep }: Pick<Replacing, 'isWanted' | 'keep'>,
  ): Promise<Refused | undefined> {
    // A reload may come while the disk is waited for.
    const whyNot = () => this.#whyNot(name, isWanted)
    const refused = whyNot()
    if (refused !== undefined) return refused
    await keep?.()
    return whyNot() ?? this.#put(name, zone)
  }

  async change(name: FaceName, changes: Changeset, isWanted: () => boolean): Promise<Outcome> {
    const before = this.served(name)
    if (before === undefined) return { kind: 'unknown-face' }
    const { zone, children } = await this.#options.fold(before, roomFor(before, changes))
    const refused = this.#whyNot(name, isWanted)
    if (refused !== undefined) return refused
    const edited = new Editor(zone, children).edit(changes)
    if (!(edited instanceof Zone))
      return edited.kind === 'misfit' ? edited : { kind: 'failed', reason: 'it does not fit into the image' }
    this.#put(name, edited)
    return { kind: 'accepted', serial: edited.serial }
  }

  #whyNot(name: FaceName, isWanted: Replacing['isWanted']): Refused | undefined {
    if (!this.has(name)) return { kind: 'unknown-face' }
    return isWanted?.() === false ? { kind: 'declined' } : undefined
  }

  #put(name: FaceName, zone: Zone | undefined): undefined {
    const key = faceKey(name)
    if (zone === undefined) this.#zones.delete(key)
    else {
      this.#zones.set(key, zone)
      this.#judgeSoon(name, zone)
    }
  }

  states(): readonly ConsumedState[] {
    const { lists } = this.#options.book.contents
    return this.#catalogs().map((catalog) => {
      const key = faceKey(faceOf(catalog))
      const list = lists.get(bookKey(catalog.viewName, catalog.origin))
      return {
        catalog,
        serial: this.#zones.get(key)?.serial,
        followed: list?.serial,
        fault: this.#faults.get(key),
        listing: { catalog, members: list?.members },
      }
    })
  }

  #settledOf({ zones, catalogs }: Settings): readonly unknown[] {
    const { lists, owned } = this.#options.book.contents
    return [lists, owned, zones, catalogs]
  }

  #catalogs(): ConsumedCatalog[] {
    return this.#settings.catalogs.filter(isConsumed)
  }

  #find(name: FaceName): ConsumedCatalog | undefined {
    const key = faceKey(name)
    return this.#catalogs().find((catalog) => faceKey(faceOf(catalog)) === key)
  }

  #listings({ catalogs }: Pick<Settings, 'catalogs'>): Listing[] {
    const { lists } = this.#options.book.contents
    return catalogs.filter(isConsumed).map((catalog) => {
      const list = lists.get(bookKey(catalog.viewName, catalog.origin))
      return { catalog, members: list?.members }
    })
  }

  /** Judges versions that are not followed once more: a reload may have set another limit. */
  #judgeAgain(): void {
    const { lists } = this.#options.book.contents
    for (const catalog of this.#catalogs()) {
      const zone = this.#zones.get(faceKey(faceOf(catalog)))
      const known = lists.get(bookKey(catalog.viewName, catalog.origin))
      if (zone !== undefined && known?.serial !== zone.serial) atOnce(this.#judge(catalog, zone))
    }
  }

  /** Judges the version while others have their turns, after those that came before it; not if a newer one has come meanwhile. */
  #judgeSoon(name: FaceName, zone: Zone): void {
    const isDue = () => this.#zones.get(faceKey(name)) === zone && !this.#judged.has(zone)
    this.#judging = this.#judging
      .then(async () => {
        const catalog = this.#find(name)
        if (catalog !== undefined && isDue()) await inSlices(this.#judge(catalog, zone, isDue))
      })
      .catch((error) =>
        this.#options.log.error(
          { reason: traceOf(error) },
          'the work on a catalog failed because of a bug in Janus: report it with this line',
        ),
      )
  }

  *#judge(catalog: ConsumedCatalog, zone: Zone, isDue: () => boolean = () => true): Sliced<void> {
    const { book, log } = this.#options
    const key = faceKey(faceOf(catalog))
    const read = yield* readingCatalog(zone)
    const fault = 'broken' in read ? read.broken : yield* whyTooFew(catalog, book.contents.owned, read.members)
    if (!isDue()) return
    this.#judged.add(zone)
    const about = { catalog: catalog.name, view: catalog.viewName, serial: zone.serial }
    if ('broken' in read || fault !== undefined) {
      this.#faults.set(key, fault!)
      log.error(
        { ...about, reason: english.text(fault!) },
        'the new version of a catalog is not followed: its members stay as they were',
      )
      return
    }
    this.#faults.delete(key)
    const lists = new Map(book.contents.lists)
    lists.set(bookKey(catalog.viewName, catalog.origin), { serial: zone.serial, members: read.members })
    book.put({ lists })
    log.info({ ...about, members: read.members.length }, 'a new version of a catalog has come')
    this.#options.onChange()
  }
}

/** Holds the last result with the objects that it was found from: the same objects are not looked through again. */
class Latest<Found> {
  #of: readonly unknown[] = []
  #found: Found | undefined

  has(what: readonly unknown[]): boolean {
    return this.#found !== undefined && what.every((one, i) => one === this.#of[i])
  }

  put(what: readonly unknown[], found: Found): void {
    this.#found = found
    this.#of = what
  }

  of(what: readonly unknown[], find: () => Found): Found {
    if (!this.has(what)) this.put(what, find())
    return this.#found!
  }
}

const NOTHING: Settlement = { owned: [], reset: [], denied: [] }

function isConsumed(setting: Settings['catalogs'][number]): setting is ConsumedCatalog {
  return setting.kind === 'consumed'
}

/** Tells of members that are no faces: each once for as long as the reason is the same. */
export class DeniedLog {
  readonly #log: Logger
  #told = new Map<string, string>()

  constructor(log: Logger) {
    this.#log = log
  }

  tell(denied: readonly Denied[], textOf: (name: Uint8Array) => string): void {
    const now = new Map<string, string>()
    for (const { catalog, member, why } of denied) {
      const reason = english.text(why)
      const key = `${bookKey(catalog.viewName, catalog.origin)} ${nameKey(member.zone)}`
      now.set(key, reason)
      if (this.#told.get(key) === reason) continue
      this.#log.warn(
        { catalog: catalog.name, view: catalog.viewName, zone: textOf(member.zone), reason },
        'a member of a catalog is not served',
      )
    }
    this.#told = now
  }
}

function faceOf({ viewName: view, origin }: ConsumedCatalog): FaceName {
  return { view, origin }
}

function hereOf(settings: Settings): Here {
  return { zones: withoutMembers(settings).zones, catalogs: settings.catalogs }
}

function sameOwned(before: readonly Owned[], after: readonly Owned[]): boolean {
  return (
    before.length === after.length &&
    before.every((one, i) => {
      const other = after[i]!
      return (
        one.view === other.view &&
        one.catalog === other.catalog &&
        one.label === other.label &&
        one.primary === other.primary &&
        nameKey(one.zone) === nameKey(other.zone)
      )
    })
  )
}

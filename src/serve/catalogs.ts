// The catalogs of a running server (RFC 9432): those that it makes, those that it follows, and the members that come and go with these
// while it goes on serving all else.

import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Book } from '../catalog/book.ts'
import { type Owned, ownedKey } from '../catalog/settle.ts'
import { addingMembers, withoutMembers } from '../catalog/with-members.ts'
import { nameText } from '../dns/name-text.ts'
import { keptFile } from '../state/kept-folder.ts'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { withZones } from '../store/generation/with-zones.ts'
import { atOnce, inSlices, type Sliced } from '../supply/slices.ts'
import { thisMoment } from '../system/clocks.ts'
import { traceOf, whyOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import type { FaceStatus } from '../transfer/face-status.ts'
import type { Expiry } from '../zone/expiry.ts'
import {
  type CatalogCount,
  type CatalogLine,
  consumedCount,
  consumedLine,
  producedCount,
  producedLine,
  refreshedByView,
} from './catalog-lines.ts'
import { ConsumedCatalogs, DeniedLog } from './consumed-catalogs.ts'
import type { Host, Part } from './part.ts'
import type { BeforeZones } from './part-table.ts'
import { ProducedCatalogs } from './produced-catalogs.ts'

export class Catalogs implements Part {
  readonly produced: ProducedCatalogs
  readonly consumed: ConsumedCatalogs
  readonly #base: BeforeZones
  readonly #book: Book
  readonly #denied: DeniedLog

  constructor(base: BeforeZones) {
    const { state, kept, early, comparing, folding, history, log, onDue: onChange } = base
    this.#base = base
    const book = openBook(state, log)
    this.#book = book
    book.onFault = (reason) =>
      log.error({ reason }, 'the lists of catalogs cannot be written to disk: a restart loses them')
    const wall = () => thisMoment().wall
    this.produced = new ProducedCatalogs({ record: kept.serials, comparing, history, book, wall })
    this.consumed = new ConsumedCatalogs({ book, copies: () => early.copies?.files, fold: folding.fold, onChange, log })
    this.#denied = new DeniedLog(log)
  }

  /** The settings with the members that are due by these. */
  complete(settings: Settings): Settings {
    return this.consumed.complete(settings)
  }

  /** The candidate with the members that are due by now. */
  applied(candidate: Candidate, { catalogs }: Pick<Settings, 'catalogs'>): Candidate {
    const settings = { ...candidate.settings, catalogs }
    const due = atOnce(this.consumed.due(settings))
    return due === settings ? candidate : withZones(candidate, due, this.#expiryOf)
  }

  readonly #expiryOf = (face: FaceName): Expiry | undefined => this.#base.early.copies?.expiry(face)

  /** Resolves when the book is on the disk as it is in memory. */
  written(): Promise<void> {
    return this.#book.written()
  }

  prepare(served: Settings, latest: Settings): Promise<() => void> {
    return this.produced.prepare(served, latest)
  }

  use(latest: Settings): void {
    this.consumed.use(latest)
  }

  /** Serves the members to which the lists lead by now. */
  async follow(host: Host): Promise<void> {
    try {
      await this.#follow(host)
    } catch (error) {
      const reason = traceOf(error)
      this.#base.log.error(
        { reason },
        'the work on catalogs failed because of a bug in Janus: report it with this line',
      )
    }
  }

  async #follow({ generations, publish }: Host): Promise<void> {
    const { catalogs } = generations.latest
    const asOf = (owned: readonly Owned[]) => once((settings) => withOwned({ ...settings, catalogs }, owned))
    const now = { ...generations.current.candidate.settings, catalogs }
    await this.consumed.settle(now)
    const { owned, reset, denied } = this.consumed.settlement(now)
    this.#denied.tell(denied, nameText)
    const before = generations.current.candidate.settings.zones
    if (reset.length > 0) {
      const fresh = new Set(reset.map(ownedKey))
      await this.#rezone(generations, publish, asOf(owned.filter((one) => !fresh.has(ownedKey(one)))))
    }
    const was = { ...generations.current.candidate.settings, catalogs }
    const isOther = (await inSlices(this.consumed.due(was))) !== was
    if (isOther || reset.length > 0) await this.#rezone(generations, publish, asOf(owned))
    await setImmediate()
    this.consumed.settled(owned)
    this.#tell(before, generations.current.candidate.settings.zones)
  }

  /** `refreshed`: what is known of all that comes from primaries. */
  lines(served: Settings, latest: Settings, refreshed: readonly FaceStatus[]): CatalogLine[] {
    const settlement = this.consumed.settlement({ ...served, catalogs: latest.catalogs })
    const of = refreshedByView(refreshed)
    return [
      ...this.produced.all.map((one) => producedLine(one, served.zones, latest)),
      ...this.consumed.states().map((one) => consumedLine(one, settlement, of(one.catalog.viewName))),
    ]
  }

  /** The same without a line for each member. */
  counts(served: Settings, { catalogs }: Settings, refreshed: readonly FaceStatus[]): CatalogCount[] {
    const settlement = this.consumed.settlement({ ...served, catalogs })
    const states = this.consumed.states()
    const of = states.length === 0 ? undefined : refreshedByView(refreshed)
    return [
      ...this.produced.all.map(producedCount),
      ...states.map((one) => consumedCount(one, settlement, of!(one.catalog.viewName))),
    ]
  }

  async #rezone(
    generations: Generations,
    publish: Host['publish'],
    change: (settings: Settings) => Sliced<Settings>,
  ): Promise<void> {
    const { settings: before } = generations.current.candidate
    const settings = await inSlices(change(before))
    const commit = await this.produced.prepare(settings, generations.latest)
    const gone = goneFrom(before, settings)
    await setImmediate()
    for (let isDone = false; !isDone; ) isDone = (await inSlices(generations.rezone(change, this.#expiryOf)))()
    commit()
    publish()
    // RFC 9432 §5.3: a zone's data goes with the zone, and before the book says that the zone has gone.
    await this.#base.early.copies?.files?.putAside(gone, ({ view, origin }, error) =>
      this.#base.log.error(
        { zone: nameText(origin), view, reason: String(error) },
        'the copy of a zone that a catalog removed cannot be put aside',
      ),
    )
  }

  #tell(before: Settings['zones'], after: Settings['zones']): void {
    const [was, is] = differing(before, after).map(facesIn) as [Set<string>, Set<string>]
    const come = [...is].filter((one) => !was.has(one))
    const gone = [...was].filter((one) => !is.has(one))
    if (come.length + gone.length === 0) return
    const some = (all: readonly string[]) => all.slice(0, MOST_TOLD)
    const { kept, log } = this.#base
    kept.audit.add({
      at: Date.now(),
      actor: { who: 'catalogs', way: 'transfer' },
      what: 'catalog',
      views: [],
      detail: { come: some(come), gone: some(gone) },
    })
    log.info(
      { come: come.length, gone: gone.length, zones: some(come), zonesGone: some(gone) },
      'catalogs have added or removed zones',
    )
  }
}

/** Several places hold the same settings: each is changed once. */
function once(change: (settings: Settings) => Sliced<Settings>): (settings: Settings) => Sliced<Settings> {
  const known = new Map<Settings, Settings>()
  return function* (settings) {
    const made = known.get(settings) ?? (yield* change(settings))
    known.set(settings, made)
    return made
  }
}

/** Zones that one line of the log names. */
const MOST_TOLD = 20

function withOwned(settings: Settings, owned: readonly Owned[]): Sliced<Settings> {
  return addingMembers(withoutMembers(settings), owned, settings.zones)
}

function facesIn(zones: Settings['zones']): Set<string> {
  return new Set(zones.flatMap(({ name, faces }) => faces.map(({ viewName }) => `${name} in ${viewName}`)))
}

/** The zones of each list that the other list lacks: most zones stay what they are. */
function differing(
  before: Settings['zones'],
  after: Settings['zones'],
): readonly [Settings['zones'], Settings['zones']] {
  const [were, are] = [new Set(before), new Set(after)]
  return [before.filter((zone) => !are.has(zone)), after.filter((zone) => !were.has(zone))]
}

function goneFrom(before: Settings, after: Settings) {
  const [left, come] = differing(before.zones, after.zones)
  const still = facesIn(come)
  return left.flatMap(({ name, origin, faces }) =>
    faces.flatMap(({ viewName: view }) => (still.has(`${name} in ${view}`) ? [] : [{ view, origin }])),
  )
}

function openBook(state: string, log: Logger): Book {
  let reason: string
  try {
    const book = Book.open(keptFile(state, 'catalogs'))
    if (typeof book !== 'string') return book
    reason = book
  } catch (error) {
    reason = whyOf(error)
  }
  log.error(
    { reason },
    'the lists of catalogs cannot be read, and are not written: restore the file kept/catalogs from the backup, or delete it',
  )
  return Book.inMemory()
}

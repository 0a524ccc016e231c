// The catalogs of a running server (RFC 9432): those that it makes, those that it follows, and the members that come and go with these
// while all else is served on.

import { join } from 'node:path'
import type { Logger } from 'pino'
import { Book } from '../catalog/book.ts'
import { type Owned, ownedKey } from '../catalog/settle.ts'
import { withMembers, withoutMembers } from '../catalog/with-members.ts'
import { nameText } from '../dns/name-text.ts'
import type { Audit } from '../observe/audit.ts'
import { keptFolder } from '../state/kept-folder.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Fold } from '../store/folding.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { withZones } from '../store/generation/with-zones.ts'
import type { History } from '../store/history.ts'
import type { SuccessionOptions } from '../store/succession.ts'
import { thisMoment } from '../system/clocks.ts'
import type { CatalogSetting } from '../text/config/catalogs.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Copies } from '../transfer/copies.ts'
import type { FaceStatus } from '../transfer/refresher.ts'
import { type CatalogLine, consumedLine, producedLine } from './catalog-lines.ts'
import { ConsumedCatalogs, DeniedLog } from './consumed-catalogs.ts'
import { ProducedCatalogs } from './produced-catalogs.ts'

export type CatalogsOptions = {
  /** The state folder. */
  readonly state: string
  readonly copies: Copies | undefined
  readonly record: SuccessionOptions['record']
  readonly comparing: Comparing
  readonly fold: Fold
  readonly history: Pick<History, 'add' | 'drop'>
  readonly log: Logger
  readonly audit: Audit
}

/** Who serves. */
export type Host = {
  readonly generations: Generations
  readonly publish: () => void
}

export class Catalogs {
  readonly produced: ProducedCatalogs
  readonly consumed: ConsumedCatalogs
  readonly #options: CatalogsOptions
  readonly #denied: DeniedLog

  constructor(options: CatalogsOptions) {
    const { state, copies, record, comparing, fold, history, log } = options
    this.#options = options
    const book = openBook(state, log)
    const onFault = (reason: string) => log.error({ reason }, 'the labels of catalogs cannot be kept')
    const wall = () => thisMoment().wall
    this.produced = new ProducedCatalogs({ record, comparing, history, book, wall, onFault })
    this.consumed = new ConsumedCatalogs({ book, copies, fold, log })
    this.#denied = new DeniedLog(log)
  }

  /** At the start, before anybody is answered. */
  async begin(settings: Settings): Promise<void> {
    this.consumed.use(settings)
    const commit = await this.produced.prepare(settings, settings)
    commit()
  }

  /** The settings with the members that are due by these. */
  complete(settings: Settings): Settings {
    return this.consumed.complete(settings)
  }

  /** The candidate with the members that are due by now, whenever it was made. `catalogs`: those that hold. */
  applied(candidate: Candidate, catalogs: readonly CatalogSetting[] = candidate.settings.catalogs): Candidate {
    const settings = { ...candidate.settings, catalogs }
    if (!this.consumed.differs(settings)) return candidate
    return withZones(candidate, due(settings, this.consumed.settlement(settings).owned))
  }

  /** What the lists lead to becomes what is served. Call it while no change is on its way. */
  async follow({ generations, publish }: Host): Promise<void> {
    const { catalogs } = generations.latest
    const asOf = (owned: readonly Owned[]) => (settings: Settings) => due({ ...settings, catalogs }, owned)
    const { owned, reset, denied } = this.consumed.settlement({ ...generations.current.candidate.settings, catalogs })
    this.#denied.tell(denied, nameText)
    const before = generations.current.candidate.settings.zones
    if (reset.length > 0) {
      const fresh = new Set(reset.map(ownedKey))
      await this.#rezone(generations, publish, asOf(owned.filter((one) => !fresh.has(ownedKey(one)))))
    }
    if (this.consumed.differs({ ...generations.current.candidate.settings, catalogs }) || reset.length > 0)
      await this.#rezone(generations, publish, asOf(owned))
    this.consumed.settled(owned)
    this.#tell(before, generations.current.candidate.settings.zones)
  }

  /** `refreshed`: what is known of all that comes from primaries. */
  lines(served: Settings, latest: Settings, refreshed: readonly FaceStatus[]): CatalogLine[] {
    const settlement = this.consumed.settlement({ ...served, catalogs: latest.catalogs })
    return [
      ...this.produced.all.map((one) => producedLine(one, served.zones, latest)),
      ...this.consumed.states().map((one) => consumedLine(one, settlement, refreshed)),
    ]
  }

  async #rezone(
    generations: Generations,
    publish: Host['publish'],
    change: (settings: Settings) => Settings,
  ): Promise<void> {
    const { candidate } = generations.current
    const settings = change(candidate.settings)
    const commit = await this.produced.prepare(settings, generations.latest)
    const gone = goneFrom(candidate.settings, settings)
    generations.rezone(change)
    commit()
    publish()
    // RFC 9432 §5.3: what is known of a zone goes with it.
    for (const name of gone)
      try {
        this.#options.copies?.putAside(name)
      } catch (error) {
        this.#options.log.error({ view: name.view, reason: String(error) }, 'the copy of a zone cannot be put aside')
      }
  }

  #tell(before: Settings['zones'], after: Settings['zones']): void {
    const [was, is] = [facesIn(before), facesIn(after)]
    const come = [...is].filter((one) => !was.has(one))
    const gone = [...was].filter((one) => !is.has(one))
    if (come.length + gone.length === 0) return
    const some = (all: readonly string[]) => all.slice(0, MOST_TOLD)
    const { log, audit } = this.#options
    audit.add({
      at: Date.now(),
      actor: { who: 'catalogs', way: 'transfer' },
      what: 'catalog',
      views: [],
      detail: { come: some(come), gone: some(gone) },
    })
    log.info(
      { come: come.length, gone: gone.length, zones: some(come), zonesGone: some(gone) },
      'catalogs have brought and taken zones',
    )
  }
}

/** Zones that one line of the log names. */
const MOST_TOLD = 20

function due(settings: Settings, owned: readonly Owned[]): Settings {
  return withMembers(withoutMembers(settings), owned)
}

function facesIn(zones: Settings['zones']): Set<string> {
  return new Set(zones.flatMap(({ name, faces }) => faces.map(({ viewName }) => `${name} in ${viewName}`)))
}

function goneFrom(before: Settings, after: Settings) {
  const still = facesIn(after.zones)
  return before.zones.flatMap(({ name, origin, faces }) =>
    faces.flatMap(({ viewName: view }) => (still.has(`${name} in ${view}`) ? [] : [{ view, origin }])),
  )
}

function openBook(state: string, log: Logger): Book {
  let reason: string
  try {
    const book = Book.open(join(keptFolder(state).path, 'catalogs'))
    if (typeof book !== 'string') return book
    reason = book
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  log.error(
    { reason },
    'the lists of catalogs cannot be read, and are not written: restore the file kept/catalogs from the backup, or take it away',
  )
  return Book.inMemory()
}

// The catalogs that we make (RFC 9432), each as a zone that its consumers may fetch. No view and no generation holds one: a client that may
// not fetch it is answered as if there were none (desk/catalog-desk.ts).

import { type Book, bookKey, type Label } from '../catalog/book.ts'
import { labelOf, nextLabels } from '../catalog/labels.ts'
import { makeCatalog } from '../catalog/make-catalog.ts'
import { type CatalogMember, nameKey } from '../catalog/member.ts'
import { sameName } from '../dns/name.ts'
import { isNewerSerial } from '../dns/serial.ts'
import type { FaceName } from '../store/change.ts'
import type { Comparing } from '../store/comparing.ts'
import type { History } from '../store/history.ts'
import { nextSerial } from '../store/serials.ts'
import type { SuccessionOptions } from '../store/succession.ts'
import type { ProducedCatalog } from '../text/config/catalogs.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import type { Changeset } from '../zone/changeset.ts'
import { diff } from '../zone/diff.ts'
import type { Zone } from '../zone/zone.ts'
import { membersOf } from './catalog-consumers.ts'

export type ProducedOptions = {
  readonly record: SuccessionOptions['record']
  readonly comparing: Comparing
  readonly history: Pick<History, 'add' | 'drop'>
  readonly book: Book
  /** Milliseconds since 1970. */
  readonly wall: () => number
}

/** A catalog as it is now. */
export type Produced = {
  readonly setting: ProducedCatalog
  readonly zone: Zone
  readonly members: readonly CatalogMember[]
}

type Next = Produced & {
  readonly name: FaceName
  readonly changes: Changeset | undefined
  readonly before: Zone | undefined
}

export class ProducedCatalogs {
  readonly #options: ProducedOptions
  #all: readonly Produced[] = []

  constructor(options: ProducedOptions) {
    this.#options = options
  }

  get all(): readonly Produced[] {
    return this.#all
  }

  of(view: string, origin: Uint8Array): Produced | undefined {
    return this.#all.find(({ setting }) => setting.viewName === view && sameName(setting.origin, 0, origin, 0))
  }

  /**
   * Makes the catalogs for these zones, and records their serials so that no restart gives one twice. Resolves with a function to call
   * once the zones are served. `latest`: the settings with catalogs and secondaries.
   */
  async prepare({ zones }: Pick<Settings, 'zones'>, latest: Settings): Promise<() => void> {
    const labels = new Map(this.#options.book.contents.labels)
    const all: Next[] = []
    for (const setting of latest.catalogs) {
      if (setting.kind !== 'produced') continue
      const key = bookKey(setting.viewName, setting.origin)
      const listed = membersOf(setting, zones, latest)
      const known = nextLabels(labels.get(key) ?? new Map(), new Set(listed.map(({ origin }) => nameKey(origin))))
      labels.set(key, known)
      all.push(
        await this.#next(
          setting,
          listed.map((zone) => memberOf(zone, known)),
        ),
      )
    }
    await this.#record(all)
    return () => this.#commit(all, labels)
  }

  async #next(setting: ProducedCatalog, members: readonly CatalogMember[]): Promise<Next> {
    const { record, comparing, wall } = this.#options
    const name = { view: setting.viewName, origin: setting.origin }
    const last = record.of(name)
    const before = this.of(name.view, name.origin)?.zone
    // Without a record, the time is above all serials that a server which lost its record can have given.
    const serial = last?.serial ?? (Math.floor(wall() / 1000) >>> 0 || 1)
    const same = makeCatalog(setting.origin, serial, members)
    if (last === undefined) return { setting, name, members, zone: same, changes: undefined, before: undefined }
    if ((await comparing.digest(same)) === last.digest)
      return { setting, name, members, zone: before?.serial === serial ? before : same, changes: undefined, before }
    const zone = makeCatalog(setting.origin, nextSerial(serial), members)
    return { setting, name, members, zone, before, changes: before && diff(before, zone) }
  }

  async #record(all: readonly Next[]): Promise<void> {
    const { record, comparing } = this.#options
    const last = await Promise.all(
      all.map(async ({ name, zone }) => ({ name, serial: zone.serial, digest: await comparing.digest(zone) })),
    )
    await record.put(last)
  }

  #commit(all: readonly Next[], labels: ReadonlyMap<string, ReadonlyMap<string, Label>>): void {
    const { history, book } = this.#options
    for (const { name, before, zone: after, changes } of all)
      if (before !== undefined && changes !== undefined && isNewerSerial(after.serial, before.serial))
        history.add({ name, before, after, changes })
    this.#all = all.map(({ setting, zone, members }) => ({ setting, zone, members }))
    const known = book.contents.labels
    if ([...labels].every(([key, its]) => known.get(key) === its)) return
    book.put({ labels })
  }
}

function memberOf({ origin }: ZoneSetting, labels: ReadonlyMap<string, Label>): CatalogMember {
  const key = nameKey(origin)
  return { label: labelOf(key, labels.get(key)!), zone: origin, groups: [], coo: undefined }
}

// All parts of a server as one: it tells those that are open what happens, in the order in which they stand in the table.

import type { ListenAddress } from '../net/endpoint.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { FetchedFaces } from '../supply/load.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Generation } from '../views/view.ts'
import { type Host, openParts, type Part, partsIn } from './part.ts'
import {
  type BeforeSockets,
  type BeforeZones,
  type EarlyParts,
  earlyParts,
  type LateParts,
  lateParts,
} from './part-table.ts'

export class AddedParts {
  readonly early: EarlyParts = {}
  readonly late: LateParts = {}
  /** A part calls it when it has found something due (Part.follow). */
  onDue: () => void = () => {}
  readonly #beforeZones: BeforeZones
  #beforeSockets: BeforeSockets | undefined
  #bound: readonly ListenAddress[] | undefined

  constructor(base: Omit<BeforeZones, 'early' | 'onDue'>) {
    this.#beforeZones = { ...base, early: this.early, onDue: () => this.onDue() }
  }

  /** Opens the parts that have a word in which zones there are, before zones are read. */
  async openEarly(settings: Settings): Promise<void> {
    await openParts(earlyParts, this.early, settings, this.#beforeZones)
  }

  async openLate(settings: Settings, more: Omit<BeforeSockets, keyof BeforeZones>): Promise<void> {
    this.#beforeSockets = { ...this.#beforeZones, ...more }
    await openParts(lateParts, this.late, settings, this.#beforeSockets)
  }

  /** Opens the parts that these settings ask for and that are not open yet. */
  async openMore(settings: Settings): Promise<void> {
    const early = await openParts(earlyParts, this.early, settings, this.#beforeZones)
    const late = this.#beforeSockets && (await openParts(lateParts, this.late, settings, this.#beforeSockets))
    const fresh = [...early, ...(late ?? [])]
    if (this.#bound) for (const part of fresh) part.start?.(this.#bound)
  }

  /** Asks the parts that are open by then for zones that primaries gave before, and for living entries of lists. */
  readonly fetched: FetchedFaces = {
    zoneOf: (...face) => this.early.copies?.zoneOf(...face),
    liveOf: (list) => this.early.leases?.liveOf(list),
    expiryOf: (...face) => {
      if (this.early.copies === undefined) throw new Error('a face comes from a primary, and there is none')
      return this.early.copies.expiryOf(...face)
    },
  }

  complete(settings: Settings): Settings {
    return this.#all.reduce((so, part) => part.complete?.(so) ?? so, settings)
  }

  applied(candidate: Candidate, latest: Settings = candidate.settings): Candidate {
    return this.#all.reduce((so, part) => part.applied?.(so, latest) ?? so, candidate)
  }

  async prepare(served: Settings, latest: Settings): Promise<() => void> {
    const commits: (() => void)[] = []
    for (const part of this.#all) if (part.prepare) commits.push(await part.prepare(served, latest))
    return () => {
      for (const commit of commits) commit()
    }
  }

  async show(candidate: Candidate, latest: Settings, before?: Candidate): Promise<() => void> {
    const commits: (() => void)[] = []
    for (const part of this.#all) if (part.show) commits.push(await part.show(candidate, latest, before))
    return () => {
      for (const commit of commits) commit()
    }
  }

  use(latest: Settings): void {
    for (const part of this.#all) part.use?.(latest)
  }

  async follow(host: Host): Promise<void> {
    for (const part of this.#all) await part.follow?.(host)
  }

  start(bound: readonly ListenAddress[]): void {
    this.#bound = bound
    for (const part of this.#all) part.start?.(bound)
  }

  switched(before: Generation): void {
    for (const part of this.#all) part.switched?.(before)
  }

  edited(view: string, origin: Uint8Array): void {
    for (const part of this.#all) part.edited?.(view, origin)
  }

  stop(): void {
    for (const part of this.#all) part.stop?.()
  }

  get #all(): readonly Part[] {
    return partsIn(this.early, this.late)
  }
}

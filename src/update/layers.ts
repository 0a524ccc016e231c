// The layers of all faces: what messages and time have made of them. Whoever changes a layer does so in the store's turn, and undoes the
// change if the store refuses it.

import { type FaceName, faceKey } from '../store/change.ts'
import { thisMoment } from '../system/clocks.ts'
import type { LayerEntry, LayerSet } from './entry.ts'
import { NO_SETS } from './entry.ts'
import { Layer } from './layer.ts'
import type { LayerLog } from './layer-log.ts'
import { type LayerRecord, type ShownMark, writeLayerRecords, writeStep } from './layer-record.ts'
import { livingSets, type Unfit } from './over.ts'

/** `now`: milliseconds of a clock that nobody sets. `skew`: by how much the wall clock is ahead of it. */
export type LayerTime = { readonly now: () => number; readonly skew: () => number }

/** Begins at the wall clock's time and goes on as the steady one does: setting a clock ends no record. */
export function layerTime(moment = thisMoment): LayerTime {
  const begun = moment()
  const now = () => begun.wall + (moment().steady - begun.steady)
  return { now, skew: () => moment().wall - now() }
}

/** Entries that were dropped because the source now says something else. */
export type Dropped = Pick<Unfit, 'dropped' | 'why'> & { readonly owner: Uint8Array; readonly at: number }

/** How many dropped changes are remembered. */
const MOST_DROPPED = 100
/** In milliseconds: a smaller error of the wall clock does not count as set. */
const STEP = 1000

export class Layers {
  readonly time: LayerTime
  readonly #log: Pick<LayerLog, 'append'>
  readonly #layers = new Map<string, { readonly name: FaceName; readonly layer: Layer; dropped: readonly Dropped[] }>()
  /** By how much the wall clock is ahead, as the log has it. */
  #ahead = 0
  /** Changes whenever a layer may have changed. */
  revision = 0
  /** The last serials and digests served, from the log, and what everybody was shown. */
  readonly last: readonly (Pick<LayerRecord, 'serial' | 'digest'> & ShownMark)[]

  constructor(log: Pick<LayerLog, 'append' | 'found'>, time: LayerTime = layerTime()) {
    this.time = time
    this.#log = log
    const now = time.now()
    this.last = [...log.found.values()].map(({ sets, ...last }) => last)
    for (const { name, sets } of log.found.values())
      for (const set of livingSets(
        sets.map((set) => withBounds(set, now)),
        now,
      ))
        this.#of(name).layer.put(set, now)
  }

  /** Faces that have a layer. */
  get names(): readonly FaceName[] {
    return [...this.#layers.values()].flatMap(({ name, layer }) => (layer.isEmpty ? [] : [name]))
  }

  of(name: FaceName): Layer {
    return this.#of(name).layer
  }

  /** The layer, for reading only. */
  setsOf(name: FaceName): Layer | typeof NO_SETS {
    return this.#layers.get(faceKey(name))?.layer ?? NO_SETS
  }

  /** Newest last. */
  droppedOf(name: FaceName): readonly Dropped[] {
    return this.#layers.get(faceKey(name))?.dropped ?? []
  }

  /** The same for all faces, also those whose layers are empty now. */
  get dropped(): readonly (FaceName & { readonly records: readonly Dropped[] })[] {
    return [...this.#layers.values()].flatMap(({ name, dropped: records }) =>
      records.length > 0 ? [{ ...name, records }] : [],
    )
  }

  /** Puts the sets into the layer and gives a function that undoes it. `now`: the moment for which their served state was computed. */
  put(name: FaceName, sets: readonly LayerSet[], now = this.time.now()): () => void {
    const { layer } = this.#of(name)
    this.revision++
    const before = sets.map((set) => {
      const due = layer.dueOf(set)
      return { due, set: layer.put(set, now) ?? { ...set, ttl: undefined, added: NONE, hidden: NONE } }
    })
    return () => {
      this.revision++
      for (const { due, set } of before.toReversed()) {
        layer.put(set, now)
        // A set that was due and did not change is still due.
        if (due !== undefined && due < now) layer.putDue([set], due)
      }
    }
  }

  noteDropped(name: FaceName, unfit: readonly Unfit[]): void {
    const face = this.#of(name)
    const at = this.time.now()
    const dropped = unfit.map(({ set: { owner }, dropped, why }) => ({ owner, dropped, why, at }))
    face.dropped = [...face.dropped, ...dropped].slice(-MOST_DROPPED)
  }

  /**
   * Logs by how much somebody has set the wall clock: entries on the disk then end as much later or earlier. Call it now and then: nobody
   * announces that he sets the clock.
   */
  noteStep(): void {
    const by = this.time.skew() - this.#ahead
    if (Math.abs(by) < STEP) return
    this.#ahead += by
    this.#log.append([writeStep(by)]).catch(() => {
      this.#ahead -= by
    })
  }

  written(records: readonly LayerRecord[]): Uint8Array {
    // Records written from now on go by the clock as it is now.
    this.noteStep()
    return writeLayerRecords(records, this.time.skew())
  }

  /** Resolves once a start after a crash would find the records; rejects if none is kept. */
  keep(records: readonly Uint8Array[]): Promise<void> {
    return this.#log.append(records)
  }

  #of(name: FaceName) {
    const key = faceKey(name)
    const known = this.#layers.get(key) ?? { name, layer: new Layer(), dropped: [] }
    this.#layers.set(key, known)
    return known
  }
}

const NONE: ReadonlyMap<string, LayerEntry> = new Map()

/** A clock that somebody set back lets nothing live longer than was granted. */
function withBounds(set: LayerSet, now: number): LayerSet {
  const added = new Map(
    [...set.added].map(([key, entry]) => {
      const { until, at } = entry
      return [key, until === undefined ? entry : { ...entry, until: Math.min(until, now + (until - at)) }]
    }),
  )
  return { ...set, added }
}

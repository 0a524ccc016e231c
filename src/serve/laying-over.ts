// Lays the layers of messages over what sources give, and notes which of their parts do not fit or are withheld.

import { nameText } from '../dns/name-text.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { LayerSet } from '../update/entry.ts'
import type { Layers } from '../update/layers.ts'
import { livingSets, type Unfit } from '../update/over.ts'
import { english } from '../update/says.ts'
import { sealOf } from '../zone/seal.ts'
import type { Zone } from '../zone/zone.ts'
import type { Judge } from './carried.ts'
import type { DynamicOptions } from './dynamic.ts'
import { type Laid, layOver } from './lay-over.ts'
import type { ShownLayers } from './shown-layers.ts'
import type { WithheldChanges } from './withheld-changes.ts'

export class LayingOver {
  readonly #options: Pick<DynamicOptions, 'house' | 'fold' | 'audit' | 'log'>
  readonly #layers: Layers
  readonly #withheld: WithheldChanges
  readonly #shown: ShownLayers
  /** By the zone that a source gives: how the layer was laid over it. */
  readonly #laid = new WeakMap<Zone, Laid>()

  constructor({ layers, ...options }: DynamicOptions, withheld: WithheldChanges, shown: ShownLayers) {
    this.#options = options
    this.#layers = layers
    this.#withheld = withheld
    this.#shown = shown
  }

  /** The edition to serve of a face whose source gives `base`. */
  async over(name: FaceName, base: Zone, judge: Judge): Promise<Zone> {
    const { log } = this.#options
    if (this.#living(name).length === 0) return base
    if (sealOf(base) !== undefined) {
      log.warn(
        { zone: nameText(name.origin), view: name.view },
        'changes that messages made to a zone are not served: its source is signed now',
      )
      return base
    }
    const laid = await this.#layOver(name, base, judge)
    this.#laid.set(base, laid)
    return laid.edition
  }

  /** As Overlay has it: no reload changes what is served if it withholds what was withheld before. */
  async again(name: FaceName, base: Zone, judge: Judge, isJudgedAnew: boolean): Promise<Zone | undefined> {
    if ((!isJudgedAnew && !this.#withheld.has(name)) || sealOf(base) !== undefined) return undefined
    const laid = await this.#layOver(name, base, judge)
    if (this.#withheld.isStill(name, laid.withheld)) return undefined
    this.#laid.set(base, laid)
    return laid.edition
  }

  /** How much of the layer was not laid over `base` the last time: another face may have got by now what it leads to. */
  left(name: FaceName, base: Zone): number {
    const laid = this.#laid.get(base)
    if (laid === undefined) return this.#withheld.has(name) ? 1 : 0
    return laid.unfit.length + laid.withheld.length
  }

  #layOver(name: FaceName, base: Zone, judge: Judge): Promise<Laid> {
    return layOver({ base, sets: this.#living(name), now: this.#layers.time.now(), fold: this.#options.fold, judge })
  }

  #living(name: FaceName): LayerSet[] {
    return livingSets(this.#layers.of(name).each(), this.#layers.time.now())
  }

  /** Another generation is served: drops from each layer what did not fit, and notes what is withheld. */
  fit(): void {
    const names = new Map([...this.#layers.names, ...this.#withheld.names].map((name) => [faceKey(name), name]))
    for (const name of names.values()) {
      const at = this.#options.house.faceAt(name)
      const laid = at?.base && this.#laid.get(at.base)
      if (at?.base) this.#laid.delete(at.base)
      if (at && laid && laid.unfit.length > 0) this.#drop(name, at.served, laid.unfit)
      if (at && (laid || this.#withheld.has(name))) this.#withheld.settle(name, at.served, this.#living(name), laid)
    }
  }

  #drop(name: FaceName, served: Zone, unfit: readonly Unfit[]): void {
    const { log, audit } = this.#options
    const sets = unfit.map(({ set }) => set)
    this.#layers.put(name, sets)
    this.#layers.noteDropped(name, unfit)
    const record = this.#layers.written(
      this.#shown.marked({ name, sets, serial: served.serial, digest: undefined }, ''),
    )
    this.#layers
      .keep([record])
      .catch((error) =>
        log.error(
          { reason: String(error) },
          'the log of layers cannot be written: the next start may bring back records that were dropped',
        ),
      )
    for (const { dropped, why, set } of unfit) {
      const about = { zone: nameText(name.origin), view: name.view, name: nameText(set.owner) }
      log.warn(
        { ...about, records: dropped.length, why: english.text(why) },
        'records that messages added or hid do not fit the zone any more, and are dropped',
      )
      audit.add({
        at: Date.now(),
        actor: { who: 'janus', way: 'files' },
        what: 'layer-misfit',
        views: [name.view],
        zone: about.zone,
        detail: { name: about.name, records: dropped.length, why: english.text(why) },
      })
    }
  }
}

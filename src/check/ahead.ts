// Lets another thread find what rules ask of all labels and rrsets, while this one finishes the zone.

import { take } from '../memory/budget.ts'
import { Errand, type Partner } from '../zone/errand.ts'
import type { Labels } from '../zone/names.ts'
import { Zone } from '../zone/zone.ts'
import { labelTraits, readTraits } from './label-traits.ts'
import { doubtfulNames, findDoubtful } from './look-alike.ts'
import { fillOwnShapes, noteShapes } from './shapes.ts'

type LabelWork = {
  readonly labels: Labels
  readonly traits: Uint8Array
  readonly hashes: Int32Array
  readonly doubtful: Int32Array
  /** One number: how many nodes of `doubtful` count. */
  readonly count: Int32Array
}

export const readLabels = new Errand('labels', ({ labels, traits, hashes, doubtful, count }: LabelWork) => {
  readTraits(labels, traits)
  count[0] = findDoubtful(labels, hashes, doubtful)
})

type ShapeWork = { readonly image: SharedArrayBuffer; readonly traits: Uint8Array; readonly shapes: Uint16Array }

export const readShapes = new Errand('shapes', ({ image, traits, shapes }: ShapeWork) =>
  fillOwnShapes(Zone.open(image), traits, shapes),
)

/** Work on one zone that a partner, another thread, does ahead of the rules. */
export class Ahead {
  readonly #partner: Partner
  readonly #traits: Uint8Array
  readonly #hashes: Int32Array
  readonly #doubtful: Int32Array
  readonly #count = new Int32Array(new SharedArrayBuffer(4))
  readonly #labelsRead: () => void
  #shapes: Uint16Array = new Uint16Array(0)
  #shapesRead = () => {}

  /** Has the partner begin with the labels. */
  constructor(labels: Labels, partner: Partner) {
    take(labels.nodes * 9)
    const words = new SharedArrayBuffer(labels.nodes * 8)
    this.#partner = partner
    this.#traits = new Uint8Array(new SharedArrayBuffer(labels.nodes))
    this.#hashes = new Int32Array(words, 0, labels.nodes)
    this.#doubtful = new Int32Array(words, labels.nodes * 4)
    const [traits, hashes, doubtful, count] = [this.#traits, this.#hashes, this.#doubtful, this.#count]
    this.#labelsRead = readLabels.begin({ labels, traits, hashes, doubtful, count }, partner)
  }

  /** To be called once the zone has its rrsets: the partner goes on with those. */
  zoneWritten({ image, sets }: Zone): void {
    this.#labelsRead()
    take(sets * 2)
    this.#shapes = new Uint16Array(new SharedArrayBuffer(sets * 2))
    this.#shapesRead = readShapes.begin({ image, traits: this.#traits, shapes: this.#shapes }, this.#partner)
  }

  /** To be called once the zone is finished: rules then find what the partner has worked out. */
  tellOf(zone: Zone): void {
    this.#shapesRead()
    labelTraits.learn(zone, this.#traits)
    doubtfulNames.learn(zone, { nodes: this.#doubtful.subarray(0, this.#count[0]), hashes: this.#hashes })
    noteShapes(zone, this.#shapes)
  }
}

// What rules ask of a zone's labels, found by another thread while this one finishes the zone.

import { Errand, type Partner } from '../zone/errand.ts'
import type { Labels } from '../zone/names.ts'
import type { Zone } from '../zone/zone.ts'
import { labelTraits, readTraits } from './label-traits.ts'
import { doubtfulNames, findDoubtful } from './look-alike.ts'

type Work = {
  readonly labels: Labels
  readonly traits: Uint8Array
  readonly hashes: Int32Array
  readonly doubtful: Int32Array
  /** How many of those are doubtful. */
  readonly count: Int32Array
}

export const readLabels = new Errand('labels', ({ labels, traits, hashes, doubtful, count }: Work) => {
  readTraits(labels, traits)
  count[0] = findDoubtful(labels, hashes, doubtful)
})

/** The function that is given is called with the zone of these labels, when it is finished. */
export function beginLabels(labels: Labels, partner: Partner): (zone: Zone) => void {
  const words = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4))
  const traits = new Uint8Array(new SharedArrayBuffer(labels.nodes))
  const [hashes, doubtful, count] = [words(labels.nodes), words(labels.nodes), words(1)]
  const ended = readLabels.begin({ labels, traits, hashes, doubtful, count }, partner)
  return (zone) => {
    ended()
    labelTraits.keep(zone, traits)
    doubtfulNames.keep(zone, { nodes: doubtful.subarray(0, count[0]), hashes })
  }
}

// One version of a zone: how much of its image belongs to it. Editions of one image share all in which they are the same; an older one
// reads what it has always read, however many come after it.

import { type Columns, type Used, Word } from './image.ts'

/** Plain data, fit to be passed to other threads beside the image. */
export type Edition = {
  /** 0: the zone as it was finished; each one after that has a higher number. Never used twice in one image. */
  readonly number: number
  readonly used: Used
  /** Names that exist, empty non-terminals among them, and records that are in the zone. */
  readonly names: number
  readonly records: number
  readonly denial: Denial
  /** Owners of the denial chain in its order, in shared memory; undefined where they are those of the image. */
  readonly order: Uint32Array | undefined
}

/** The chain that proves absence. */
export type Denial = (typeof DENIALS)[number]

/** In the order of the numbers that stand for them in an image. */
export const DENIALS = ['none', 'nsec', 'nsec3'] as const

/** The zone as it was finished. */
export function firstEdition({ header }: Columns): Edition {
  const used = {
    nodes: header[Word.usedNodes]!,
    sets: header[Word.usedSets]!,
    records: header[Word.usedRecords]!,
    heap: header[Word.usedHeap]!,
  }
  const denial = DENIALS[header[Word.signed]!] ?? 'none'
  return { number: 0, used, names: used.nodes, records: used.records, denial, order: undefined }
}

// Which parts of layers everybody has seen, and by which settings about leaks. A start or a reload with the same settings does not take
// these from everybody because the inside has got a name since. The log of layers keeps it: what is not marked there is judged.

import { type FaceName, faceKey } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { LoadedFace } from '../supply/load.ts'
import { thisMoment } from '../system/clocks.ts'
import type { Settings } from '../text/config/settings.ts'
import { isForeign } from '../text/config/sources.ts'
import { type LayerSet, ownerKey } from '../update/entry.ts'
import { type LayerRecord, writeShown } from '../update/layer-record.ts'
import type { Layers } from '../update/layers.ts'
import { sealOf } from '../zone/seal.ts'
import { faceOf } from './face-places.ts'
import { layerWord } from './measure.ts'
import type { WithheldChanges } from './withheld-changes.ts'

/** Whether everybody has seen what the layer has at this owner. */
export type IsSeen = (owner: Uint8Array) => boolean

type Seen = { readonly word: string; readonly unseen: ReadonlySet<string> }

type Parts = {
  readonly layers: Layers
  readonly generations: Generations
  readonly withheld: WithheldChanges
  /** Told why the log of layers did not take what is shown. */
  readonly onFault: (error: unknown) => void
}

export class ShownLayers {
  readonly #parts: Parts
  /** By faceKey(): as the log of layers has it. */
  readonly #seen: Map<string, Seen>
  /** When a face was first judged for what is to be served next. An entry of `allowed-leaks` may run out before it is. */
  #judgedAt: number | undefined
  /** The disk did not take the last marks. */
  #isBehind = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#seen = new Map(parts.layers.last.map(({ name, shown, unseen }) => [faceKey(name), { word: shown, unseen }]))
  }

  /** What of the face need not be judged in the candidate, for its settings let everybody see it before. */
  seenIn({ settings }: Candidate, name: FaceName): IsSeen {
    const { wall } = thisMoment()
    this.#judgedAt = Math.min(this.#judgedAt ?? wall, wall)
    const seen = this.#seen.get(faceKey(name))
    const word = wordIn(settings, name, wall)
    if (word === '' || seen?.word !== word) return () => false
    return (owner) => !seen.unseen.has(ownerKey(owner))
  }

  /**
   * The word under which a change of the face is judged now, and a function that gives it once the change was judged: nothing if other
   * settings came in between.
   */
  judging(name: FaceName): () => string {
    const { generations } = this.#parts
    const { settings } = generations.current.candidate
    const word = isLaid(faceOf(generations.current.candidate, name)) ? wordIn(settings, name, thisMoment().wall) : ''
    return () => (generations.current.candidate.settings === settings ? word : '')
  }

  /** The records of the sets, marked with the word where everybody is shown them. */
  marked(record: LayerRecord, word: string): readonly LayerRecord[] {
    const { name, sets } = record
    const isHeld = ({ owner }: LayerSet) => this.#parts.withheld.has(name, owner)
    const held = word === '' ? [] : sets.filter(isHeld)
    const shown = { ...record, shown: word }
    const records =
      held.length === 0
        ? [shown]
        : [
            { ...shown, sets: sets.filter((set) => !isHeld(set)) },
            { ...record, sets: held },
          ]
    for (const one of records) this.#note(one)
    return records
  }

  /** As the log understands such a record. */
  #note({ name, sets, shown = '' }: LayerRecord): void {
    const key = faceKey(name)
    const { word, unseen } = this.#seen.get(key) ?? NOTHING_SEEN
    const owners = sets.map(({ owner }) => ownerKey(owner))
    if (shown === word) return
    if (shown === '') {
      this.#seen.set(key, { word, unseen: new Set([...unseen, ...owners]) })
      return
    }
    const others = new Set(Array.from(this.#parts.layers.of(name).each(), ({ owner }) => ownerKey(owner)))
    for (const owner of owners) others.delete(owner)
    this.#seen.set(key, { word: shown, unseen: others })
  }

  /** Another generation is served, and all its layers were judged: marks what everybody is shown of them. */
  settle(): void {
    const { layers, generations, withheld, onFault } = this.#parts
    const { candidate } = generations.current
    const at = this.#judgedAt ?? thisMoment().wall
    this.#judgedAt = undefined
    const marks: Uint8Array[] = []
    const living = new Map(layers.names.map((name) => [faceKey(name), name]))
    for (const key of this.#seen.keys()) if (!living.has(key)) this.#seen.delete(key)
    for (const [key, name] of living) {
      const face = faceOf(candidate, name)
      const word = isLaid(face) ? wordIn(candidate.settings, name, at) : ''
      // Nobody has judged what a file gives that cannot be read: what was seen before stays seen.
      if (word !== '' && (face?.zone === undefined || face.served === undefined)) continue
      const { word: before, unseen } = this.#seen.get(key) ?? NOTHING_SEEN
      const owners = word === '' ? NONE : withheld.ownersOf(name)
      if (!this.#isBehind && before === word && isSame(unseen, owners)) continue
      this.#seen.set(key, { word, unseen: owners })
      marks.push(writeShown({ name, shown: word, unseen: owners }))
    }
    this.#isBehind = false
    if (marks.length === 0) return
    layers.keep(marks).catch((error) => {
      this.#isBehind = true
      onFault(error)
    })
  }
}

/** Whether a layer is part of the face: over the zone of a primary, over a list or a signed zone, it is not. */
function isLaid(face: LoadedFace | undefined): boolean {
  if (face === undefined || isForeign(face.face) || face.face.source.kind === 'list') return false
  return face.zone === undefined || sealOf(face.zone) === undefined
}

/** Nothing where not everybody is shown the view. */
function wordIn(settings: Settings, { view }: FaceName, wall: number): string {
  const index = settings.views.findIndex((one) => one.name === view && one.public)
  return index < 0 ? '' : layerWord(settings, index, wall)
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one))
}

const NONE: ReadonlySet<string> = new Set()
const NOTHING_SEEN: Seen = { word: '', unseen: NONE }

// At a start, makes the journal's changes again for each face whose sources give what they gave before.

import { whyOf } from '../system/why.ts'
import type { Changeset } from '../zone/changeset.ts'
import { isEditable } from '../zone/editable.ts'
import type { Zone } from '../zone/zone.ts'
import { type FaceName, faceKey } from './change.ts'
import type { Comparing } from './comparing.ts'
import type { Pending } from './done.ts'
import { EditedFace } from './edited-face.ts'
import type { Fold } from './folding.ts'
import type { House } from './house.ts'
import { type Chain, type Journal, OVER } from './journal.ts'
import { netChanges } from './net-changes.ts'

/** Changes in the journal that are not served. */
export type Over = {
  readonly name: FaceName
  readonly changes: number
  /** The configuration has no such face, or nothing of it is served; its sources have changed; or Janus has a fault. */
  readonly why: 'no-face' | 'other-content' | 'misfit'
}

export type RestoringOptions = {
  readonly house: House
  readonly journal: Pick<Journal, 'chains'>
  readonly fold: Fold
  readonly comparing: Comparing
  /** Receives the restored faces. */
  readonly faces: Map<string, EditedFace<Pending>>
  readonly onFault: (reason: string) => void
}

export class Restoring {
  readonly #options: RestoringOptions
  /** Chains of faces that are gone, or whose sources give something else. */
  readonly #over = new Set<Chain>()
  readonly #digests = new WeakMap<Zone, string>()

  constructor(options: RestoringOptions) {
    this.#options = options
  }

  /** At the start: restores faces whose sources give what they gave, and reports all others. */
  async restore(onOver: (over: Over) => void): Promise<void> {
    for (const chain of this.#options.journal.chains.values()) {
      if (chain.digest === OVER) continue
      const why = await this.#restoreFace(chain)
      if (why === undefined) continue
      if (why !== 'misfit') this.#over.add(chain)
      onOver({ name: chain.name, changes: chain.changes.length, why })
    }
  }

  /** Tries again, because sources may give once more what they gave. Leaves out the faces that `isWanted` does not want. */
  async restoreAgain(isWanted: (name: FaceName) => boolean = () => true): Promise<void> {
    for (const chain of this.#over)
      try {
        if (!isWanted(chain.name)) continue
        if ((await this.#restoreFace(chain)) === undefined) this.#over.delete(chain)
      } catch (error) {
        this.#options.onFault(whyOf(error))
      }
  }

  /** Gives up chains of faces that have changed anew. */
  forget(): void {
    for (const chain of this.#over) if (this.#options.faces.has(faceKey(chain.name))) this.#over.delete(chain)
  }

  async #restoreFace({ name, digest, changes }: Chain): Promise<Over['why'] | undefined> {
    const { house, fold, comparing } = this.#options
    const at = house.faceAt(name)
    if (at === undefined) return 'no-face'
    const base = at.base ?? at.served
    const known = this.#digests.get(base)
    if (known !== undefined && known !== digest) return 'other-content'
    if (isEditable(base)) {
      // Takes no new image: mostly there is room.
      const own = await comparing.digest(base)
      this.#digests.set(base, own)
      if (own !== digest) return 'other-content'
      const face = new EditedFace<Pending>(name, base, base, true)
      face.goOn(own)
      if (this.#apply(face, changes) === undefined) return this.#publish(face)
    }
    const face = new EditedFace<Pending>(name, base, base, true)
    const folded = await fold(base, face.beginFold([netChanges(changes)]), base)
    if (folded.begin) this.#digests.set(base, folded.begin.digest)
    if (folded.begin?.digest !== digest) return 'other-content'
    face.folded(folded)
    comparing.learn(face.newest, digest)
    return this.#apply(face, changes) ?? this.#publish(face)
  }

  #apply(face: EditedFace<Pending>, changes: readonly Changeset[]): 'misfit' | undefined {
    for (const one of changes) {
      const before = face.newest
      if ('kind' in face.edit(one)) return 'misfit'
      this.#options.comparing.after(before, face.newest, one)
    }
    return undefined
  }

  async #publish(face: EditedFace<Pending>): Promise<undefined> {
    const { house, faces } = this.#options
    face.settle()
    faces.set(faceKey(face.name), face)
    await house.publish([{ name: face.name, edition: face.newest }])
    return undefined
  }
}

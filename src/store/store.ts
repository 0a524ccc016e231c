// The owner of what is served. Whatever changes comes through one door and one after the other:
//
//   edit -> judge -> journal -> publish          changes of single faces, all that wait together
//   alone()                                      another generation as a whole: start, reload, rollback
//
// What was accepted lies on the disk before anybody sees it.

import { isNewerSerial } from '../dns/serial.ts'
import { sameContent } from '../zone/same-content.ts'
import { type NameMark, touchedNames } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import { type Change, type FaceName, faceKey, type Outcome, type Refused } from './change.ts'
import type { Comparing } from './comparing.ts'
import { EditedFace } from './edited-face.ts'
import type { Fold } from './folding.ts'
import type { History } from './history.ts'
import type { Chain, Entry, Journal } from './journal.ts'
import { netChanges } from './net-changes.ts'

/** Who serves. */
export type House = {
  /** What is served of a face; undefined where there is no such face, or nothing is served of it. */
  readonly faceAt: (name: FaceName) => FaceAt | undefined
  readonly hasFace: (name: FaceName) => boolean
  /** Why an edition must not be served, which differs from the one before at these nodes; undefined where it may be. */
  readonly judge: (name: FaceName, edition: Zone, changed: readonly number[]) => Refused | undefined
  /** From now on these are served. */
  readonly publish: (editions: readonly Published[]) => void
}

/** `base`: what its sources give; undefined where that cannot be served. */
type FaceAt = { readonly base: Zone | undefined; readonly served: Zone }

export type Published = {
  readonly name: FaceName
  /** Undefined: nothing is served of it any more. */
  readonly edition: Zone | undefined
  /** It is no change of what was served: the face's source gives it. */
  readonly isBase?: boolean
  /** Marks of the names by which it differs from what was served before, if those and the SOA are all. */
  readonly names?: readonly NameMark[] | undefined
}

/** Changes in the journal that are not served. */
export type Over = {
  readonly name: FaceName
  readonly changes: number
  /** The configuration has no such face, or nothing is served of it; its sources have changed; or a fault of ours. */
  readonly why: 'no-face' | 'other-content' | 'misfit'
}

export type StoreOptions = {
  readonly house: House
  readonly journal: Pick<Journal, 'append' | 'chains'>
  readonly fold: Fold
  readonly comparing: Comparing
  /** Told of every change, if somebody wants to know. */
  readonly history?: Pick<History, 'add' | 'drop'>
  readonly onFault: (reason: string) => void
}

type Pending = {
  readonly change: Change
  readonly resolve: (outcome: Outcome) => void
  /** How often it has had to wait for a new image. */
  folds: number
}

type Made = {
  readonly pending: Pending
  readonly face: EditedFace<Pending>
  readonly before: Zone
  readonly edition: Zone
  /** As Published has them. */
  readonly names: readonly NameMark[] | undefined
}

/** Changes that are judged and written together: others wait as long as it takes. */
const MOST_TOGETHER = 64
/** An image has room for what waits when it is made. */
const MOST_FOLDS = 4
/** Octets of changes that wait, at the most. */
const MOST_WAITING = 1 << 28

export class Store {
  readonly #house: House
  readonly #journal: StoreOptions['journal']
  readonly #fold: Fold
  readonly #comparing: Comparing
  readonly #history: StoreOptions['history']
  readonly #onFault: (reason: string) => void
  readonly #faces = new Map<string, EditedFace<Pending>>()
  /** What the journal has of faces that are not there, or whose sources give something else. */
  readonly #over = new Set<Chain>()
  readonly #digests = new WeakMap<Zone, string>()
  #waiting: Pending[] = []
  /** Faces that take no more before they have a new image. */
  readonly #full = new Set<EditedFace<Pending>>()
  #octets = 0
  #turn: Promise<unknown> = Promise.resolve()
  #isCalled = false

  constructor({ house, journal, fold, comparing, history, onFault }: StoreOptions) {
    this.#house = house
    this.#journal = journal
    this.#fold = fold
    this.#comparing = comparing
    this.#history = history
    this.#onFault = onFault
  }

  /** Resolves once it is served, or refused. */
  accept(change: Change): Promise<Outcome> {
    const octets = change.changes.removed.size + change.changes.added.size
    if (this.#octets + octets > MOST_WAITING) return Promise.resolve({ kind: 'busy' })
    this.#octets += octets
    return new Promise((resolve) => {
      const done = (outcome: Outcome) => {
        this.#octets -= octets
        resolve(outcome)
      }
      this.#waiting.push({ change, resolve: done, folds: 0 })
      this.#call()
    })
  }

  /**
   * From now on the face's source gives this, or nothing that can be served: what was changed of it before is over. False where
   * there is no such face. `isWanted`: asked when its turn has come, for another generation may be served by then.
   */
  replace(name: FaceName, zone: Zone | undefined, isWanted: () => boolean = always): Promise<boolean> {
    return this.alone(() => {
      if (!this.#house.hasFace(name) || !isWanted()) return false
      // Its serial says nothing: it may be one that another content has had, or one that is older.
      this.#history?.drop(name)
      this.#house.publish([{ name, edition: zone, isBase: true }])
      this.#known(name)
      return true
    })
  }

  /** Does something while no change is on its way. */
  alone<R>(task: () => R | Promise<R>): Promise<R> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => {})
    return done
  }

  /** At the start: what the journal has of faces whose sources still give what they gave. Tells of all others. */
  async restore(onOver: (over: Over) => void): Promise<void> {
    for (const chain of this.#journal.chains.values()) {
      const why = await this.#restoreFace(chain)
      if (why === undefined) continue
      if (why !== 'misfit') this.#over.add(chain)
      onOver({ name: chain.name, changes: chain.changes.length, why })
    }
  }

  /** Where sources may give again what they gave. Call it alone, before anything else changes. */
  async restoreAgain(): Promise<void> {
    for (const chain of this.#over)
      try {
        if ((await this.#restoreFace(chain)) === undefined) this.#over.delete(chain)
      } catch (error) {
        this.#onFault(textOf(error))
      }
  }

  async #restoreFace({ name, digest, changes }: Chain): Promise<Over['why'] | undefined> {
    const at = this.#house.faceAt(name)
    if (at === undefined) return 'no-face'
    const base = at.base ?? at.served
    const known = this.#digests.get(base)
    if (known !== undefined && known !== digest) return 'other-content'
    const face = new EditedFace<Pending>(name, base, base, true)
    const folded = await this.#fold(base, face.beginFold([netChanges(changes)]), base)
    if (folded.begin) this.#digests.set(base, folded.begin.digest)
    if (folded.begin?.digest !== digest) return 'other-content'
    face.folded(folded)
    this.#comparing.learn(face.newest, digest)
    for (const one of changes) {
      const before = face.newest
      if ('kind' in face.edit(one)) return 'misfit'
      this.#comparing.after(before, face.newest, one)
    }
    face.settle()
    this.#faces.set(faceKey(name), face)
    this.#house.publish([{ name, edition: face.newest }])
    return undefined
  }

  /** Faces of which something else is served than their sources gave. */
  get edited(): readonly FaceName[] {
    return [...this.#faces.values()].map(({ name }) => name)
  }

  /** What is to be served of a face whose sources give `zone`: as long as they give what they gave, its newest edition. */
  async carried(name: FaceName, zone: Zone): Promise<Zone> {
    const face = this.#faces.get(faceKey(name))
    return face !== undefined && (await this.#comparing.isSame(face.base, zone)) ? face.served : zone
  }

  /**
   * An earlier content of an edited face, which has been made of `base`, is to be served instead of its newest edition: from now on
   * that is what the journal has. Gives it on the image on which it goes on. Call it alone.
   */
  async adopt(name: FaceName, base: Zone, served: Zone): Promise<Zone> {
    const key = faceKey(name)
    const known = this.#faces.get(key)
    if (!known?.isBegun || !(await this.#comparing.isSame(known.base, base))) return served
    const face = new EditedFace<Pending>(name, base, served)
    face.folded(await this.#fold(served, face.beginFold([]), base))
    await this.#journal.append([{ name, ...face.begin! }])
    face.settle()
    this.#faces.set(key, face)
    this.#ask(known.waiting.splice(0))
    return face.newest
  }

  #call(): void {
    if (this.#isCalled || this.#waiting.length === 0) return
    this.#isCalled = true
    this.alone(() => this.#takeTurn().finally(() => this.#foldFull())).catch((error) => this.#onFault(textOf(error)))
  }

  /** Only when the journal has all that they hold: what it refuses is in no image. */
  #foldFull(): void {
    for (const face of this.#full) if (!face.isFolding) this.#beginFold(face)
    this.#full.clear()
  }

  async #takeTurn(): Promise<void> {
    this.#isCalled = false
    const batch = this.#waiting.splice(0, MOST_TOGETHER)
    this.#call()
    const made = batch.flatMap((pending) => this.#edit(pending) ?? NOTHING)
    if (made.length === 0) return
    try {
      await this.#journal.append(entriesOf(made))
    } catch (error) {
      for (const { face } of made.reverse()) face.discard()
      for (const { pending } of made) pending.resolve({ kind: 'failed', reason: textOf(error) })
      return
    }
    const byFace = Map.groupBy(made, ({ face }) => face)
    for (const face of byFace.keys()) face.settle()
    for (const { face, before, edition: after, pending } of made) {
      const { changes } = pending.change
      const digest = this.#comparing.after(before, after, changes)
      this.#history?.add({ name: face.name, before, after, changes, digest })
    }
    for (const chain of this.#over) if (this.#faces.has(faceKey(chain.name))) this.#over.delete(chain)
    this.#house.publish(
      [...byFace].map(([{ name, newest: edition }, changes]) => ({ name, edition, names: namesOf(changes) })),
    )
    for (const { pending, edition } of made) pending.resolve({ kind: 'accepted', serial: edition.serial })
    for (const face of byFace.keys()) if (face.isNearlyFull && !face.isFolding) this.#beginFold(face)
  }

  /** Undefined where nothing came of it, or not yet. */
  #edit(pending: Pending): Made | undefined {
    const { change, resolve } = pending
    const face = this.#faceOf(change.face)
    if (face === undefined) return void resolve({ kind: 'unknown-face' })
    const before = face.newest
    const edition = face.isBlocked ? NO_ROOM : face.edit(change.changes)
    if ('kind' in edition) {
      if (edition.kind === 'misfit') return void resolve(edition)
      if (!face.isBlocked && ++pending.folds > MOST_FOLDS)
        return void resolve({ kind: 'failed', reason: 'it does not fit into the image that was made for it' })
      face.waiting.push(pending)
      this.#full.add(face)
      return undefined
    }
    const refused = whySerial(change, before, edition) ?? this.#judge(face, edition)
    if (refused === undefined)
      return { pending, face, before, edition, names: touchedNames(before, edition, face.changed) }
    face.discard()
    return void resolve(refused)
  }

  #judge({ name, changed }: EditedFace<Pending>, edition: Zone): Refused | undefined {
    try {
      return this.#house.judge(name, edition, changed)
    } catch (error) {
      this.#onFault(textOf(error))
      return { kind: 'failed', reason: textOf(error) }
    }
  }

  /** The face as it is served now. */
  #faceOf(name: FaceName): EditedFace<Pending> | undefined {
    const at = this.#house.faceAt(name)
    const known = this.#known(name, at)
    if (known !== undefined || at === undefined) return known
    const face = new EditedFace<Pending>(name, at.base ?? at.served, at.served)
    this.#faces.set(faceKey(name), face)
    return face
  }

  /** What was known of it is good for nothing where something else is served. */
  #known(name: FaceName, at = this.#house.faceAt(name)): EditedFace<Pending> | undefined {
    const key = faceKey(name)
    const known = this.#faces.get(key)
    if (known === undefined || (at !== undefined && this.#isServed(known, at))) return known
    // What is not there may come again.
    if (at !== undefined) this.#faces.delete(key)
    // What waited for an image of the one that was served is judged by what is served now.
    this.#ask(known.waiting.splice(0))
    return undefined
  }

  /** Sources that give nothing that can be served take nothing back. */
  #isServed(face: EditedFace<Pending>, { base, served }: FaceAt): boolean {
    if (face.served !== served) return false
    if (base === undefined) return true
    if (!this.#comparing.isKnown(face.base, base) && !sameContent(face.base, base)) return false
    face.base = base
    return true
  }

  #beginFold(face: EditedFace<Pending>): void {
    const room = face.beginFold(face.waiting.map(({ change }) => change.changes))
    this.#fold(face.newest, room, face.isBegun ? undefined : face.base)
      .then((folded) =>
        this.alone(() => {
          if (this.#known(face.name) !== face) {
            face.notFolded()
            return
          }
          const before = face.newest
          if (!face.folded(folded)) {
            this.#beginFold(face)
            return
          }
          const digest = this.#comparing.known(before) ?? (before === face.base ? folded.begin?.digest : undefined)
          if (digest !== undefined) this.#comparing.learn(face.newest, digest)
          // The old image is nobody's any more once this is served.
          this.#house.publish([{ name: face.name, edition: face.newest }])
          this.#ask(face.waiting.splice(0))
        }),
      )
      .catch((error) => {
        face.notFolded()
        this.#onFault(textOf(error))
        for (const { resolve } of face.waiting.splice(0)) resolve({ kind: 'failed', reason: textOf(error) })
      })
  }

  /** Once more, before what has come since. */
  #ask(pending: readonly Pending[]): void {
    this.#waiting = [...pending, ...this.#waiting]
    this.#call()
  }
}

function namesOf(made: readonly Made[]): readonly NameMark[] | undefined {
  const all = made.map(({ names }) => names)
  return all.every((names) => names !== undefined) ? all.flat() : undefined
}

/** Of a face of which the journal knows nothing it is told first where the changes begin. */
function entriesOf(made: readonly Made[]): Entry[] {
  const begun = new Set<EditedFace<Pending>>()
  return made.flatMap(({ pending, face }) => {
    const { name, begin } = face
    const entry = { name, changes: pending.change.changes }
    if (begin === undefined || begun.has(face)) return [entry]
    begun.add(face)
    return [{ name, ...begin }, entry]
  })
}

function whySerial({ anySerial }: Change, before: Zone, edition: Zone): Refused | undefined {
  if (anySerial || isNewerSerial(edition.serial, before.serial)) return undefined
  return { kind: 'serial', served: before.serial, wanted: edition.serial }
}

const NOTHING: readonly Made[] = []

const NO_ROOM = { kind: 'no-room' } as const

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function always(): boolean {
  return true
}

// The store owns what the server serves. All changes come through one door, one after the other:
//
//   edit -> judge -> journal -> publish          changes of single faces, all that wait together
//   alone()                                      another generation as a whole: start, reload, rollback
//
// An accepted change lies on the disk before anybody sees it.

import { whyOf } from '../system/why.ts'
import { sameContent } from '../zone/same-content.ts'
import { touchedNames } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import {
  type Change,
  type FaceName,
  faceKey,
  type JointChange,
  type Outcome,
  type Plan,
  type Refused,
  type Replacing,
} from './change.ts'
import type { Comparing } from './comparing.ts'
import { type Done, entriesOf, type Made, namesOf, type Pending, sizeOf, takeBack, versionsOf } from './done.ts'
import { EditedFace } from './edited-face.ts'
import type { Fold } from './folding.ts'
import type { History } from './history.ts'
import type { FaceAt, House, Judged } from './house.ts'
import type { Journal } from './journal.ts'
import { KnownChains } from './known-chains.ts'
import { Renewing } from './renewing.ts'
import { Replacements } from './replacements.ts'
import { type Over, Restoring } from './restoring.ts'
import { isNothing, isUnseen, whySerial } from './serials.ts'

export type StoreOptions = {
  readonly house: House
  readonly journal: Pick<Journal, 'append' | 'chains'>
  /** Keeps the records of joint changes, all or none. */
  readonly keepJoint?: (records: readonly Uint8Array[]) => Promise<void>
  readonly fold: Fold
  readonly comparing: Comparing
  /** Hears of every change. */
  readonly history?: Pick<History, 'add' | 'drop'>
  readonly onFault: (reason: string) => void
}

/** Most changes judged and written together: others wait meanwhile. */
const MOST_TOGETHER = 64
/** How often a change waits for a new image: each has room for what waits when it is made, so once is usual. */
const MOST_FOLDS = 4
/** Most octets of waiting changes. */
const MOST_WAITING = 1 << 28

export class Store {
  readonly #house: House
  readonly #journal: KnownChains
  readonly #keepJoint: NonNullable<StoreOptions['keepJoint']>
  readonly #fold: Fold
  readonly #comparing: Comparing
  readonly #history: StoreOptions['history']
  readonly #onFault: (reason: string) => void
  readonly #faces = new Map<string, EditedFace<Pending>>()
  readonly #restoring: Restoring
  readonly #renewing: Renewing
  readonly #replacements: Replacements
  #waiting: Pending[] = []
  /** Faces that take no change before they have a new image. */
  readonly #full = new Set<EditedFace<Pending>>()
  /** Faces with editions that are not served yet. */
  readonly #ahead = new Set<EditedFace<Pending>>()
  #octets = 0
  #turn: Promise<unknown> = Promise.resolve()
  #isCalled = false

  constructor({ house, journal, keepJoint = keepsNothing, fold, comparing, history, onFault }: StoreOptions) {
    this.#house = house
    this.#journal = new KnownChains(journal)
    this.#keepJoint = keepJoint
    this.#fold = fold
    this.#comparing = comparing
    this.#history = history
    this.#onFault = onFault
    this.#restoring = new Restoring({ house, journal, fold, comparing, onFault, faces: this.#faces })
    this.#renewing = new Renewing({
      ...{ house, fold, comparing, onFault },
      alone: (task) => this.alone(task),
      isKnown: (face) => this.#known(face.name) === face,
      ask: (pending) => this.#ask(pending),
    })
    this.#replacements = new Replacements({
      ...{ house, comparing, history, onFault },
      alone: (task) => this.alone(task),
      judged: (judged) => this.#judged(judged),
      end: (names) => this.#journal.end(names),
      forget: (name) => this.#known(name),
    })
  }

  /** Resolves once the change is served or refused. */
  accept({ face, changes, anySerial = false, isWanted }: Change): Promise<Outcome> {
    const plan = () => (isWanted?.() === false ? undefined : { changes: [changes], anySerial })
    return this.#wait({ faces: [face], octets: sizeOf(changes), plan }, false)
  }

  /**
   * Likewise, all faces or none. The journal does not get these changes: the caller keeps them, and makes them again when sources give
   * something else.
   */
  acceptJoint(change: JointChange): Promise<Outcome> {
    return this.#wait(change, true)
  }

  #wait({ faces, octets, plan }: JointChange, isJoint: boolean): Promise<Outcome> {
    if (this.#octets + octets > MOST_WAITING) return Promise.resolve({ kind: 'busy' })
    this.#octets += octets
    return new Promise((resolve) => {
      const done = (outcome: Outcome) => {
        this.#octets -= octets
        resolve(outcome)
      }
      this.#waiting.push({ faces, plan, isJoint, resolve: done, wanted: new Map(), folds: 0 })
      this.#call()
    })
  }

  /** Replaces what the face's source gives, or takes the face out of service; its changes are over. Gives why it could not. */
  replace(name: FaceName, zone: Zone | undefined, replacing: Replacing = {}): Promise<Refused | undefined> {
    return this.#replacements.add(name, zone, replacing)
  }

  /** Runs a task while no change is under way. */
  alone<R>(task: () => R | Promise<R>): Promise<R> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => {})
    return done
  }

  /** As in Restoring. */
  restore(onOver: (over: Over) => void): Promise<void> {
    return this.#restoring.restore(onOver)
  }

  /** As in Restoring. Call it inside alone(), before anything else changes. */
  restoreAgain(isWanted?: (name: FaceName) => boolean): Promise<void> {
    return this.#restoring.restoreAgain(isWanted)
  }

  /** Faces to which single changes have come, even if the store refused them all and serves what the sources gave. */
  get edited(): readonly FaceName[] {
    return [...this.#faces.values()].flatMap(({ name, isJoint }) => (isJoint ? [] : [name]))
  }

  /** What to serve of a face whose sources give `zone`: its newest edition, if they still give what they gave. */
  async carried(name: FaceName, zone: Zone): Promise<Zone> {
    const face = this.#faces.get(faceKey(name))
    return face !== undefined && (await this.#comparing.isSame(face.base, zone)) ? face.served : zone
  }

  /**
   * Puts an earlier content of an edited face, made of `base`, in place of its newest edition, also in the journal. Gives it in the image in
   * which it goes on. Call it inside alone().
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
    this.alone(() => this.#takeTurn().finally(() => this.#foldFull())).catch((error) => this.#onFault(whyOf(error)))
  }

  /** Begins new images. Call it after a turn, when the journal has taken or refused all editions: a refused one must be in no image. */
  #foldFull(): void {
    for (const face of this.#full) if (!face.isFolding) this.#renewing.begin(face)
    this.#full.clear()
  }

  async #takeTurn(): Promise<void> {
    this.#isCalled = false
    const batch = this.#waiting.splice(0, MOST_TOGETHER)
    this.#call()
    const done = batch.flatMap((pending) => this.#edit(pending) ?? NOTHING)
    const kept: Done[] = []
    // No face has both joint and other changes.
    for (const isJoint of [false, true])
      kept.push(...(await this.#keep(done.filter(({ pending }) => pending.isJoint === isJoint))))
    const made = kept.flatMap(({ made }) => made)
    const byFace = Map.groupBy(made, ({ face }) => face)
    this.#ahead.clear()
    for (const face of byFace.keys()) face.settle()
    for (const one of [...byFace.values()].flatMap(versionsOf)) this.#remember(one)
    this.#restoring.forget()
    try {
      await this.#publish(byFace)
    } catch (error) {
      // A fault of ours: whoever waits would wait for ever.
      for (const { pending } of kept) pending.resolve({ kind: 'failed', reason: whyOf(error) })
      throw error
    }
    for (const { pending, serial } of kept) pending.resolve({ kind: 'accepted', serial })
    for (const face of byFace.keys()) if (face.isNearlyFull && !face.isFolding) this.#renewing.begin(face)
  }

  async #publish(byFace: ReadonlyMap<EditedFace<Pending>, readonly Made[]>): Promise<void> {
    if (byFace.size === 0) return
    await this.#house.publish(
      [...byFace].map(([{ name, newest: edition }, made]) => ({
        ...{ name, edition, names: namesOf(made) },
        changes: made.map(({ changes }) => changes),
      })),
    )
  }

  #remember({ face: { name }, before, edition: after, changes, told, digest }: Made): void {
    if (told === undefined) this.#history?.add({ name, before, after, changes, digest })
    else if (told.changes === undefined) this.#history?.drop(name)
    else this.#history?.add({ name, before, after, changes: told.changes, octets: told.octets })
  }

  /** Gives those that a crash does not lose, and undoes the others. */
  async #keep(done: readonly Done[]): Promise<readonly Done[]> {
    if (done.length === 0) return done
    try {
      const records = done.flatMap(({ plan }) => plan.record?.() ?? [])
      if (records.length > 0) await this.#keepJoint(records)
      const entries = entriesOf(done.filter(({ pending }) => !pending.isJoint))
      if (entries.length > 0) await this.#journal.append(entries)
      return done
    } catch (error) {
      for (const { made, plan } of done.toReversed()) takeBack(made, plan)
      for (const { pending } of done) pending.resolve({ kind: 'failed', reason: whyOf(error) })
      return []
    }
  }

  /** Undefined if the change was refused or has to wait. */
  #edit(pending: Pending): Done | undefined {
    const faces: EditedFace<Pending>[] = []
    for (const name of pending.faces) {
      const face = this.#faceOf(name, pending.isJoint)
      if (face === undefined) return void pending.resolve({ kind: 'unknown-face' })
      faces.push(face)
    }
    const plan = this.#planOf(pending, faces)
    if (plan === undefined) return undefined
    const made: Made[] = []
    for (const [i, face] of faces.entries()) {
      const one = this.#editFace(pending, face, { changes: plan.changes[i]!, told: plan.told?.[i] }, plan)
      if (one === 'same') continue
      if ('edition' in one) {
        made.push(one)
        continue
      }
      takeBack(made, plan)
      if (one.kind !== 'no-room') pending.resolve(one)
      return undefined
    }
    if (plan.isTrial) {
      const { serial } = faces[0]!.newest
      takeBack(made, plan)
      return void pending.resolve({ kind: 'accepted', serial })
    }
    plan.made?.(faces.map((face) => ({ serial: face.newest.serial, digest: this.#comparing.known(face.newest) })))
    return { pending, plan, made, serial: faces[0]!.newest.serial }
  }

  #planOf({ plan, resolve }: Pending, faces: readonly EditedFace<Pending>[]): Plan | undefined {
    try {
      const made = plan(faces.map(({ name, base, served, newest }) => ({ name, base, served, newest })))
      if (made === undefined) resolve({ kind: 'declined' })
      return made
    } catch (error) {
      this.#onFault(whyOf(error))
      return void resolve({ kind: 'failed', reason: whyOf(error) })
    }
  }

  /** `same`: the face stays as it is. `no-room`: the change waits for a new image. */
  #editFace(
    pending: Pending,
    face: EditedFace<Pending>,
    { changes, told }: Pick<Made, 'changes' | 'told'>,
    { anySerial = false, isUnjudged = false, onWrong }: Plan,
  ): Made | Refused | { readonly kind: 'no-room' } | 'same' {
    if (isNothing(changes)) return 'same'
    const before = face.newest
    face.goOn(this.#comparing.known(face.served))
    const edition = face.isBlocked ? NO_ROOM : face.edit(changes)
    if ('kind' in edition) {
      if (edition.kind === 'misfit') return edition
      if (!face.isBlocked && ++pending.folds > MOST_FOLDS * pending.faces.length)
        return { kind: 'failed', reason: 'it does not fit into the image that was made for it' }
      pending.wanted.set(face, changes)
      face.waiting.push(pending)
      this.#full.add(face)
      return edition
    }
    const names = touchedNames(before, edition, face.changed)
    const wrong = isUnjudged ? undefined : this.#judge(face, edition, names)
    if (wrong) onWrong?.(wrong)
    const unseen = pending.isJoint && isUnseen(before, face.served)
    const refused = whySerial({ anySerial, unseen }, before, edition) ?? (onWrong ? undefined : wrong)
    if (refused === undefined) {
      this.#ahead.add(face)
      const digest = this.#comparing.after(before, edition, changes)
      return { face, before, edition, changes, told, digest, names }
    }
    face.discard()
    return refused
  }

  #judge(face: EditedFace<Pending>, edition: Zone, names: Made['names']): Refused | undefined {
    const { name, changed } = face
    const beside = [...this.#ahead]
      .filter((one) => one !== face)
      .map(({ name, newest: edition }) => ({ name, edition }))
    return this.#judged({ name, edition, changed, names, beside })
  }

  #judged(judged: Judged): Refused | undefined {
    try {
      return this.#house.judge(judged)
    } catch (error) {
      this.#onFault(whyOf(error))
      return { kind: 'failed', reason: whyOf(error) }
    }
  }

  /** The face as served now. */
  #faceOf(name: FaceName, isJoint: boolean): EditedFace<Pending> | undefined {
    const at = this.#house.faceAt(name)
    const known = this.#known(name, at)
    if (known !== undefined || at === undefined) return known
    // The journal gets no change that somebody else keeps.
    const face = new EditedFace<Pending>(name, at.base ?? at.served, at.served, isJoint, isJoint)
    this.#faces.set(faceKey(name), face)
    return face
  }

  /** The known face, unless the server serves something else. */
  #known(name: FaceName, at = this.#house.faceAt(name)): EditedFace<Pending> | undefined {
    const key = faceKey(name)
    const known = this.#faces.get(key)
    if (known === undefined || (at !== undefined && this.#isServed(known, at))) return known
    // A face that is gone stays known: it may come again.
    if (at !== undefined) this.#faces.delete(key)
    // Changes that waited for an image of the former version are judged again, by the version served now.
    this.#ask(known.waiting.splice(0))
    return undefined
  }

  /** Sources that give nothing servable change nothing. */
  #isServed(face: EditedFace<Pending>, { base, served }: FaceAt): boolean {
    if (face.served !== served) return false
    if (base === undefined) return true
    if (!this.#comparing.isKnown(face.base, base) && !sameContent(face.base, base)) return false
    face.base = base
    return true
  }

  /** Puts changes back into the queue, before those that came since. */
  #ask(pending: readonly Pending[]): void {
    this.#waiting = [...pending, ...this.#waiting]
    this.#call()
  }
}

/** For a store without joint changes. */
const keepsNothing = () => Promise.reject(new Error('nobody keeps joint changes'))

const NOTHING: readonly Done[] = []
const NO_ROOM = { kind: 'no-room' } as const

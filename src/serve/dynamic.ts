// Faces that messages change. It lays the layer of what messages have changed over a face's source: at a start, at a message, when a
// record ends, and whenever the source gives something else.

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import type { Audit } from '../observe/audit.ts'
import type { FaceName, FaceNow, Outcome, Plan, Refused } from '../store/change.ts'
import { Clock, steadyTime } from '../store/clock.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Fold } from '../store/folding.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { House } from '../store/house.ts'
import { isNothing, withSerial } from '../store/serials.ts'
import type { Store } from '../store/store.ts'
import { whyOf } from '../system/why.ts'
import { isMade } from '../text/config/sources.ts'
import type { UpdateRule } from '../text/config/updates.ts'
import type { LayerSet } from '../update/entry.ts'
import {
  type Asking,
  type GrantedLease,
  type JudgedFace,
  type Judgement,
  judgeUpdate,
  leastLease,
} from '../update/judge.ts'
import { entriesIn, isSameSet, type Left, withoutEnded } from '../update/layer-set.ts'
import type { Layers } from '../update/layers.ts'
import { noteSteps } from '../update/noted-steps.ts'
import { changesTo, stateOf, stateOver } from '../update/overlay.ts'
import { refusal, type UpdateRefusal } from '../update/refusal.ts'
import { say } from '../update/says.ts'
import type { Update } from '../wire/update-message.ts'
import type { Changeset } from '../zone/changeset.ts'
import { sealOf } from '../zone/seal.ts'
import type { Zone } from '../zone/zone.ts'
import { judgeNow, type Overlay } from './carried.ts'
import { enclosingZone, faceIn, viewsWith } from './face-places.ts'
import { inRounds } from './in-rounds.ts'
import { LayingOver } from './laying-over.ts'
import { ShownLayers } from './shown-layers.ts'
import { whyWrong } from './why-wrong.ts'
import { WithheldChanges } from './withheld-changes.ts'

/** A face that a message is about. */
export type ChangedFace = {
  readonly name: FaceName
  /** `nothing`: nothing is served of it. */
  readonly kind: 'own' | 'primary' | 'list' | 'nothing'
  readonly judged: JudgedFace | undefined
}

export type DynamicOptions = {
  readonly layers: Layers
  readonly store: Pick<Store, 'acceptJoint'>
  readonly house: House
  readonly generations: Generations
  readonly fold: Fold
  readonly comparing: Comparing
  readonly audit: Audit
  readonly log: Logger
}

type Changed = {
  readonly outcome: Outcome
  readonly refused: UpdateRefusal | undefined
  /** Records added and removed, in all faces together. */
  readonly records: number
  readonly lease: GrantedLease
}

export class Dynamic {
  readonly layers: Layers
  readonly #options: DynamicOptions
  readonly #clock: Clock
  readonly withheld: WithheldChanges
  readonly laying: LayingOver
  readonly #shown: ShownLayers

  constructor(options: DynamicOptions) {
    this.layers = options.layers
    this.#options = options
    this.withheld = new WithheldChanges(options.log)
    this.#shown = new ShownLayers({
      ...{ layers: options.layers, generations: options.generations, withheld: this.withheld },
      onFault: (error) =>
        options.log.warn(
          { reason: whyOf(error) },
          'the log of layers cannot be written: the next start judges again what everybody is shown',
        ),
    })
    this.laying = new LayingOver(options, this.withheld, this.#shown)
    this.#clock = new Clock(steadyTime, (error) =>
      options.log.error(
        { error: String(error) },
        'removing records whose lease has ended failed because of a bug in Janus: report it with this line',
      ),
    )
    noteSteps(this.layers, this.#clock)
  }

  stop(): void {
    this.#clock.stop()
  }

  /** The view's face with exactly this name. */
  face(name: FaceName): ChangedFace | undefined {
    const { generations, house } = this.#options
    const face = faceIn(generations, name)
    if (face === undefined) return undefined
    const { kind } = face.face.source
    if (kind === 'primary' || kind === 'list') return { name, kind, judged: undefined }
    const at = house.faceAt(name)
    if (at === undefined) return { name, kind: 'nothing', judged: undefined }
    const { base = at.served, served: zone } = at
    return { name, kind: 'own', judged: this.#judged(name, zone, base) }
  }

  #judged(name: FaceName, zone: Zone, base: Zone): JudgedFace {
    const isWithheld = (owner: Uint8Array) => this.withheld.has(name, owner)
    return { view: name.view, zone, base, layer: this.layers.setsOf(name), isWithheld }
  }

  /** Whether messages may change the face. Asked anew each time: a reload may have given it another source. */
  #isOwn(name: FaceName): boolean {
    const { kind } = faceIn(this.#options.generations, name)?.face.source ?? {}
    return kind !== undefined && kind !== 'primary' && kind !== 'list'
  }

  #isMade(name: FaceName): boolean {
    const face = faceIn(this.#options.generations, name)
    return face !== undefined && isMade(face.face)
  }

  /** Whether the layer is shown. Over a primary's zone or a signed one it is not, and its records end all the same. */
  #isLaid({ name, base }: FaceNow): boolean {
    return this.#isOwn(name) && sealOf(base) === undefined
  }

  /** Names of the views that have a zone of that name. */
  viewsOf(origin: Uint8Array): readonly string[] {
    return viewsWith(this.#options.generations, origin)
  }

  /** The apex of the view's zone in which a name lies. */
  enclosing(view: string, name: Uint8Array): Uint8Array | undefined {
    return enclosingZone(this.#options.generations, view, name)
  }

  /** Does what one message asks in all of its faces, or in none. */
  change(
    update: Update,
    faces: readonly ChangedFace[],
    { rules, asking }: { readonly rules: readonly UpdateRule[]; readonly asking: Asking },
  ): Promise<Changed> {
    const octets = update.changes.reduce((sum, { owner, rdata }) => sum + owner.length + rdata.length + 64, 0)
    return this.changeBy(faces, octets, (face, now) => judgeUpdate(update, face, rules, { ...asking, now }))
  }

  /**
   * Changes faces as `judge` says, all or none. `octets`: size of the change. `isTrial`: changes nothing, and tells what would come
   * of it.
   */
  async changeBy(
    faces: readonly ChangedFace[],
    octets: number,
    judge: (face: JudgedFace, now: number) => Judgement,
    isTrial = false,
  ): Promise<Changed> {
    let refused: UpdateRefusal | undefined
    let records = 0
    let lease = NOTHING_GRANTED
    const names = faces.map(({ name }) => name)
    const plan = (now: readonly FaceNow[]): Plan | undefined => {
      refused = undefined
      lease = NOTHING_GRANTED
      const at = this.layers.time.now()
      const judged: { readonly changes: Changeset; readonly sets: readonly LayerSet[] }[] = []
      for (const { name, base, newest: zone } of now) {
        if (!this.#isOwn(name)) {
          refused = refusal(Rcode.NOTAUTH, say('update-of-another', { zone: nameText(name.origin), view: name.view }))
          return undefined
        }
        const one = judge(this.#judged(name, zone, base), at)
        if (one.kind === 'refused') {
          refused = one
          return undefined
        }
        judged.push(one)
        lease = leastLease(lease, one.lease)
      }
      records = judged.reduce((sum, { changes }) => sum + changes.removed.count + changes.added.count, 0)
      return { ...this.#planOf(now, judged, at), isTrial }
    }
    const outcome = await this.#options.store.acceptJoint({ faces: names, octets: 2 * octets, plan })
    if (outcome.kind === 'accepted' && !isTrial) for (const name of names) this.#watch(name)
    return { outcome, refused, records, lease }
  }

  #planOf(
    now: readonly FaceNow[],
    judged: readonly { readonly changes: Changeset; readonly sets: readonly LayerSet[] }[],
    at: number,
  ): Plan {
    const changes = judged.map(({ changes }, i) => withSerial(now[i]!, changes))
    const undos = judged.map(({ sets }, i) => this.layers.put(now[i]!.name, sets, at))
    const shown = now.map(({ name }) => this.#shown.judging(name))
    let record: Uint8Array | undefined
    return {
      changes,
      made: (editions) => {
        const records = judged.flatMap(({ sets }, i) =>
          sets.length === 0 && isNothing(changes[i]!)
            ? []
            : this.#shown.marked({ name: now[i]!.name, sets, ...editions[i]! }, shown[i]!()),
        )
        record = records.length === 0 ? undefined : this.layers.written(records)
      },
      record: () => record,
      undo: () => {
        for (const undo of undos.toReversed()) undo()
      },
    }
  }

  /** The layers, for code that makes another generation. */
  get overlay(): Overlay {
    return {
      names: () => this.layers.names,
      setsOf: (name) => this.layers.setsOf(name).each(),
      seenIn: (candidate, name) => this.#shown.seenIn(candidate, name),
      isSame: (a, b) => this.#options.comparing.isSame(a, b),
      revision: this.layers.revision,
      over: (name, base, judge) => this.laying.over(name, base, judge),
      left: (name, base) => this.laying.left(name, base),
      again: (name, base, judge, isJudgedAnew) => this.laying.again(name, base, judge, isJudgedAnew),
    }
  }

  /** At the start, before anybody is answered: lays the kept layers over what the sources give. */
  async restore(): Promise<void> {
    const { house, generations, log } = this.#options
    const round = async (waiting: readonly { readonly name: FaceName; readonly base: Zone }[]) => {
      for (const { name, base } of waiting) {
        const edition = await this.laying.over(name, base, judgeNow(generations, name, this.overlay))
        if (edition !== house.faceAt(name)?.served) house.publish([{ name, edition }])
      }
    }
    const own = this.layers.names.flatMap((name) => {
      // A made face gets its layer once the faces that it is made of have theirs.
      if (this.#isMade(name)) return []
      const at = this.#isOwn(name) ? house.faceAt(name) : undefined
      if (at !== undefined) return [{ name, base: at.base ?? at.served }]
      log.warn(
        { zone: nameText(name.origin), view: name.view },
        'changes that messages made to a zone are not served: the view has no such zone of its own, or the zone is not served',
      )
      return []
    })
    await inRounds(own, round, ({ name, base }) => this.laying.left(name, base))
  }

  /** Another generation is served, all layers laid over it: drops what did not fit, notes what is shown, and sets the clock anew. */
  settled(): void {
    this.laying.fit()
    this.#shown.settle()
    this.follow()
  }

  /** The same where only some layers were laid over and judged. */
  remade(): void {
    this.laying.fit()
    this.follow()
  }

  /** From now on records end by themselves. A start calls it last: what ends while the start settles its faces would be served once more. */
  follow(): void {
    for (const name of this.layers.names) this.#watch(name)
  }

  /**
   * Removes entries from a layer. `left` says what remains of an rrset, given what the source says of it. Resolves with the number of
   * entries removed.
   */
  async drop(name: FaceName, left: Left): Promise<{ readonly outcome: Outcome; readonly entries: number }> {
    let entries = 0
    const plan = (now: readonly FaceNow[]): Plan => {
      const { base, newest } = now[0]!
      const at = this.layers.time.now()
      entries = 0
      const changed = [...this.layers.of(name).each()].flatMap((set) => {
        const below = stateOf(base, set.owner, set.type)
        const after = left(set, below)
        if (isSameSet(set, after)) return []
        entries += entriesIn(set) - entriesIn(after)
        return [{ below, after }]
      })
      const isLaid = this.#isLaid(now[0]!)
      const shown = changed.filter(({ after: { owner } }) => isLaid && !this.withheld.has(name, owner))
      const wanted = shown.map(({ below, after }) => ({
        ...{ owner: after.owner, type: after.type },
        state: stateOver(below, after, at),
      }))
      const changes = changesTo(
        newest,
        wanted.filter(({ type }) => type !== Type.SOA),
      )
      return this.#planOf(now, [{ changes, sets: changed.map(({ after }) => after) }], at)
    }
    const outcome = await this.#options.store.acceptJoint({ faces: [name], octets: 256, plan })
    this.#watch(name)
    return { outcome, entries }
  }

  /** Sets the clock for the next record of the face that ends. */
  #watch(name: FaceName): void {
    const next = this.layers.of(name).nextDue
    if (next === undefined) this.#clock.clear(name, 'lease')
    else this.#clock.set(name, 'lease', next - this.layers.time.now(), () => void this.#end(name))
  }

  /** Publishes the face without the records that have ended. */
  async #end(name: FaceName): Promise<void> {
    const { store, log, audit } = this.#options
    let ended = 0
    let wrong: Refused | undefined
    const plan = (now: readonly FaceNow[]): Plan | undefined => {
      wrong = undefined
      const at = this.layers.time.now()
      const [face] = now
      if (face === undefined) return undefined
      const due = this.layers.of(name).takeDue(at)
      const sets = due.map((set) => withoutEnded(set, at))
      ended = due.reduce((sum, { added }, i) => sum + added.size - sets[i]!.added.size, 0)
      const shown = this.#isLaid(face) ? sets.filter(({ owner }) => !this.withheld.has(name, owner)) : []
      const wanted = shown.map((set) => ({
        owner: set.owner,
        type: set.type,
        state: stateOver(stateOf(face.base, set.owner, set.type), set, at),
      }))
      const planned = this.#planOf(now, [{ changes: changesTo(face.newest, wanted), sets }], at)
      const undo = () => {
        planned.undo?.()
        this.layers.of(name).putDue(due, at)
      }
      const onWrong = (refused: Refused) => {
        wrong = refused
      }
      return { ...planned, undo, onWrong }
    }
    const outcome = await store.acceptJoint({ faces: [name], octets: 256, plan })
    if (outcome.kind === 'accepted' || outcome.kind === 'unknown-face') {
      if (outcome.kind === 'accepted') this.#watch(name)
      if (outcome.kind === 'accepted' && wrong !== undefined) this.#tellWrong(name, wrong)
      if (outcome.kind === 'accepted' && ended > 0)
        audit.add({
          at: Date.now(),
          actor: { who: 'janus', way: 'clock' },
          what: 'lease-end',
          views: [name.view],
          zone: nameText(name.origin),
          detail: { records: ended },
        })
      return
    }
    log.error(
      { zone: nameText(name.origin), view: name.view, outcome },
      'records whose lease has ended cannot be removed: tried again',
    )
    this.#clock.set(name, 'lease', RETRY, () => void this.#end(name))
  }

  /** Logs errors that an end leaves behind: another record may lead to the one that has ended. An end does not wait for repairs. */
  #tellWrong(name: FaceName, refused: Refused): void {
    this.#options.log.warn(
      { zone: nameText(name.origin), view: name.view, wrong: whyWrong(refused) },
      'records whose lease has ended leave errors behind: change the records that refer to them',
    )
  }
}

const NOTHING_GRANTED: GrantedLease = { record: undefined, key: undefined }

/** Milliseconds until a disk that failed is tried again. */
const RETRY = 1000

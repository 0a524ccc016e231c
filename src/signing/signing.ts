// What Janus serves of zones that it signs. All other code changes contents and knows nothing of signatures; the threads that answer get
// the signed images.
//
//   content of a face  ->  sign (whole, or amended)  ->  signed image, with a serial of its own  ->  shown to clients
//
// Janus never serves a face unsigned that it has served signed: if it cannot sign the face, the present image stays.

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import type { OnlineZone } from '../sign/online-signatures.ts'
import { endsOf } from '../sign/renew.ts'
import { keptFolder } from '../state/kept-folder.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { Clock, steadyTime } from '../store/clock.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Fold } from '../store/folding.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { History, Step } from '../store/history.ts'
import type { Published } from '../store/house.ts'
import type { LastServed } from '../store/serial-record.ts'
import { SerialRecord } from '../store/serial-record.ts'
import { traceOf, whyOf } from '../system/why.ts'
import { type NameMark, touchedNames } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import { changedOwners } from './changed-owners.ts'
import { deepestFirst } from './children.ts'
import { FaceSigner } from './face-signer.ts'
import type { FaceSigning } from './face-signing.ts'
import { FirstKeys } from './first-keys.ts'
import type { Taken } from './foreign-children.ts'
import { ImageKeeping } from './image-keeping.ts'
import { LeavingZones, type WithdrawalSeen } from './leaving.ts'
import { OnlineForms, onlineZonesOf } from './online-forms.ts'
import { OtherZones } from './other-zones.ts'
import type { ServerAnswer } from './parent-ds.ts'
import { ReleasedFaces } from './released-faces.ts'
import { RollOrders } from './roll-orders.ts'
import { Rolling } from './rolling.ts'
import { say } from './says.ts'
import { SignedElsewhere } from './signed-elsewhere.ts'
import { SignedFaces } from './signed-faces.ts'
import { SignedImages } from './signed-images.ts'
import { SignedVeil } from './signed-veil.ts'
import { SigningRecord } from './signing-record.ts'
import { tellOnce } from './tell-once.ts'
import { Woken } from './woken.ts'
import type { ZoneSigning } from './zone-signing.ts'
import { type SignSettings, type Tell, ZonesToSign } from './zones-to-sign.ts'

export type SigningOptions = {
  /** The state folder. */
  readonly state: string
  readonly fold: Fold
  readonly comparing: Pick<Comparing, 'difference'>
  readonly history: Pick<History, 'add' | 'drop' | 'since'>
  /** The last serials of contents. */
  readonly serials: {
    readonly of: (name: FaceName) => LastServed | undefined
    readonly put: (all: readonly LastServed[]) => Promise<void>
  }
  /** Called when follow() should be called again. */
  readonly onDue: () => void
  readonly onTaken: (taken: Taken) => void
  readonly log: Logger
  /** In seconds since 1970. */
  readonly now?: () => number
}

export class Signing {
  readonly #options: SigningOptions
  readonly #record: SigningRecord
  readonly #serials: SerialRecord
  readonly #signer: FaceSigner
  readonly #clock: Clock
  readonly #now: () => number
  readonly #zones: ZonesToSign
  readonly #elsewhere: SignedElsewhere
  readonly #firstKeys: FirstKeys
  readonly #keeping: ImageKeeping
  readonly #leaving: LeavingZones
  readonly #released: ReleasedFaces
  readonly #rolling: Rolling
  /** What clients see in place of contents. */
  readonly shown: SignedVeil
  /** What people order about rolls. */
  readonly orders: RollOrders
  readonly #faces = new SignedFaces()
  readonly others: OtherZones
  /** Sockets answer: from now on Janus asks parents. */
  #hasBegun = false
  #isStopped = false
  readonly #forms = new OnlineForms()
  /** Checks each minute whether the machine has slept. */
  readonly woken: Woken
  readonly #tell: Tell

  private constructor(options: SigningOptions, record: SigningRecord, serials: SerialRecord) {
    this.#options = options
    this.#record = record
    this.#serials = serials
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000))
    this.#clock = new Clock(steadyTime, (error) => this.#fault(error))
    const { log, onDue, onTaken, state } = options
    const tell = tellOnce(log)
    this.#tell = tell
    const images = new SignedImages(state)
    this.#zones = new ZonesToSign(record, images, log, tell)
    this.#elsewhere = new SignedElsewhere({ zones: this.#zones, record, state, now: this.#now, log })
    this.#firstKeys = new FirstKeys({
      ...{ zones: this.#zones, elsewhere: this.#elsewhere, clock: this.#clock, now: this.#now, log, tell },
      ...{ onMade: onDue, onFault: (error) => this.#fault(error) },
    })
    this.#keeping = new ImageKeeping(images, this.#clock, log, options.fold)
    this.#released = new ReleasedFaces({
      ...{ faces: this.#faces, signed: serials, plain: options.serials, history: options.history, log },
      ...{ keeping: this.#keeping, clock: this.#clock },
    })
    this.#leaving = new LeavingZones({ zones: this.#zones, faces: this.#faces, record, now: this.#now })
    this.#rolling = new Rolling({
      ...{ zones: this.#zones, faces: this.#faces, clock: this.#clock, now: this.#now, onDue, tell, log },
      isLeaving: ({ setting }) => this.#zones.isLeft(setting.origin) && record.withdrawalOf(setting.name) !== undefined,
      onFault: (error) => this.#fault(error),
    })
    this.orders = new RollOrders({ zones: this.#zones, rolling: this.#rolling, log, now: this.#now })
    this.others = new OtherZones({
      ...{ zones: this.#zones, faces: this.#faces, record, clock: this.#clock, now: this.#now, onDue, onTaken, log },
      ...{ looksOf: (zone) => this.#rolling.looksOf(zone), isSigned: (face) => this.shown.covers(face) },
      onFault: (error) => this.#fault(error),
    })
    this.#signer = new FaceSigner({
      ...{ zones: this.#zones, faces: this.#faces, others: this.others, record, serials, images },
      ...{ contentSerials: options.serials, keeping: this.#keeping, firstKeys: this.#firstKeys },
      ...{ history: options.history, fold: options.fold, comparing: options.comparing },
      ...{ clock: this.#clock, now: this.#now, onDue, onFault: (error) => this.#fault(error), tell, log },
    })
    this.shown = new SignedVeil({
      ...{ zones: this.#zones, faces: this.#faces, record },
      isClockRight: () => this.clockBehind === undefined,
    })
    this.woken = new Woken({ now: this.#now, awake: () => steadyTime.now() / 1000, onWoken: onDue })
  }

  /** Rejects if the record cannot be used: without it, Janus could make keys for zones that have some. */
  static async open(options: SigningOptions): Promise<Signing> {
    const { log, state } = options
    const record = SigningRecord.open(state)
    const folder = keptFolder(state)
    const serials = await SerialRecord.open(join(folder.path, 'signed-serials'), {
      onBulky: (error) => log.warn({ reason: whyOf(error) }, 'the record of signed serials cannot be made smaller'),
      onTorn: (octets, aside) =>
        log.warn(
          { octets, aside },
          'the end of the record of signed serials is half written or damaged, and is put aside',
        ),
    })
    if (typeof serials === 'string') throw new Error(serials)
    folder.keeps('signed-serials')
    return new Signing(options, record, serials)
  }

  use(latest: SignSettings): void {
    this.#zones.use(latest)
    this.#rolling.use(latest)
    this.others.foreign.reloaded()
    for (const face of [...this.#faces.values()]) if (this.#zones.of(face.name) === undefined) this.#released.drop(face)
    if (this.#hasBegun) this.#firstKeys.askParents()
  }

  start(): void {
    this.#hasBegun = true
    this.woken.start()
    this.#firstKeys.askParents()
    if (!this.isIdle) this.#options.onDue()
  }

  stop(): void {
    this.#isStopped = true
    this.woken.stop()
    this.#firstKeys.stop()
    this.#rolling.stop()
    this.others.stop()
    this.#clock.stop()
    this.#keeping.write()
    this.#signer.close()
    void this.#serials.close()
  }

  readonly onlineZones = (): readonly OnlineZone[] => onlineZonesOf(this.#zones)

  /**
   * Signs all contents of the candidate that are not signed yet, before they are served. Call the function that it gives when they are.
   * `before`: as for the part.
   */
  async show(candidate: Candidate, latest: SignSettings, before?: Candidate): Promise<() => void> {
    this.#zones.use(latest)
    this.#elsewhere.look(candidate, before)
    const steps: Step[] = []
    try {
      for (const { name, served } of this.#facesOf(candidate)) {
        const zone = this.#zones.of(name)
        if (zone === undefined) continue
        const signing = this.#signer.sign(zone, name, served, !this.#hasBegun)
        // At a start, a zone that cannot be signed does not keep the server from starting.
        const failed = (error: unknown) => this.#signer.failed(zone, name, error)
        steps.push(...(await (before === undefined ? signing.catch(failed) : signing)))
      }
    } catch (error) {
      // What other zones say goes by what is still served.
      this.#options.onDue()
      throw error
    }
    return () => {
      this.others.settle()
      this.#tellHistory(steps)
    }
  }

  /** The faces that have a zone, in the order of signing. */
  #facesOf(candidate: Candidate): readonly { readonly name: FaceName; readonly served: Zone }[] {
    const faces = this.others.use(candidate)
    return deepestFirst(faces.map((one) => ({ ...one, origin: one.name.origin }))).flatMap(({ name, served }) =>
      served === undefined ? [] : [{ name, served }],
    )
  }

  /** Whether Janus signs nothing at all. */
  get isIdle(): boolean {
    return this.#zones.isEmpty
  }

  /** Call it before these contents are served. Gives by face the names in which the signed image differs; undefined: anywhere. */
  async change(published: readonly Published[]): Promise<ReadonlyMap<string, readonly NameMark[] | undefined>> {
    const names = new Map<string, readonly NameMark[] | undefined>()
    this.#elsewhere.lookAt(published.map(({ name, edition }) => ({ name, served: edition })))
    for (const { name, edition, changes } of published) {
      const zone = this.#zones.of(name)
      if (zone === undefined || edition === undefined) continue
      this.others.edited(name, edition, changes)
      const before = this.#faces.get(faceKey(name))?.signed
      const owners = changes && changedOwners(changes)
      const amended = owners && (await this.#signer.amend(zone, name, edition, owners))
      if (amended === undefined) this.#tellHistory(await this.#signer.sign(zone, name, edition, false))
      const after = this.#faces.get(faceKey(name))?.signed
      if (before === undefined || after === undefined) continue
      names.set(faceKey(name), before === after ? [] : amended && touchedNames(before, after, amended))
    }
    return names
  }

  /** Does what is due: first signatures, and renewals. */
  async follow(host: { readonly generations: Generations; readonly publish: () => void }): Promise<void> {
    const { generations, publish } = host
    if (this.#isStopped) return
    const { views } = generations.current.generation
    let isOther = this.#forms.haveChanged(this.#zones, views, this.clockBehind === undefined)
    if (this.#released.haveChanged()) isOther = true
    if (this.clockBehind === undefined) for (const zone of [...this.#zones]) this.#step(zone)
    const faces = this.#facesOf(generations.current.candidate)
    this.others.settle()
    for (const { name, served } of faces) {
      if (this.#isStopped) return
      const zone = this.#zones.of(name)
      if (zone === undefined) continue
      const before = this.#faces.get(faceKey(name))?.signed
      try {
        this.#tellHistory(await this.#signer.sign(zone, name, served, false))
        await this.#signer.renew(zone, name, served)
      } catch (error) {
        this.#signer.failed(zone, name, error)
      }
      if (this.#faces.get(faceKey(name))?.signed !== before) isOther = true
      await setImmediate()
    }
    if (isOther) {
      generations.reshow()
      publish()
    }
    if (this.#hasBegun) this.others.begin(() => generations.current.generation.views)
    if (this.#hasBegun) for (const zone of this.#zones) this.#rolling.ask(zone, generations.current.generation.views)
  }

  #step(zone: ZoneSigning): void {
    const { onDue } = this.#options
    const next = this.#rolling.step(zone)
    const stuck = this.orders.whyNotRolled(next)
    if (stuck !== undefined) this.#tell(zone.setting.name, say('sign-stuck', { why: stuck }))
    const due = this.orders.dueOf(this.#zones.latest(next))
    if (due === undefined) return
    // Looks at least once a day, because somebody may set the clock. After a failure it waits an hour.
    const seconds = stuck === undefined ? Math.min(due - this.#now(), DAY) : HOUR
    this.#clock.set({ view: '', origin: zone.setting.origin }, 'expire', seconds * 1000, onDue)
  }

  zoneAt(origin: Uint8Array): ZoneSigning | undefined {
    return this.#zones.at(origin)
  }

  isNamed(origin: Uint8Array): boolean {
    return this.#zones.isNamed(origin)
  }

  isLeft(origin: Uint8Array): boolean {
    return this.#zones.isLeft(origin)
  }

  /** Whether Janus may now serve a zone unsigned that is being withdrawn; as in LeavingZones. */
  async askWithdrawal(origin: Uint8Array, here: readonly ServerAnswer[]): Promise<WithdrawalSeen> {
    const seen = await this.#leaving.ask(this.#zones.at(origin)!, here)
    // From now on the zone's CDS ask the parent to remove the DS.
    this.#options.onDue()
    return seen
  }

  /** Stops signing the zone, whose faces go on under their contents' serials. Gives the faces with their signed serials. */
  async letGo(origin: Uint8Array): Promise<readonly LastServed[]> {
    const { faces, last } = await this.#released.release(origin)
    this.#rolling.forget(this.#zones.at(origin)!)
    this.#clock.clear({ view: '', origin }, 'expire')
    this.#zones.drop(origin)
    this.#record.drop(nameText(origin).toLowerCase())
    for (const face of faces) this.#keeping.remove(face)
    // The zone above drops its DS.
    this.#options.onDue()
    return last
  }

  /** Faces that were signed and now have a serial that is not newer than the signed one. */
  overtaken(candidate: Candidate): readonly LastServed[] {
    return this.#released.overtaken(candidate, (view, origin, content) => this.shown.zone(view, origin, content))
  }

  /** For people and metrics. */
  get status(): readonly FaceSigning[] {
    const now = this.#now()
    return [...this.#zones].flatMap((zone) =>
      this.#faces.ofZone(zone.setting.origin).map((face) => ({
        ...{ zone, face, ends: face.signed && endsOf(face.signed, zone.schedule, now) },
        mustBeSigned: !this.#zones.isLeased(zone.setting.origin) && this.#record.has(zone.setting.name),
        leaving: this.#leaving.of(zone),
        awaited: this.#rolling.awaited(zone),
        looks: this.#rolling.looksOf(zone),
        ...this.others.statusOf(face.name),
      })),
    )
  }

  /** As in FaceSigner. */
  get clockBehind(): FaceSigner['clockBehind'] {
    return this.#signer.clockBehind
  }

  /** Accepts the clock as right, whatever the record says. */
  acceptClock(): void {
    this.#record.setClock(this.#now())
    this.#options.onDue()
  }

  #tellHistory(steps: readonly Step[]): void {
    for (const step of steps) this.#options.history.add(step)
  }

  #fault(error: unknown): void {
    this.#options.log.error(
      { reason: traceOf(error) },
      'signing failed because of a bug in Janus: report it with this line',
    )
  }
}

const HOUR = 3600
const DAY = 86_400

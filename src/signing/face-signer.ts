// Signs single faces: the whole face if nothing is signed yet, the changed names if there are few, and the names whose signatures are due.
// A face that cannot be signed stays as it was.

import type { Logger } from 'pino'
import type { Said } from '../dns/said.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { amend } from '../sign/amend.ts'
import { endsOf } from '../sign/renew.ts'
import { faultAt } from '../sign/self-check.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Fold } from '../store/folding.ts'
import type { History, Step } from '../store/history.ts'
import type { LastServed, SerialRecord } from '../store/serial-record.ts'
import { whyOf } from '../system/why.ts'
import type { Changeset } from '../zone/changeset.ts'
import { MOST_SIGNED } from '../zone/listed-zone.ts'
import { sealOf } from '../zone/seal.ts'
import type { Zone } from '../zone/zone.ts'
import { changedOwners } from './changed-owners.ts'
import type { FirstKeys } from './first-keys.ts'
import type { ImageKeeping } from './image-keeping.ts'
import { ListForms } from './list-forms.ts'
import { NOTHING, ofOthersIn, otherNames } from './of-others.ts'
import type { OtherZones } from './other-zones.ts'
import { say } from './says.ts'
import { type SignOutcome, serialOf } from './sign-job.ts'
import { SignedFace } from './signed-face.ts'
import type { SignedFaces } from './signed-faces.ts'
import type { SignedImages } from './signed-images.ts'
import { Signers } from './signers.ts'
import type { SigningRecord } from './signing-record.ts'
import { isFollowing, stepTo, type Twin, twinOf } from './twins.ts'
import { planText, type ZoneSigning } from './zone-signing.ts'
import type { Tell, ZonesToSign } from './zones-to-sign.ts'

export type FaceSignerOptions = {
  readonly zones: ZonesToSign
  readonly faces: SignedFaces
  readonly others: Pick<OtherZones, 'of'>
  readonly record: SigningRecord
  /** The last serials of faces as they were served signed; and those of their contents. */
  readonly serials: SerialRecord
  readonly contentSerials: { readonly of: (name: FaceName) => LastServed | undefined }
  readonly images: SignedImages
  readonly keeping: ImageKeeping
  readonly firstKeys: FirstKeys
  readonly history: Pick<History, 'add' | 'drop' | 'since'>
  readonly fold: Fold
  readonly comparing: Pick<Comparing, 'difference'>
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  readonly onDue: () => void
  readonly onFault: (error: unknown) => void
  readonly tell: Tell
  readonly log: Logger
}

/** A start does not wait for a zone of so many records: Janus serves it unsigned until it is signed. */
const MANY = 20_000
/** So many changed names are signed here, without another thread. */
const MOST_AMENDED = 500
/** Seconds between two looks at a face whose signatures become due one after another. */
const STEP = 3600
/** Above so many octets Janus does not look for the difference: it would have too many names to amend. */
const MOST_CHANGED = 1 << 20
/** Seconds until the next try after an error. */
const RETRY = 60

export class FaceSigner {
  /** A large zone waits to be signed until sockets answer. */
  isWaiting = false
  readonly #options: FaceSignerOptions
  readonly #signers = new Signers()
  readonly #listForms = new ListForms(this.#signers)

  constructor(options: FaceSignerOptions) {
    this.#options = options
  }

  close(): void {
    this.#signers.close()
  }

  /** Set where the clock is behind the time on record. */
  get clockBehind(): { readonly now: number; readonly record: number } | undefined {
    const [now, record] = [this.#options.now(), this.#options.record.clock]
    // Signatures begin an hour before they are made.
    return now < record - 3600 ? { now, record } : undefined
  }

  /** Signs what is not signed yet. `mayWait`: sockets do not answer yet, and must not wait for a large zone. */
  async sign(zone: ZoneSigning, name: FaceName, served: Zone, mayWait: boolean): Promise<Step[]> {
    const face = this.#faceOf(name)
    if (this.#options.zones.isLeased(name.origin)) return this.#asItComes(zone, face, served)
    this.#options.firstKeys.makeUnasked(zone)
    const known = this.#planOf(zone, face)
    if (known === undefined) return this.#cannot(zone, face, zone.trouble)
    if (mayWait && (served.entries?.entries ?? 0) > MANY && this.#isFirst(zone, face)) return this.#wait()
    const content = served.entries === undefined ? served : await this.#formOf(face, served)
    if (content === undefined) return this.#cannot(zone, face, say('sign-list-long', { most: MOST_SIGNED }))
    const twin = this.#twinOf(zone, face, content, known)
    if (twin !== undefined) return this.#follow(zone, face, content, twin)
    const isAsBefore = face.plan === planText(known) && face.trouble === undefined
    const owners = isAsBefore ? await this.#newIn(face, content, known) : undefined
    if (owners !== undefined) {
      const ofOthers = ofOthersIn(known)
      if (face.content === content && owners.length === 0) return []
      if ((await this.amend(zone, name, content, owners, ofOthers)) !== undefined) return []
    }
    if (sealOf(content) === 'RRSIG') return this.#cannot(zone, face, say('sign-signed-already'))
    const behind = this.clockBehind
    if (behind !== undefined) return this.#cannot(zone, face, clockText(behind))
    if (mayWait && content.records > MANY && this.#isFirst(zone, face)) return this.#wait()
    const before = face.signed
    // An image that is left of a zone whose signing was withdrawn counts no more.
    if (this.#options.record.has(zone.setting.name)) face.signed ??= this.#options.images.read(name)
    const last = this.#lastOf(face)
    const plan = this.#planOf(zone, face)!
    const outcome = await this.#run(zone, face, plan, content, last)
    if (outcome.kind === 'faulty') return this.#cannot(zone, face, say('sign-came-wrong', { why: outcome.reason }))
    if (outcome.kind === 'same') face.content = content
    else {
      await this.#taken(zone, face, outcome.zone.serial)
      face.replace(content, outcome.zone)
    }
    face.plan = planText(plan)
    face.ofOthers = ofOthersIn(plan)
    face.trouble = undefined
    this.#schedule(zone, face)
    if (outcome.kind === 'same') return []
    const { made, reused } = outcome
    this.#options.log.info(
      { zone: zone.setting.name, view: name.view, serial: outcome.zone.serial, made, reused },
      'signed',
    )
    this.#options.keeping.changed(face)
    if (before === undefined || outcome.changes === undefined) {
      this.#options.history.drop(name)
      return []
    }
    const step = { name, before, after: outcome.zone, changes: outcome.changes }
    face.lastStep = step
    return [step]
  }

  #isFirst({ setting }: ZoneSigning, { signed }: SignedFace): boolean {
    return signed === undefined && !this.#options.record.has(setting.name)
  }

  #wait(): [] {
    this.isWaiting = true
    return []
  }

  /** The zone to sign in place of a list; undefined where it would be too long. */
  async #formOf(face: SignedFace, list: Zone): Promise<Zone | undefined> {
    const form = await this.#listForms.of(list, face.list)
    if (form !== undefined) face.list = list
    return form
  }

  /** Undefined also if the face has its twin's signed zone already. */
  #twinOf(zone: ZoneSigning, face: SignedFace, content: Zone, plan: SignPlan): Twin | undefined {
    const { faces, images, record } = this.#options
    if (this.clockBehind !== undefined) return undefined
    return twinOf(faces.ofZone(face.name.origin), face, {
      ...{ content, plan: planText(plan), ofOthers: ofOthersIn(plan), last: this.#lastOf(face) },
      // An image of a zone that was withdrawn no longer counts.
      kept: () => (record.has(zone.setting.name) ? images.read(face.name) : undefined),
    })
  }

  /** Gives the face its twin's signed zone. */
  async #follow(zone: ZoneSigning, face: SignedFace, content: Zone, twin: Twin): Promise<Step[]> {
    const { history, keeping, clock, log } = this.#options
    const { serial } = twin.signed
    const step = stepTo(face, twin, history)
    const isKept = this.#lastOf(face) === serial
    if (!isKept) await this.#taken(zone, face, serial)
    face.plan = twin.plan
    face.ofOthers = twin.ofOthers
    face.replace(content, twin.signed, twin.name)
    if (clock.until(face.name, 're-sign') === undefined) this.#schedule(zone, face)
    if (isKept) return []
    keeping.changed(face)
    log.info({ zone: zone.setting.name, view: face.name.view, serial, as: twin.name.view }, 'signed as in another view')
    if (step !== undefined) return [step]
    history.drop(face.name)
    return []
  }

  /**
   * Names in which a face differs from the content that was signed; undefined if they are many, or if the content comes signed. Whether a
   * new SOA alone matters shows only when the whole face is signed.
   */
  async #newIn(face: SignedFace, content: Zone, plan: SignPlan): Promise<readonly Uint8Array[] | undefined> {
    const ofOthers = otherNames(content, face.ofOthers, ofOthersIn(plan))
    if (face.content === content) return ofOthers
    if (face.content === undefined || sealOf(content) === 'RRSIG') return undefined
    const changes = await this.#options.comparing.difference(face.content, content, MOST_CHANGED)
    if (changes === undefined) return undefined
    const owners = changedOwners([changes])
    return owners.some(({ length }) => length !== content.apex.length) ? [...owners, ...ofOthers] : undefined
  }

  #run(
    zone: ZoneSigning,
    face: SignedFace,
    plan: SignPlan,
    content: Zone,
    last: number | undefined,
  ): Promise<SignOutcome> {
    const job = {
      ...plan,
      content,
      before: face.signed,
      others: this.#others(zone, face),
      last,
      now: this.#options.now(),
    }
    const names = { zone: zone.setting.name, view: face.name.view }
    const tell = (made: number, all: number) => this.#options.log.info({ ...names, made, all }, 'signing is under way')
    return this.#signers.sign(job, tell).catch((error): SignOutcome => ({ kind: 'faulty', reason: whyOf(error) }))
  }

  /** Undefined if the whole face has to be signed. What the face says of other zones changes only with sign(). */
  async amend(
    zone: ZoneSigning,
    name: FaceName,
    served: Zone,
    owners: readonly Uint8Array[],
    ofOthers = this.#faceOf(name).ofOthers,
  ): Promise<readonly number[] | undefined> {
    const face = this.#faceOf(name)
    const content = served.entries === undefined ? served : await this.#formOf(face, served)
    if (content === undefined) return undefined
    const plan = zone.planFor(name.view, ofOthers)
    const { signed } = face
    if (plan === undefined || signed === undefined || face.plan !== planText(plan) || face.trouble !== undefined)
      return undefined
    // A digest covers the whole zone.
    if (owners.length > MOST_AMENDED || plan.zonemd || this.clockBehind !== undefined) return undefined
    if (owners.length === 0) {
      face.content = content
      face.ofOthers = ofOthers
      return []
    }
    const serial = serialOf(content, this.#lastOf(face))
    const input = {
      ...plan,
      signed,
      content,
      names: owners,
      serial,
      stores: this.#others(zone, face),
      now: this.#options.now(),
    }
    try {
      const amended = amend(input)
      if (amended === undefined) return undefined
      const changed = await this.#edit(zone, face, amended.changes, plan)
      face.content = content
      face.ofOthers = ofOthers
      return changed
    } catch (error) {
      this.#options.onFault(error)
      return undefined
    }
  }

  async #edit(zone: ZoneSigning, face: SignedFace, changes: Changeset, plan: SignPlan): Promise<readonly number[]> {
    const before = face.signed!
    const { fold, history } = this.#options
    const faultIn = (edition: Zone, nodes: readonly number[]) =>
      faultAt(edition, before, plan.keys, this.#options.now(), nodes)
    const { zone: edition, changed } = await face.edit(changes, fold, {
      faultOf: faultIn,
      record: (serial) => this.#taken(zone, face, serial),
    })
    const step = { name: face.name, before, after: edition, changes }
    history.add(step)
    face.lastStep = step
    // New signatures are due later than those that were there.
    if (this.#options.clock.until(face.name, 're-sign') === undefined) this.#schedule(zone, face)
    this.#options.keeping.changed(face)
    return changed
  }

  /** Makes the signatures anew that are due. */
  async renew(zone: ZoneSigning, name: FaceName, served: Zone): Promise<void> {
    const face = this.#faceOf(name)
    const content = served.entries === undefined ? served : await this.#formOf(face, served)
    const plan = zone.planFor(name.view, face.ofOthers)
    if (plan === undefined || face.signed === undefined || content === undefined) return
    if (face.content !== content || this.clockBehind) return
    if (isFollowing(this.#options.faces.ofZone(name.origin), face)) return
    const { due } = endsOf(face.signed, plan.schedule, this.#options.now(), lostIn(plan))
    if (due.length === 0) return this.#schedule(zone, face)
    if ((await this.amend(zone, name, content, due)) !== undefined) {
      this.#options.log.info({ zone: zone.setting.name, view: name.view, names: due.length }, 'signatures renewed')
      return
    }
    face.content = undefined
    for (const step of await this.sign(zone, name, content, false)) this.#options.history.add(step)
  }

  /** Call it when signing met an error, such as a full disk: the signed face stays, and Janus tries again. */
  failed(zone: ZoneSigning, name: FaceName, error: unknown): [] {
    this.#options.clock.set(name, 're-sign', RETRY * 1000, () => this.#options.onDue())
    return this.#cannot(zone, this.#faceOf(name), say('sign-not-kept', { why: whyOf(error) }))
  }

  #planOf(zone: ZoneSigning, { name, signed }: SignedFace): SignPlan | undefined {
    return zone.planFor(name.view, this.#options.others.of(name, signed))
  }

  /** Records the serial as used, whatever happens afterwards. */
  async #taken({ setting }: ZoneSigning, { name }: SignedFace, serial: number): Promise<void> {
    await this.#options.serials.put([{ name, serial }])
    const isFirst = !this.#options.record.has(setting.name)
    this.#options.record.add(setting.name, this.#options.now())
    if (isFirst) {
      this.#options.zones.keepSetting(setting)
      // Other zones, which were signed before, may say something of this one from now on.
      this.#options.onDue()
    }
    this.#options.record.signedAt(this.#options.now())
  }

  /** The serial under which the face was last served, signed or not. The content may have a newer one. */
  #lastOf({ name, signed }: SignedFace): number | undefined {
    // Without a recorded serial, that of the kept image counts: it was served.
    const own = this.#options.serials.of(name)?.serial ?? signed?.serial
    const plain = this.#options.contentSerials.of(name)?.serial
    if (own === undefined || plain === undefined || signed !== undefined) return own ?? plain
    return isNewerSerial(plain, own) ? plain : own
  }

  #others({ setting }: ZoneSigning, face: SignedFace): Zone[] {
    const all = this.#options.faces.ofZone(setting.origin)
    return all.flatMap((other) => (other !== face && other.signed ? [other.signed] : []))
  }

  #faceOf(name: FaceName): SignedFace {
    const key = faceKey(name)
    const face = this.#options.faces.get(key) ?? new SignedFace(name)
    this.#options.faces.set(key, face)
    return face
  }

  /** Serves a leased list unsigned that was signed before: its old denials would deny the entries that somebody adds. */
  #asItComes({ setting }: ZoneSigning, face: SignedFace, content: Zone): [] {
    face.content = content
    face.signed = undefined
    face.trouble = say('sign-no-list', { zone: setting.name })
    this.#options.tell(`${setting.name} in view ${face.name.view}`, face.trouble)
    return []
  }

  /** Keeps the signed face that there is. */
  #cannot(zone: ZoneSigning, face: SignedFace, why: Said | undefined): [] {
    const { setting } = zone
    if (this.#options.record.has(setting.name) && face.signed === undefined) {
      face.signed = this.#options.images.read(face.name)
      const earliest = face.signed && endsOf(face.signed, zone.schedule, this.#options.now()).earliest
      if (earliest !== undefined) face.ends = earliest
    }
    face.trouble = why ?? say('sign-keys-awaited')
    this.#options.tell(`${setting.name} in view ${face.name.view}`, face.trouble)
    return []
  }

  #schedule(zone: ZoneSigning, face: SignedFace): void {
    if (face.signed === undefined) return
    const { margin } = zone.schedule
    const now = this.#options.now()
    const plan = zone.planFor(face.name.view, NOTHING)
    const { earliest, due } = endsOf(face.signed, zone.schedule, now, plan && lostIn(plan))
    if (earliest !== undefined) face.ends = earliest
    const left = due.length > 0 || earliest === undefined ? STEP : Math.max(earliest - margin - now, STEP)
    this.#options.clock.set(face.name, 're-sign', left * 1000, () => this.#options.onDue())
  }
}

function lostIn({ keys }: SignPlan): number[] {
  return keys.flatMap(({ key, tag }) => (key === undefined ? [tag] : []))
}

function clockText({ now, record }: { readonly now: number; readonly record: number }): Said {
  const text = (seconds: number) => new Date(seconds * 1000).toISOString()
  return say('sign-clock-behind', { now: text(now), record: text(record) })
}

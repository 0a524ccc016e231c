// What is served of zones that we sign. Everybody else changes content, and knows nothing of signatures; whoever answers gets the
// signed image that was made of it.
//
//   content of a face  ->  sign (whole, or amended)  ->  signed image, with a serial of its own  ->  shown to clients
//
// A face that has been served signed is never served unsigned: where it cannot be signed, the image that there is stays.

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { copyName, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { amend } from '../sign/amend.ts'
import { addZoneKeys, drawKeys, readZoneKeys } from '../sign/keys/key-folder.ts'
import { endsOf } from '../sign/renew.ts'
import { faultAt } from '../sign/self-check.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import { keptFolder } from '../state/kept-folder.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { Clock, steadyTime } from '../store/clock.ts'
import type { Fold } from '../store/folding.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { History, Step } from '../store/history.ts'
import type { LastServed } from '../store/serial-record.ts'
import { SerialRecord } from '../store/serial-record.ts'
import type { Published } from '../store/store.ts'
import type { Settings } from '../text/config/settings.ts'
import type { SignSetting } from '../text/config/sign.ts'
import type { View } from '../views/view.ts'
import type { Changeset } from '../zone/changeset.ts'
import { sealOf } from '../zone/seal.ts'
import { type NameMark, touchedNames } from '../zone/touched.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { fromKept, toKept } from './kept-setting.ts'
import { askEachParent, askParents, type ServerAnswer } from './parent-ds.ts'
import { type SignOutcome, serialOf } from './sign-job.ts'
import { SignedFace } from './signed-face.ts'
import { SignedImages } from './signed-images.ts'
import { Signers } from './signers.ts'
import { SigningRecord } from './signing-record.ts'
import { judge, overAt, type Verdict } from './withdrawal.ts'
import { planText, stampOf, ZoneSigning } from './zone-signing.ts'

export type SigningOptions = {
  /** The state folder. */
  readonly state: string
  readonly fold: Fold
  readonly history: Pick<History, 'add' | 'drop'>
  /** Serials under which content was served last. */
  readonly serials: {
    readonly of: (name: FaceName) => LastServed | undefined
    readonly put: (all: readonly LastServed[]) => Promise<void>
  }
  /** follow() is to be called when its turn has come. */
  readonly onDue: () => void
  readonly log: Logger
  /** In seconds since 1970. */
  readonly now?: () => number
}

/** Seconds until a parent that could not be asked is asked again. */
const ASK_AGAIN = 60
/** Records of a zone that nobody wants to wait for: it is served unsigned until it is signed. */
const MANY = 20_000
/** Changed names that are signed at once, without another thread. */
const MOST_AMENDED = 500
/** Seconds between two looks at a face whose signatures are due one after the other. */
const STEP = 3600
/** Seconds after which a signed image that changes is written down. */
const KEEP_AFTER = 60

export class Signing {
  readonly #options: SigningOptions
  readonly #record: SigningRecord
  readonly #serials: SerialRecord
  readonly #images: SignedImages
  readonly #signers = new Signers()
  readonly #clock: Clock
  readonly #now: () => number
  /** By name in lower case, with the final dot. */
  #zones = new Map<string, ZoneSigning>()
  #settings: Pick<Settings, 'sign' | 'keys'> | undefined
  readonly #faces = new Map<string, SignedFace>()
  /** Faces whose image is not on the disk as it is. */
  readonly #unkept = new Set<SignedFace>()
  /** Whether sockets answer: parents may be asked. */
  #hasBegun = false
  #isStopped = false
  /** Some large zone is to be signed when sockets answer. */
  #isWaiting = false
  #told = new Map<string, string>()

  private constructor(options: SigningOptions, record: SigningRecord, serials: SerialRecord) {
    this.#options = options
    this.#record = record
    this.#serials = serials
    this.#images = new SignedImages(options.state)
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000))
    this.#clock = new Clock(steadyTime, (error) => this.#fault(error))
  }

  /** Rejects where what is on record cannot be used: signing without it could make keys for zones that have some. */
  static async open(options: SigningOptions): Promise<Signing> {
    const { log, state } = options
    const record = SigningRecord.open(state)
    const folder = keptFolder(state)
    const serials = await SerialRecord.open(join(folder.path, 'signed-serials'), {
      onBulky: (error) => log.warn({ reason: textOf(error) }, 'the record of signed serials cannot be made smaller'),
      onTorn: (octets, aside) =>
        log.warn({ octets, aside }, 'the end of the record of signed serials was half written'),
    })
    if (typeof serials === 'string') throw new Error(serials)
    folder.keeps('signed-serials')
    return new Signing(options, record, serials)
  }

  /** These settings hold. */
  use(latest: Pick<Settings, 'sign' | 'keys'>): void {
    this.#configure(latest)
    if (this.#hasBegun) this.#askParents()
  }

  start(): void {
    this.#hasBegun = true
    this.#askParents()
    if (this.#isWaiting) this.#options.onDue()
  }

  stop(): void {
    this.#isStopped = true
    this.#clock.stop()
    this.#keepImages()
    this.#signers.close()
    void this.#serials.close()
  }

  /** Whether what clients are shown of the face is what is made here. */
  covers(name: FaceName): boolean {
    return this.#faces.get(faceKey(name))?.signed !== undefined && this.#zoneOf(name) !== undefined
  }

  /** What clients are shown of a face with this content. */
  zone(view: string, origin: Uint8Array, content: Zone | undefined): Zone | undefined {
    const name = { view, origin }
    if (content === undefined || this.#zoneOf(name) === undefined) return content
    const signed = this.#faces.get(faceKey(name))?.signed
    return signed ?? (this.#record.has(nameText(origin)) ? undefined : content)
  }

  /** The same of all faces of a view. */
  view(view: View): View {
    const others = new Map<number, Zone | undefined>()
    for (const { setting } of this.#zones.values()) {
      const member = view.zones.enclosing(scratch.set(setting.origin, 0))
      if (member < 0 || view.zones.apexAt(member, scratch) !== 0) continue
      const { zone: content, apex } = view.zones.members[member]!
      const shown = this.zone(view.name, apex, content)
      if (shown !== content) others.set(member, shown)
    }
    return others.size === 0 ? view : { ...view, zones: view.zones.with(others) }
  }

  /**
   * What these faces hold is about to be served: signs all of it that is not signed as it is. To be committed when it is served.
   */
  async show(candidate: Candidate, latest: Pick<Settings, 'sign' | 'keys'>): Promise<() => void> {
    this.#configure(latest)
    const steps: Step[] = []
    for (const { origin, face, served } of candidate.loaded.faces) {
      const name = { view: face.viewName, origin }
      const zone = this.#zoneOf(name)
      if (zone === undefined || served === undefined) continue
      steps.push(...(await this.#signFace(zone, name, served, !this.#hasBegun)))
    }
    return () => this.#tellHistory(steps)
  }

  /** Whether anything is signed at all. */
  get isIdle(): boolean {
    return this.#zones.size === 0
  }

  /** These contents are about to be served. Gives the names by which signed images differ, by face, where these are all. */
  async change(published: readonly Published[]): Promise<ReadonlyMap<string, readonly NameMark[] | undefined>> {
    const names = new Map<string, readonly NameMark[] | undefined>()
    for (const { name, edition, changes } of published) {
      const zone = this.#zoneOf(name)
      if (zone === undefined || edition === undefined) continue
      const before = this.#faces.get(faceKey(name))?.signed
      const owners = changes && ownersOf(changes)
      const amended = owners && (await this.#amend(zone, name, edition, owners))
      if (amended === undefined) this.#tellHistory(await this.#signFace(zone, name, edition, false))
      const after = this.#faces.get(faceKey(name))?.signed
      if (before === undefined || after === undefined) continue
      names.set(faceKey(name), before === after ? [] : amended && touchedNames(before, after, amended))
    }
    return names
  }

  /** What is due: first signatures, and signatures whose time has come. */
  async follow({
    generations,
    publish,
  }: {
    readonly generations: Generations
    readonly publish: () => void
  }): Promise<void> {
    let isOther = false
    for (const { origin, face, served } of generations.current.candidate.loaded.faces) {
      const name = { view: face.viewName, origin }
      const zone = this.#zoneOf(name)
      if (zone === undefined || served === undefined) continue
      const before = this.#faces.get(faceKey(name))?.signed
      this.#tellHistory(await this.#signFace(zone, name, served, false))
      await this.#renew(zone, name, served)
      if (this.#faces.get(faceKey(name))?.signed !== before) isOther = true
      await setImmediate()
    }
    if (!isOther) return
    generations.reshow()
    publish()
  }

  /** Whether it is named under `sign`: what is not, and has been signed, is signed on until it is withdrawn. */
  isNamed(origin: Uint8Array): boolean {
    return this.#settings?.sign.some((setting) => sameName(setting.origin, 0, origin, 0)) === true
  }

  /** Whether it is signed although nothing under `sign` says so. */
  isLeft(origin: Uint8Array): boolean {
    return this.#zones.has(nameText(origin).toLowerCase()) && !this.isNamed(origin)
  }

  /**
   * Whether such a zone may be served unsigned by now: every parent is asked. `here`: what the zones above it that are served here have.
   */
  async askWithdrawal(origin: Uint8Array, here: readonly ServerAnswer[]): Promise<WithdrawalSeen> {
    const { setting } = this.#zones.get(nameText(origin).toLowerCase())!
    const answers = [...here, ...(await askEachParent(origin, setting.parents))]
    const before = this.#record.withdrawalOf(setting.name) ?? {}
    const { verdict, progress } = judge(answers, before, { now: this.#now(), dnskeyTtl: this.#dnskeyTtlOf(setting) })
    // It may have been put back meanwhile.
    if (this.isLeft(origin)) this.#record.withdraw(setting.name, progress)
    return { answers, verdict }
  }

  /** From now on it is nothing to us, and has the content's serials. Gives its faces, each with the serial that it had signed. */
  async letGo(origin: Uint8Array): Promise<readonly LastServed[]> {
    const { history, serials } = this.#options
    const key = nameText(origin).toLowerCase()
    const faces = [...this.#faces.values()].filter(({ name }) => sameName(name.origin, 0, origin, 0))
    const last = faces.flatMap(({ name }) => this.#serials.of(name) ?? [])
    // Whatever happens: the next start gives the content a newer one.
    await serials.put(last.filter(({ name, serial }) => !isNewerSerial(serials.of(name)?.serial ?? serial, serial)))
    for (const face of faces) {
      this.#faces.delete(faceKey(face.name))
      this.#unkept.delete(face)
      for (const kind of ['re-sign', 'notify'] as const) this.#clock.clear(face.name, kind)
      history.drop(face.name)
    }
    this.#zones.delete(key)
    this.#record.drop(key)
    for (const { name } of faces) this.#images.remove(name)
    return last
  }

  #dnskeyTtlOf({ origin, dnskeyTtl }: SignSetting): number {
    const served = [...this.#faces.values()].flatMap(({ name, signed }) => {
      if (signed === undefined || !sameName(name.origin, 0, origin, 0)) return []
      const set = signed.rrset(APEX, Type.DNSKEY)
      return set === NONE ? [] : [signed.ttl(set)]
    })
    return Math.max(dnskeyTtl, ...served)
  }

  #leavingOf({ setting }: ZoneSigning): Leaving | undefined {
    if (this.isNamed(setting.origin)) return undefined
    const progress = this.#record.withdrawalOf(setting.name) ?? {}
    const until = overAt(progress, { dnskeyTtl: this.#dnskeyTtlOf(setting), asked: setting.parents?.length ?? 1 })
    return { until, isOver: until !== undefined && until <= this.#now() }
  }

  /** For people and for metrics. */
  get status(): readonly FaceSigning[] {
    const now = this.#now()
    return [...this.#zones.values()].flatMap((zone) =>
      [...this.#faces.values()]
        .filter(({ name }) => sameName(name.origin, 0, zone.setting.origin, 0))
        .map((face) => ({
          ...{ zone, face, ends: face.signed && endsOf(face.signed, zone.schedule, now) },
          mustBeSigned: this.#record.has(zone.setting.name),
          leaving: this.#leavingOf(zone),
        })),
    )
  }

  /** The clock is believed to be right, whatever was signed before. */
  acceptClock(): void {
    this.#record.setClock(this.#now())
    this.#options.onDue()
  }

  /** Undefined where the clock is not behind what is on record. */
  get clockBehind(): { readonly now: number; readonly record: number } | undefined {
    const [now, record] = [this.#now(), this.#record.clock]
    // What was signed then begins an hour before.
    return now < record - 3600 ? { now, record } : undefined
  }

  #zoneOf({ view, origin }: FaceName): ZoneSigning | undefined {
    const zone = this.#zones.get(nameText(origin).toLowerCase())
    return zone?.setting.unsigned.includes(view) ? undefined : zone
  }

  #configure(settings: Pick<Settings, 'sign' | 'keys'>): void {
    const { keys, sign } = settings
    const before = this.#settings?.keys.path === keys.path ? this.#zones : new Map<string, ZoneSigning>()
    this.#settings = settings
    const zones = new Map<string, ZoneSigning>()
    for (const setting of [...sign, ...this.#forgotten(sign)]) {
      const key = setting.name.toLowerCase()
      const known = before.get(key)
      const isSame =
        known?.state === 'good' &&
        settingText(known.setting) === settingText(setting) &&
        known.stamp === stampOf(known.folder)
      const zone = isSame ? known : new ZoneSigning(setting, keys.path, this.#record.has(key))
      if (known?.state === 'waits-for-parent' && zone.state === 'waits-for-parent') zone.trouble = known.trouble
      zones.set(key, zone)
    }
    this.#zones = zones
    for (const setting of sign) this.#keepSetting(setting)
  }

  /** What is not on the disk holds as long as the configuration says it. */
  #keepSetting(setting: SignSetting): void {
    try {
      this.#record.keep(setting.name, toKept(setting))
    } catch (error) {
      this.#options.log.warn({ zone: setting.name, reason: textOf(error) }, 'how a zone is signed cannot be kept')
    }
  }

  /** Zones that have been served signed, and that the configuration does not name any more: they stay signed. */
  #forgotten(sign: readonly SignSetting[]): SignSetting[] {
    return this.#record.zones
      .filter((name) => !sign.some((setting) => setting.name.toLowerCase() === name))
      .map((name) => {
        const way = `put it back under "sign", or run "janus dnssec withdraw ${name}"`
        this.#tell(name, `it was served signed, and is signed on: ${way}`)
        return fromKept(name, this.#record.settingOf(name))
      })
  }

  async #signFace(zone: ZoneSigning, name: FaceName, content: Zone, mayWait: boolean): Promise<Step[]> {
    const face = this.#faceOf(name)
    this.#makeKeys(zone)
    const plan = zone.planFor(name.view)
    if (plan === undefined) return this.#cannot(zone, face, zone.trouble)
    if (face.content === content && face.plan === planText(plan) && face.trouble === undefined) return []
    if (sealOf(content) === 'RRSIG') return this.#cannot(zone, face, SIGNED_ALREADY)
    const behind = this.clockBehind
    if (behind !== undefined) return this.#cannot(zone, face, clockText(behind))
    const isFirst = face.signed === undefined && !this.#record.has(zone.setting.name)
    if (isFirst && mayWait && content.records > MANY) {
      this.#isWaiting = true
      return []
    }
    const before = face.signed
    // What lies there of a zone that was withdrawn is nobody's any more.
    if (this.#record.has(zone.setting.name)) face.signed ??= this.#images.read(name)
    const last = this.#lastOf(face)
    const outcome = await this.#run(zone, face, plan, content, last)
    if (outcome.kind === 'faulty')
      return this.#cannot(zone, face, `what came of signing it is wrong: ${outcome.reason}`)
    face.plan = planText(plan)
    if (outcome.kind === 'same') face.content = content
    else {
      await this.#taken(zone, face, outcome.zone.serial)
      face.replace(content, outcome.zone)
    }
    face.trouble = undefined
    this.#schedule(zone, face)
    if (outcome.kind === 'same') return []
    const { made, reused } = outcome
    this.#options.log.info(
      { zone: zone.setting.name, view: name.view, serial: outcome.zone.serial, made, reused },
      'signed',
    )
    this.#unkept.add(face)
    this.#keepSoon(face)
    if (before === undefined || outcome.changes === undefined) {
      this.#options.history.drop(name)
      return []
    }
    return [{ name, before, after: outcome.zone, changes: outcome.changes }]
  }

  #run(
    zone: ZoneSigning,
    face: SignedFace,
    plan: SignPlan,
    content: Zone,
    last: number | undefined,
  ): Promise<SignOutcome> {
    const job = { ...plan, content, before: face.signed, others: this.#others(zone, face), last, now: this.#now() }
    return this.#signers.sign(job).catch((error): SignOutcome => ({ kind: 'faulty', reason: textOf(error) }))
  }

  /** Undefined where everything has to be signed. */
  async #amend(
    zone: ZoneSigning,
    name: FaceName,
    content: Zone,
    owners: readonly Uint8Array[],
  ): Promise<readonly number[] | undefined> {
    const face = this.#faceOf(name)
    const plan = zone.planFor(name.view)
    const { signed } = face
    if (plan === undefined || signed === undefined || face.plan !== planText(plan) || face.trouble !== undefined)
      return undefined
    // A digest is over all of it.
    if (owners.length > MOST_AMENDED || plan.zonemd || this.clockBehind !== undefined) return undefined
    if (owners.length === 0) {
      face.content = content
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
      now: this.#now(),
    }
    try {
      const amended = amend(input)
      if (amended === undefined) return undefined
      const changed = await this.#edit(zone, face, amended.changes, plan)
      face.content = content
      return changed
    } catch (error) {
      this.#fault(error)
      return undefined
    }
  }

  async #edit(zone: ZoneSigning, face: SignedFace, changes: Changeset, plan: SignPlan): Promise<readonly number[]> {
    const before = face.signed!
    const { fold, history } = this.#options
    const faultIn = (edition: Zone, nodes: readonly number[]) => faultAt(edition, plan.keys, this.#now(), nodes)
    const { zone: edition, changed } = await face.edit(changes, fold, faultIn)
    await this.#taken(zone, face, edition.serial)
    history.add({ name: face.name, before, after: edition, changes })
    // What is new is due later than what was there.
    if (this.#clock.until(face.name, 're-sign') === undefined) this.#schedule(zone, face)
    this.#unkept.add(face)
    this.#keepSoon(face)
    return changed
  }

  /** Signatures whose time has come. */
  async #renew(zone: ZoneSigning, name: FaceName, content: Zone): Promise<void> {
    const face = this.#faceOf(name)
    const plan = zone.planFor(name.view)
    if (plan === undefined || face.signed === undefined || face.content !== content || this.clockBehind) return
    const { due } = endsOf(face.signed, plan.schedule, this.#now())
    if (due.length === 0) return this.#schedule(zone, face)
    if ((await this.#amend(zone, name, content, due)) !== undefined) {
      this.#options.log.info({ zone: zone.setting.name, view: name.view, names: due.length }, 'signatures made anew')
      return
    }
    face.content = undefined
    this.#tellHistory(await this.#signFace(zone, name, content, false))
  }

  /** The serial is nobody else's, whatever happens. */
  async #taken({ setting }: ZoneSigning, { name }: SignedFace, serial: number): Promise<void> {
    await this.#serials.put([{ name, serial }])
    const isFirst = !this.#record.has(setting.name)
    this.#record.add(setting.name, this.#now())
    if (isFirst) this.#keepSetting(setting)
    this.#record.signedAt(this.#now())
  }

  /** Under which the face was served last, signed or not: where it is signed, the content may have a newer one to give it. */
  #lastOf({ name, signed }: SignedFace): number | undefined {
    const [own, plain] = [this.#serials.of(name)?.serial, this.#options.serials.of(name)?.serial]
    if (own === undefined || plain === undefined || signed !== undefined) return own ?? plain
    return isNewerSerial(plain, own) ? plain : own
  }

  #others({ setting }: ZoneSigning, face: SignedFace): Zone[] {
    return [...this.#faces.values()].flatMap((other) =>
      other !== face && other.signed && sameName(other.name.origin, 0, setting.origin, 0) ? [other.signed] : [],
    )
  }

  #faceOf(name: FaceName): SignedFace {
    const key = faceKey(name)
    const face = this.#faces.get(key) ?? new SignedFace(name)
    this.#faces.set(key, face)
    return face
  }

  /** What there is stays. */
  #cannot({ setting }: ZoneSigning, face: SignedFace, why: string | undefined): [] {
    if (this.#record.has(setting.name)) face.signed ??= this.#images.read(face.name)
    face.trouble = why ?? 'it waits for its first keys'
    this.#tell(`${setting.name} in view ${face.name.view}`, face.trouble)
    return []
  }

  /** Where nobody is to be asked. */
  #makeKeys(zone: ZoneSigning): void {
    if (zone.state === 'waits-for-parent' && zone.setting.parents?.length === 0) this.#makeFirst(zone)
  }

  #makeFirst(zone: ZoneSigning): void {
    const { keys, algorithm, name } = zone.setting
    // Somebody may have imported some while the parent was asked.
    if (readZoneKeys(zone.folder).kind !== 'none') {
      const known = new ZoneSigning(zone.setting, this.#settings!.keys.path, this.#record.has(name))
      this.#zones.set(name.toLowerCase(), known)
      return
    }
    try {
      const made = drawKeys(keys === 'split' ? ['ksk', 'zsk'] : ['csk'], algorithm, [])
      const record = addZoneKeys(zone.folder, undefined, made, { now: new Date(this.#now() * 1000) })
      zone.keys = { kind: 'good', keys: made, record }
      zone.stamp = stampOf(zone.folder)
      zone.state = 'good'
      zone.trouble = undefined
      this.#options.log.info({ zone: name, keys: made.map(({ tag }) => tag) }, 'keys were made')
    } catch (error) {
      zone.trouble = `keys cannot be made: ${textOf(error)}`
      this.#tell(name, zone.trouble)
    }
  }

  /** Of zones that never had keys: who names some has them. */
  #askParents(): void {
    for (const zone of this.#zones.values())
      if (zone.state === 'waits-for-parent' && !zone.isAsking) {
        zone.isAsking = true
        this.#askParent(zone)
          .catch((error) => this.#fault(error))
          .finally(() => {
            zone.isAsking = false
          })
      }
  }

  async #askParent(zone: ZoneSigning): Promise<void> {
    const { origin, parents, name } = zone.setting
    const answer = await askParents(origin, parents)
    // A reload may have come meanwhile: whoever took its place asks for itself.
    if (this.#isStopped || this.#zones.get(name.toLowerCase()) !== zone) return
    if (answer.kind === 'none') {
      this.#makeFirst(zone)
      return this.#options.onDue()
    }
    if (answer.kind === 'there') {
      zone.trouble = `the parent names a key of it (${answer.server} has a DS): import that key, or have the DS removed`
      zone.state = 'keys-elsewhere'
    } else
      zone.trouble = `its parent cannot be asked: ${answer.reason}; name its servers under "parents", or [] where it has none`
    this.#tell(name, zone.trouble)
    const again = { view: '', origin }
    this.#clock.set(again, 'refresh', ASK_AGAIN * 1000, () => {
      if (zone.state === 'keys-elsewhere') zone.state = 'waits-for-parent'
      this.#askParents()
    })
  }

  #schedule(zone: ZoneSigning, face: SignedFace): void {
    if (face.signed === undefined) return
    const { margin } = zone.schedule
    const now = this.#now()
    const { earliest, due } = endsOf(face.signed, zone.schedule, now)
    const left = due.length > 0 || earliest === undefined ? STEP : Math.max(earliest - margin - now, STEP)
    this.#clock.set(face.name, 're-sign', left * 1000, () => this.#options.onDue())
  }

  #tellHistory(steps: readonly Step[]): void {
    for (const step of steps) this.#options.history.add(step)
  }

  #keepSoon(face: SignedFace): void {
    if (this.#clock.until(face.name, 'notify') === undefined)
      this.#clock.set(face.name, 'notify', KEEP_AFTER * 1000, () => this.#keepImages())
  }

  /** What is lost of it costs signatures at the next start, and no more. */
  #keepImages(): void {
    for (const face of this.#unkept) {
      this.#unkept.delete(face)
      this.#clock.clear(face.name, 'notify')
      try {
        if (face.signed) this.#images.write(face.name, face.signed)
      } catch (error) {
        this.#options.log.warn({ reason: textOf(error) }, 'a signed zone cannot be kept in the state folder')
      }
    }
  }

  /** Each thing once. */
  #tell(what: string, trouble: string): void {
    if (this.#told.get(what) === trouble) return
    this.#told.set(what, trouble)
    this.#options.log.error({ zone: what, reason: trouble }, 'a zone cannot be signed as it should be')
  }

  #fault(error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#options.log.error({ reason }, 'signing met a fault of ours: report it with this line')
  }
}

export type FaceSigning = {
  readonly zone: ZoneSigning
  readonly face: SignedFace
  readonly ends: ReturnType<typeof endsOf> | undefined
  /** It has been served signed. */
  readonly mustBeSigned: boolean
  /** Of a zone that is not under `sign` any more. */
  readonly leaving: Leaving | undefined
}

export type Leaving = {
  /** When nobody has a DS in a cache any more, in seconds since 1970; undefined where a parent may have one. */
  readonly until: number | undefined
  readonly isOver: boolean
}

export type WithdrawalSeen = { readonly answers: readonly ServerAnswer[]; readonly verdict: Verdict }

const scratch = new Suffixes()

const SIGNED_ALREADY =
  'its source is signed already: take the signatures out of it, or delete the zone under "sign" and serve it as it comes'

function settingText({ denials, place: _, ...setting }: SignSetting): string {
  return JSON.stringify([setting, [...denials]])
}

function clockText({ now, record }: { readonly now: number; readonly record: number }): string {
  const text = (seconds: number) => new Date(seconds * 1000).toISOString()
  return `the clock says ${text(now)}, and something was signed at ${text(record)} already: set it right, or run "janus dnssec clock --accept"`
}

/** All owners, each once. */
function ownersOf(changes: readonly Changeset[]): Uint8Array[] {
  const owners = new Map<string, Uint8Array>()
  for (const { removed, added } of changes)
    for (const list of [removed, added])
      list.each((bytes, at) => {
        const owner = copyName(bytes, at)
        owners.set(Buffer.from(owner).toString('latin1'), owner)
      })
  return [...owners.values()]
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

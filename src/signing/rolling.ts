// Rolls the keys of all zones that Janus signs: keeps each roll's progress on the disk, asks the servers of zones and parents what they
// have, and takes the next step when the solver (sign/roll) allows it. A lost answer makes only the roll wait, and never the zone.

import type { Logger } from 'pino'
import { type KeyRecord, writeRecord } from '../sign/keys/key-folder.ts'
import { keptKeys, ripened, rollKeysOf, shiftedBy, withPublicHalves, withRollKeys } from '../sign/roll/kept-keys.ts'
import { withoutLost } from '../sign/roll/lost-keys.ts'
import { isAwaited, looked, type Part, partsOf, type RollKey, withRecord } from '../sign/roll/record-states.ts'
import { advance, type Conditions, type Retention, waitOf } from '../sign/roll/solver.ts'
import type { ZoneKey } from '../sign/zone-key.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import type { View } from '../views/view.ts'
import { jumpSince, offsetNow } from './clock-offset.ts'
import { NOTHING } from './of-others.ts'
import { askEachParent, type ServerAnswer } from './parent-ds.ts'
import { ParentNotices } from './parent-notices.ts'
import { parentsHere } from './parents-here.ts'
import { retentionOf, servedTtls } from './retention.ts'
import { say } from './says.ts'
import type { SignedFace } from './signed-face.ts'
import type { SignedFaces } from './signed-faces.ts'
import { hasPart, isDsAsWanted, lookAt, type ZoneLook } from './zone-looks.ts'
import { serversOf } from './zone-servers.ts'
import { planText, type ZoneSigning } from './zone-signing.ts'
import type { SignSettings, Tell, ZonesToSign } from './zones-to-sign.ts'

export type RollingOptions = {
  readonly zones: ZonesToSign
  readonly faces: SignedFaces
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  readonly isLeaving: (zone: ZoneSigning) => boolean
  /** Called when step() should be called again. */
  readonly onDue: () => void
  readonly onFault: (error: unknown) => void
  readonly tell: Tell
  readonly log: Logger
}

/** What Janus saw when it last asked all servers. */
export type Looks = {
  readonly at: number
  readonly zone: readonly ZoneLook[]
  readonly parents: readonly ServerAnswer[]
}

/** Seconds until Janus asks again: at first, and at most. */
const FIRST_LOOK = 30
const LAST_LOOK = 3600

export class Rolling {
  readonly #options: RollingOptions
  /** By the zone's name. */
  readonly #looks = new Map<string, Looks>()
  readonly #fresh = new Set<string>()
  readonly #asking = new Set<string>()
  readonly #pauses = new Map<string, number>()
  #settings: SignSettings | undefined
  readonly #notices: ParentNotices
  #isStopped = false

  constructor(options: RollingOptions) {
    this.#options = options
    this.#notices = new ParentNotices(options.log)
  }

  /** After a reload, asks all servers again: whoever reloads wants to see the present state. */
  use(settings: SignSettings): void {
    this.#settings = settings
    for (const zone of this.#options.zones) {
      this.#pauses.delete(zone.setting.name)
      this.#options.clock.clear(this.#eventOf(zone), 're-sign')
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  looksOf({ setting }: ZoneSigning): Looks | undefined {
    return this.#looks.get(setting.name)
  }

  /** Takes all steps that are possible now. Gives the zone, which may be a new ZoneSigning with other keys. */
  step(before: ZoneSigning): ZoneSigning {
    const { zones, tell, now } = this.#options
    const zone = zones.latest(before)
    // After the stop, nothing may be written.
    if (this.#isStopped || zone.keys.kind !== 'good') return zone
    const { record: known, keys, lost } = zone.keys
    const clock = offsetNow(now())
    const jump = jumpSince(known.clock, clock)
    const record = shiftedBy(known, jump)
    if (lost.length > 0) tell(zone.setting.name, zone.trouble!)
    const hasLooked = this.#fresh.delete(zone.setting.name)
    const looks = hasLooked ? this.looksOf(zone) : undefined
    if (jump !== 0)
      this.#options.log.warn({ zone: zone.setting.name, jump }, 'the clock was set: rolls wait as long as before')
    try {
      zone.isLeaving = this.#options.isLeaving(zone)
      const seen = this.#seen(zone, rollKeysOf(record, now()), keys, looks)
      // Unchanged if no key could take the place of the lost ones: the zone would have no keys to sign with.
      const there = withoutLost(seen, lost, now())
      if (there === undefined) {
        if (looks !== undefined) this.#again(zone, looks)
        return zone
      }
      const after = advance(there, this.conditionsOf(zone))
      const rolled = keptKeys(withPublicHalves(withRollKeys(record, after), keys), {
        ...{ latest: this.conditionsOf(zone).retention, now: now() },
        served: servedTtls(zone.setting, this.facesOf(zone)),
      })
      const isSameClock = jump === 0 && known.clock?.boot === clock?.boot
      const kept = { ...rolled, ...(clock && { clock: isSameClock ? known.clock! : clock }) }
      if (JSON.stringify(kept) !== JSON.stringify(known)) writeRecord(zone.folder, kept)
      const isFurther = statesText(kept) !== statesText(record)
      const next = zones.rolled(zone, kept)
      if (isFurther) this.#goesOn(next, record, kept)
      else if (looks !== undefined) this.#again(next, looks)
      return next
    } catch (error) {
      tell(zone.setting.name, say('roll-not-kept', { why: whyOf(error) }))
      if (looks !== undefined) this.#again(zone, looks)
      return zone
    }
  }

  /** Call it when the zone's faces are signed: asks the servers if a roll awaits anything. `views`: as clients see them. */
  ask(zone: ZoneSigning, views: readonly View[]): void {
    const { name } = zone.setting
    if (this.#isStopped || zone.keys.kind !== 'good' || this.#asking.has(name)) return
    if (this.#fresh.has(name) || this.awaited(zone).length === 0) return
    if (this.#options.clock.until(this.#eventOf(zone), 're-sign') !== undefined) return
    this.#asking.add(name)
    this.#look(zone, views)
      .then((looks) => {
        // The settings may name other servers by now.
        if (this.#options.zones.at(zone.setting.origin)?.setting !== zone.setting) return
        this.#looks.set(name, looks)
        this.#fresh.add(name)
        // Not awaited: a roll does not wait for the parent to take the message.
        this.#notices.afterLook(zone, looks).catch((error) => this.#options.onFault(error))
      })
      .catch((error) => this.#options.onFault(error))
      .finally(() => {
        this.#asking.delete(name)
        if (!this.#isStopped) this.#options.onDue()
      })
  }

  /** Asks soon, because the roll now awaits something else. */
  askSoon(zone: ZoneSigning): void {
    this.#pauses.delete(zone.setting.name)
    this.#options.clock.clear(this.#eventOf(zone), 're-sign')
    this.#options.onDue()
  }

  /** Asks all servers once more, whatever Janus saw before. */
  lookNow(zone: ZoneSigning, views: readonly View[]): Promise<Looks> {
    return this.#look(zone, views)
  }

  forget({ setting }: ZoneSigning): void {
    this.#looks.delete(setting.name)
    this.#fresh.delete(setting.name)
    this.#pauses.delete(setting.name)
    this.#options.clock.clear({ view: '', origin: setting.origin }, 're-sign')
  }

  conditionsOf(zone: ZoneSigning): Conditions {
    const { now } = this.#options
    return { now: now(), retention: this.#retentionOf(zone), isLeaving: zone.isLeaving }
  }

  facesOf({ setting }: ZoneSigning): SignedFace[] {
    return this.#options.faces.ofZone(setting.origin).filter(({ name }) => !setting.unsigned.includes(name.view))
  }

  #retentionOf(zone: ZoneSigning): Retention {
    const record = zone.keys.kind === 'good' ? zone.keys.record : undefined
    const parents = this.#looks.get(zone.setting.name)?.parents ?? []
    return retentionOf(zone.setting, this.facesOf(zone), parents, record)
  }

  /** Notes in the record what Janus saw last, once. */
  #seen(
    zone: ZoneSigning,
    keys: readonly RollKey[],
    zoneKeys: readonly ZoneKey[],
    looks: Looks | undefined,
  ): readonly RollKey[] {
    if (looks === undefined) return keys
    return keys.map((key) => {
      const whole = zoneKeys.find(({ tag, algorithm }) => tag === key.tag && algorithm === key.algorithm)!
      return partsOf(key.role).reduce((after, part) => {
        const life = key.records[part]
        // The question came before this part changed, so its answer says nothing about it.
        if (!isAwaited(life) || looks.at < life.since || ripened(life)) return after
        const isSo =
          part === 'ds' ? this.#isDsSo(zone, key, whole, looks, keys) : this.#isZoneSo(zone, key, part, whole, looks)
        return withRecord(after, part, looked(life, isSo, looks.at))
      }, key)
    })
  }

  /** Whether the part is as wanted here in each view and at every server. */
  #isZoneSo(zone: ZoneSigning, key: RollKey, part: Part, whole: ZoneKey, looks: Looks): boolean {
    const isThere = key.records[part].state === 'rumoured'
    return (
      this.#isShown(zone) &&
      looks.zone.every((look) => look.error === undefined && hasPart(look, part, whole) === isThere)
    )
  }

  #isDsSo(
    { setting }: ZoneSigning,
    key: RollKey,
    whole: ZoneKey,
    { zone, parents }: Looks,
    all: readonly RollKey[],
  ): boolean {
    const isThere = key.records.ds.state === 'rumoured'
    // There is no parent to ask: somebody may trust the key by hand, and replaces it by hand.
    if (parents.length === 0) return isThere && all.every((one) => one === key || one.records.ds.state === 'hidden')
    const isSo = parents.every((answer) => isDsAsWanted(answer, setting.origin, whole, isThere))
    if (isThere) return isSo
    // A server that is behind may still show the parent the former CDS.
    const isAsked = zone.some((look) => look.error !== undefined || hasPart(look, 'ds', whole))
    return !isAsked && isSo
  }

  #isSigned(face: FaceName): boolean {
    const { zones, faces } = this.#options
    return zones.of(face) !== undefined && faces.get(faceKey(face))?.signed !== undefined
  }

  #isShown(zone: ZoneSigning): boolean {
    return this.facesOf(zone).every(({ name, signed, trouble, plan }) => {
      const wanted = zone.planFor(name.view, NOTHING)
      return signed !== undefined && trouble === undefined && wanted !== undefined && plan === planText(wanted)
    })
  }

  async #look(zone: ZoneSigning, views: readonly View[]): Promise<Looks> {
    const { origin, parents } = zone.setting
    const at = this.#options.now()
    const here = parentsHere(views, origin, (face) => this.#isSigned(face))
    // A private zone: Janus asks nobody about it.
    if (parents?.length === 0) return { at, zone: [], parents: here }
    const { servers, missing } = await serversOf(origin, this.facesOf(zone), this.#settings!, views)
    const [looks, above] = await Promise.all([
      Promise.all(servers.map((server) => lookAt(origin, server))),
      askEachParent(origin, parents),
    ])
    const lost = missing.map((server) => ({ server, error: say('server-no-address', { name: server }) }))
    return { at, zone: [...looks, ...lost], parents: [...here, ...above] }
  }

  /** Plans the next look: soon at first, later the longer nothing changes; and when what Janus saw has held for long enough. */
  #again(zone: ZoneSigning, looks: Looks): void {
    const { clock, now, onDue } = this.#options
    const { name } = zone.setting
    const pause = Math.min((this.#pauses.get(name) ?? FIRST_LOOK / 2) * 2, LAST_LOOK)
    this.#pauses.set(name, pause)
    const awaited = this.awaited(zone)
    const ends = awaited.flatMap(({ until }) => until ?? [])
    const due = Math.min(...ends)
    // Parts that changed during the look or just before: the servers may not have had them.
    const isEarly = awaited.some(({ key, part }) => key.records[part].since >= looks.at)
    const seconds = isEarly ? 1 : due <= now() ? pause : Math.min(due - now(), pause)
    clock.set(this.#eventOf(zone), 're-sign', seconds * 1000, onDue)
  }

  /** What the roll waits for, and until when at least. */
  awaited(zone: ZoneSigning): Awaited[] {
    if (zone.keys.kind !== 'good') return []
    const retention = this.#retentionOf(zone)
    return rollKeysOf(zone.keys.record, this.#options.now()).flatMap((key) =>
      partsOf(key.role).flatMap((part): Awaited[] => {
        const life = key.records[part]
        if (!isAwaited(life)) return []
        const until = life.seen === undefined ? undefined : life.seen + waitOf(part, life, retention)
        return [{ key, part, comes: life.state === 'rumoured', until }]
      }),
    )
  }

  #eventOf({ setting }: ZoneSigning): { readonly view: string; readonly origin: Uint8Array } {
    return { view: '', origin: setting.origin }
  }

  /** Asks for newly awaited parts as soon as they are served. */
  #goesOn(zone: ZoneSigning, before: KeyRecord, after: KeyRecord): void {
    const { log } = this.#options
    const { name } = zone.setting
    this.#pauses.delete(name)
    this.#options.clock.clear(this.#eventOf(zone), 're-sign')
    for (const { tag, role, records } of after.keys) {
      const old = before.keys.find((key) => key.tag === tag)?.records
      const steps = partsOf(role).flatMap((part) => {
        const state = records?.[part].state
        return state === undefined || state === (old?.[part].state ?? 'hidden') ? [] : [`${part} ${state}`]
      })
      if (steps.length > 0) log.info({ zone: name, key: tag, steps }, 'a key takes its next step')
    }
    for (const { tag } of before.keys)
      if (!after.keys.some((key) => key.tag === tag)) log.info({ zone: name, key: tag }, 'a key is no longer in use')
  }
}

function statesText({ keys }: KeyRecord): string {
  return JSON.stringify(
    keys.map(({ tag, records }) => [tag, records && Object.values(records).map(({ state }) => state)]),
  )
}

export type Awaited = {
  readonly key: RollKey
  readonly part: Part
  /** Whether the part has to come; otherwise it has to go. */
  readonly comes: boolean
  /** Set once it is so everywhere: until when it has to stay so, in seconds since 1970. */
  readonly until: number | undefined
}

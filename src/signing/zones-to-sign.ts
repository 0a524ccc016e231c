// The zones that Janus signs: those that the configuration names, and those that Janus has served signed and nobody has withdrawn.

import type { Logger } from 'pino'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { type KeyEntry, type KeyRecord, readZoneKeys, useOf } from '../sign/keys/key-folder.ts'
import type { ZoneKey } from '../sign/zone-key.ts'
import type { FaceName } from '../store/change.ts'
import { whyOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import type { SignSetting } from '../text/config/sign-setting.ts'
import { fromKept, toKept } from './kept-setting.ts'
import { say } from './says.ts'
import type { SignedImages } from './signed-images.ts'
import type { SigningRecord } from './signing-record.ts'
import { borrowers, zoneFolder } from './zone-folder.ts'
import { stampOf, ZoneSigning } from './zone-signing.ts'

export type SignSettings = Pick<Settings, 'sign' | 'keys' | 'listen' | 'lists' | 'secondaries' | 'views'>

export type Tell = (what: string, trouble: Said) => void

export class ZonesToSign {
  readonly #record: SigningRecord
  readonly #images: SignedImages
  readonly #log: Logger
  readonly #tell: Tell
  /** By name in lower case, with the final dot. */
  #zones = new Map<string, ZoneSigning>()
  #settings: SignSettings | undefined
  /** The zones that the configuration names, by the same key. */
  #named: ReadonlySet<string> = new Set()

  constructor(record: SigningRecord, images: SignedImages, log: Logger, tell: Tell) {
    this.#record = record
    this.#images = images
    this.#log = log
    this.#tell = tell
  }

  get views(): SignSettings['views'] {
    return this.#settings?.views ?? []
  }

  get isEmpty(): boolean {
    return this.#zones.size === 0
  }

  [Symbol.iterator](): Iterator<ZoneSigning> {
    return this.#zones.values()
  }

  at(origin: Uint8Array): ZoneSigning | undefined {
    return this.#zones.get(nameText(origin).toLowerCase())
  }

  /** Undefined also for a face that stays unsigned. */
  of({ view, origin }: FaceName): ZoneSigning | undefined {
    const zone = this.at(origin)
    return zone?.setting.unsigned.includes(view) ? undefined : zone
  }

  /** Whether this object still stands for the zone: a reload makes others. */
  has(zone: ZoneSigning): boolean {
    return this.at(zone.setting.origin) === zone
  }

  /** Whether `sign` names the zone. If not, Janus goes on signing it until somebody withdraws it. */
  isNamed(origin: Uint8Array): boolean {
    return this.#named.has(nameText(origin).toLowerCase())
  }

  /** Whether Janus signs the zone although `sign` does not name it. */
  isLeft(origin: Uint8Array): boolean {
    return this.at(origin) !== undefined && !this.isNamed(origin)
  }

  /** Whether the zone is a leased list, which Janus does not sign: threads that answer would have to sign entries that come at any time. */
  isLeased(origin: Uint8Array): boolean {
    const { lists = [] } = this.#settings ?? {}
    return lists.some((list) => list.leases !== undefined && sameName(list.origin, 0, origin, 0))
  }

  drop(origin: Uint8Array): void {
    this.#zones.delete(nameText(origin).toLowerCase())
  }

  /** The zone as the disk has it: somebody may have imported keys meanwhile, or taken a copy. */
  latest(zone: ZoneSigning): ZoneSigning {
    if (zone.keys.kind !== 'good' || zone.stamp === stampOf(zone.folder)) return zone
    // If the keys cannot be read, the next reload says so; until then those in memory go on.
    return readZoneKeys(zone.folder).kind === 'good' ? this.reread(zone) : zone
  }

  /** Reads the zone's keys again. */
  reread({ setting, isLeaving }: ZoneSigning): ZoneSigning {
    const { origin, name } = setting
    const zone = new ZoneSigning(setting, this.#settings!.keys.path, this.#record.has(name))
    zone.isLeaving = isLeaving
    this.#zones.set(nameText(origin).toLowerCase(), zone)
    return zone
  }

  /** Call it when the key record on the disk uses the keys otherwise. */
  rolled(zone: ZoneSigning, record: KeyRecord): ZoneSigning {
    if (zone.keys.kind !== 'good') return zone
    const { keys } = zone.keys
    const lost = zone.keys.lost.filter(({ tag }) => record.keys.some((entry) => entry.tag === tag))
    // The lost key is gone, and with it the trouble.
    if (lost.length === 0 && zone.keys.lost.length > 0) zone.trouble = undefined
    zone.keys = { kind: 'good', record, lost, keys: record.keys.flatMap((entry) => usedAs(entry, keys)) }
    zone.stamp = stampOf(zone.folder)
    return zone
  }

  use(settings: SignSettings): void {
    const { keys, sign } = settings
    const before = this.#settings?.keys.path === keys.path ? this.#zones : new Map<string, ZoneSigning>()
    this.#settings = settings
    this.#named = new Set(sign.map(({ name }) => name.toLowerCase()))
    const zones = new Map<string, ZoneSigning>()
    for (const setting of [...sign, ...this.#forgotten()]) {
      const key = setting.name.toLowerCase()
      const known = before.get(key)
      const isSame =
        known?.keys.kind === 'good' &&
        known.keys.lost.length === 0 &&
        settingText(known.setting) === settingText(setting) &&
        known.isAsRead
      if (known === undefined) this.#recall(setting)
      const zone = isSame ? known : new ZoneSigning(setting, keys.path, this.#record.has(key))
      zone.isLeaving = !this.#named.has(key) && this.#record.withdrawalOf(key) !== undefined
      if (known?.state === 'waits-for-parent' && zone.state === 'waits-for-parent') zone.trouble = known.trouble
      zones.set(key, zone)
    }
    for (const [zone, { setting }] of borrowers([...zones.values()]))
      zone.refuse(say('sign-keys-borrowed', { folder: zone.folder, zone: setting.name }))
    this.#zones = zones
    for (const setting of sign) this.keepSetting(setting)
    this.#keepElsewhere()
  }

  /** A zone with a signed image but neither keys nor a record has had keys. */
  #recall({ name, origin }: SignSetting): void {
    const { keys, views } = this.#settings!
    if (this.#record.has(name) || readZoneKeys(zoneFolder(keys.path, origin)).kind !== 'none') return
    const isThere = views.some((view) => this.#images.read({ view: view.name, origin }) !== undefined)
    if (!isThere) return
    try {
      this.#record.add(name, Math.floor(Date.now() / 1000))
    } catch (error) {
      this.#log.warn({ zone: name, reason: whyOf(error) }, 'cannot write to the state folder that a zone has had keys')
    }
  }

  #keepElsewhere(): void {
    try {
      this.#record.keepElsewhere(this.#named)
    } catch (error) {
      this.#log.warn({ reason: whyOf(error) }, 'cannot write to the state folder which zones were signed elsewhere')
    }
  }

  /** If the setting cannot be written, it holds as long as the configuration has it. */
  keepSetting(setting: SignSetting): void {
    try {
      this.#record.keep(setting.name, toKept(setting))
    } catch (error) {
      const reason = whyOf(error)
      this.#log.warn(
        { zone: setting.name, reason },
        'cannot write to the state folder how a zone is signed: a restart does not know it',
      )
    }
  }

  /** Zones that were served signed and that the configuration no longer names: they stay signed. */
  #forgotten(): SignSetting[] {
    return this.#record.zones
      .filter((name) => !this.#named.has(name))
      .map((name) => {
        this.#tell(name, say('sign-left', { zone: name }))
        return fromKept(name, this.#record.settingOf(name))
      })
  }
}

function usedAs(entry: KeyEntry, keys: readonly ZoneKey[]): ZoneKey[] {
  return keys.flatMap((key) =>
    key.tag === entry.tag && key.algorithm === entry.algorithm ? [{ ...key, use: useOf(entry.records!) }] : [],
  )
}

function settingText({ denials, place: _, ...setting }: SignSetting): string {
  return JSON.stringify([setting, [...denials]])
}

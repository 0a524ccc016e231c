// One zone that Janus signs: how, and with which keys. All its faces have the same.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Said } from '../dns/said.ts'
import { copiedAt, readZoneKeys, type ZoneKeys } from '../sign/keys/key-folder.ts'
import type { Schedule } from '../sign/schedule.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import type { ZoneKey } from '../sign/zone-key.ts'
import { chainOf, type DenialForm, MARGIN_DAYS, type SignSetting } from '../text/config/sign-setting.ts'
import type { OnlineDenial } from '../zone/zone-set.ts'
import type { OfOthers } from './of-others.ts'
import { say } from './says.ts'
import { zoneFolder } from './zone-folder.ts'

export type ZoneState =
  /** The zone has keys and is signed with them. */
  | 'good'
  /** The zone has never had keys: Janus makes them once the parent has said that it has no DS. */
  | 'waits-for-parent'
  /** The zone's keys cannot be used: its signatures stay, and Janus makes no new ones. */
  | 'without-keys'
  /** The parent's DS names keys that are not here. */
  | 'keys-elsewhere'

export class ZoneSigning {
  readonly setting: SignSetting
  readonly folder: string
  #keys!: ZoneKeys
  /** The stamp of each key's file when the key was read. */
  #files: ReadonlyMap<string, string | undefined> = new Map()
  state: ZoneState
  /** For people: what is wrong, and what to do. */
  trouble: Said | undefined
  isAsking = false
  /** The zone is being withdrawn: its CDS ask the parent to remove the DS. */
  isLeaving = false
  /** The stamp of the key record when it was read. */
  stamp: string

  /** `keysFolder`: the folder of all secrets. `hasHadKeys`: as the signing record knows it. */
  constructor(setting: SignSetting, keysFolder: string, hasHadKeys: boolean) {
    this.setting = setting
    this.folder = zoneFolder(keysFolder, setting.origin)
    this.stamp = stampOf(this.folder)
    this.keys = readZoneKeys(this.folder)
    this.state = this.#stateOf(hasHadKeys)
  }

  get keys(): ZoneKeys {
    return this.#keys
  }

  /** Changes how known keys are used, without reading them again. */
  set keys(keys: ZoneKeys) {
    const before = this.#files
    this.#keys = keys
    this.#files = new Map(
      filesOf(keys).map((file) => [file, before.has(file) ? before.get(file) : fileText(this.folder, file)]),
    )
  }

  /** Refuses the keys, because they are not the zone's own. */
  refuse(reason: Said): void {
    this.keys = { kind: 'faulty', reason }
    this.state = this.#stateOf(true)
  }

  /** When somebody last took a copy of the keys: that is written to the key record, and no server hears of it. */
  get exported(): string | undefined {
    if (this.keys.kind !== 'good') return undefined
    return this.stamp === stampOf(this.folder) ? this.keys.record.exported : copiedAt(this.folder)
  }

  /** Whether nobody has written, removed or made readable the files that the keys were read from. */
  get isAsRead(): boolean {
    if (this.stamp !== stampOf(this.folder)) return false
    return [...this.#files].every(([file, text]) => text !== undefined && text === fileText(this.folder, file))
  }

  #stateOf(hasHadKeys: boolean): ZoneState {
    if (this.keys.kind === 'good') {
      if (this.keys.lost.length > 0) this.trouble = lostText(this.keys, this.setting.name)
      return 'good'
    }
    if (this.keys.kind === 'none' && !hasHadKeys) return 'waits-for-parent'
    const why = this.keys.kind === 'faulty' ? this.keys.reason : say('sign-keys-none', { folder: this.folder })
    this.trouble = say('sign-keys-unusable', { why })
    return 'without-keys'
  }

  /** Undefined if the zone cannot be signed. `ofOthers`: what it says of other zones in the view. */
  planFor(view: string, ofOthers: OfOthers): SignPlan | undefined {
    if (this.keys.kind !== 'good') return undefined
    const { dnskeyTtl, zonemd } = this.setting
    return {
      ...{ keys: this.keys.keys, denial: chainOf(this.#formIn(view)), dnskeyTtl, zonemd },
      schedule: this.schedule,
      cds: this.isLeaving ? 'delete' : 'keys',
      ...ofOthers,
    }
  }

  /** How the face proves absence other than by its chain: only while every key that signs it is there. */
  onlineIn(view: string): OnlineDenial | undefined {
    const form = this.#formIn(view)
    if (form !== 'minimal' && form !== 'compact') return undefined
    return this.dataKeys.length > 0 && this.dataKeys.every(({ key }) => key !== undefined) ? form : undefined
  }

  /** All keys that sign the zone's data. */
  get dataKeys(): readonly ZoneKey[] {
    return this.keys.kind === 'good' ? this.keys.keys.filter(({ use }) => use.signsData) : []
  }

  #formIn(view: string): DenialForm {
    const { denial, denials } = this.setting
    return denials.get(view) ?? denial
  }

  get schedule(): Schedule {
    return { validity: this.setting.validity, margin: MARGIN_DAYS * DAY }
  }
}

/** Changes whenever somebody writes the key record. */
export function stampOf(folder: string): string {
  const found = statSync(join(folder, 'keys.json'), { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`
}

function filesOf(keys: ZoneKeys): string[] {
  return keys.kind === 'good' ? keys.record.keys.map(({ file }) => file) : []
}

function fileText(folder: string, name: string): string | undefined {
  const file = statSync(join(folder, name), { throwIfNoEntry: false })
  return file && `${file.ino} ${file.mtimeMs} ${file.size} ${file.mode}`
}

function lostText({ keys, lost }: Extract<ZoneKeys, { readonly kind: 'good' }>, zone: string): Said {
  const which = lost.map(({ algorithm, tag, reason }) => say('sign-lost-key', { algorithm, tag, why: reason }))
  const isKept = keys.some(({ key, use }) => key === undefined && use.signsKeys)
  return isKept ? say('sign-lost-kept', { which }) : say('sign-lost-others', { which, zone })
}

const DAY = 86_400

/** A text that changes when the whole zone has to be signed otherwise. What it says of other zones changes single names only. */
export function planText({ keys, denial, dnskeyTtl, zonemd, cds, schedule }: Omit<SignPlan, keyof OfOthers>): string {
  const known = keys.map(({ algorithm, tag, use }) => [algorithm, tag, use])
  return JSON.stringify([known, denial, dnskeyTtl, zonemd, cds, schedule])
}

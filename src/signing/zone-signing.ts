// One zone that we sign: how, and with which keys. All of its faces have the same.

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
  /** It has keys, and is signed by them. */
  | 'good'
  /** It has never had any: they are made once the parent has said that it names none. */
  | 'waits-for-parent'
  /** It has had keys, and they cannot be used: what is signed stays, and nothing is signed anew. */
  | 'without-keys'
  /** The parent names keys that are not here. */
  | 'keys-elsewhere'

export class ZoneSigning {
  readonly setting: SignSetting
  readonly folder: string
  #keys!: ZoneKeys
  /** Tells the file of each key as it was when the key was read out of it. */
  #files: ReadonlyMap<string, string | undefined> = new Map()
  state: ZoneState
  /** For people: what is wrong, and what to do. */
  trouble: Said | undefined
  isAsking = false
  /** It is to be unsigned: the parent is asked to have no DS. */
  isLeaving = false
  /** Tells the record of keys as it was read. */
  stamp: string

  /** `keysFolder`: of all secrets. `hasHadKeys`: as far as others than the folder know. */
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

  /** What was known is used otherwise, and has not been read again. */
  set keys(keys: ZoneKeys) {
    const before = this.#files
    this.#keys = keys
    this.#files = new Map(
      filesOf(keys).map((file) => [file, before.has(file) ? before.get(file) : fileText(this.folder, file)]),
    )
  }

  /** They are not its own. */
  refuse(reason: Said): void {
    this.keys = { kind: 'faulty', reason }
    this.state = this.#stateOf(true)
  }

  /** When somebody was given a copy of the keys last: whoever takes one tells the record, and no server. */
  get exported(): string | undefined {
    if (this.keys.kind !== 'good') return undefined
    return this.stamp === stampOf(this.folder) ? this.keys.record.exported : copiedAt(this.folder)
  }

  /** Whether nobody has written, taken away or opened what the keys were read from. */
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

  /** Undefined where it cannot be signed. `ofOthers`: what it says of them in the view. */
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

  /** How the face proves absence to who asks here, where not by its chain: for as long as every key that signs it is there. */
  onlineIn(view: string): OnlineDenial | undefined {
    const form = this.#formIn(view)
    if (form !== 'minimal' && form !== 'compact') return undefined
    return this.dataKeys.length > 0 && this.dataKeys.every(({ key }) => key !== undefined) ? form : undefined
  }

  /** All that sign its data. */
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

/** Another one where the record of keys has been written since. */
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

/** What differs where a zone is to be signed otherwise as a whole: what it says of others touches no other name. */
export function planText({ keys, denial, dnskeyTtl, zonemd, cds, schedule }: Omit<SignPlan, keyof OfOthers>): string {
  const known = keys.map(({ algorithm, tag, use }) => [algorithm, tag, use])
  return JSON.stringify([known, denial, dnskeyTtl, zonemd, cds, schedule])
}

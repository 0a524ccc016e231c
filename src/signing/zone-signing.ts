// One zone that we sign: how, and with which keys. All of its faces have the same.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readZoneKeys, type ZoneKeys } from '../sign/keys/key-folder.ts'
import type { Schedule } from '../sign/schedule.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import { MARGIN_DAYS, type SignSetting } from '../text/config/sign.ts'
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
  keys: ZoneKeys
  state: ZoneState
  /** For people: what is wrong, and what to do. */
  trouble: string | undefined
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

  #stateOf(hasHadKeys: boolean): ZoneState {
    if (this.keys.kind === 'good') return 'good'
    if (this.keys.kind === 'none' && !hasHadKeys) return 'waits-for-parent'
    const reason = this.keys.kind === 'faulty' ? this.keys.reason : `there are none in ${this.folder}`
    this.trouble = `the keys cannot be used: ${reason}; bring them back, for no others are made`
    return 'without-keys'
  }

  /** Undefined where it cannot be signed. */
  planFor(view: string): SignPlan | undefined {
    if (this.keys.kind !== 'good') return undefined
    const { denial, denials, dnskeyTtl, zonemd } = this.setting
    return {
      ...{ keys: this.keys.keys, denial: denials.get(view) ?? denial, dnskeyTtl, zonemd },
      schedule: this.schedule,
      cds: this.isLeaving ? 'delete' : 'keys',
    }
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

const DAY = 86_400

/** What differs where a zone is to be signed otherwise. */
export function planText({ keys, denial, dnskeyTtl, zonemd, cds, schedule }: SignPlan): string {
  const known = keys.map(({ algorithm, tag, use }) => [algorithm, tag, use])
  return JSON.stringify([known, denial, dnskeyTtl, zonemd, cds, schedule])
}

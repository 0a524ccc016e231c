// One zone that we sign: how, and with which keys. All of its faces have the same.

import { join } from 'node:path'
import { nameText } from '../dns/name-text.ts'
import { readZoneKeys, type ZoneKeys } from '../sign/keys/key-folder.ts'
import type { Schedule } from '../sign/schedule.ts'
import type { SignPlan } from '../sign/sign-zone.ts'
import { MARGIN_DAYS, type SignSetting } from '../text/config/sign.ts'

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

  /** `keysFolder`: of all secrets. `hasHadKeys`: as far as others than the folder know. */
  constructor(setting: SignSetting, keysFolder: string, hasHadKeys: boolean) {
    this.setting = setting
    this.folder = zoneFolder(keysFolder, setting.origin)
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
      cds: false,
    }
  }

  get schedule(): Schedule {
    return { validity: this.setting.validity, margin: MARGIN_DAYS * DAY }
  }
}

const DAY = 86_400

/** What differs where a zone is to be signed otherwise. */
export function planText({ keys, denial, dnskeyTtl, zonemd, cds, schedule }: SignPlan): string {
  const known = keys.map(({ algorithm, tag, role, isActive }) => [algorithm, tag, role, isActive])
  return JSON.stringify([known, denial, dnskeyTtl, zonemd, cds, schedule])
}

/** Where the keys of a zone lie. A name may hold any octet: what is not plain is written as %XX. */
export function zoneFolder(keysFolder: string, origin: Uint8Array): string {
  const plain = nameText(origin)
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9._-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return join(keysFolder, 'zone', plain === '' ? '%root' : plain)
}

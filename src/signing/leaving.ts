// Zones on their way from signed to unsigned: whether every parent has removed its DS, and since when no cache has one any more.

import { Type } from '../dns/types.ts'
import type { SignSetting } from '../text/config/sign-setting.ts'
import { APEX, NONE } from '../zone/zone.ts'
import { jumpSince, offsetNow } from './clock-offset.ts'
import { askEachParent, type ServerAnswer } from './parent-ds.ts'
import type { SignedFaces } from './signed-faces.ts'
import type { SigningRecord } from './signing-record.ts'
import { judge, overAt, type Progress, type Verdict } from './withdrawal.ts'
import type { ZoneSigning } from './zone-signing.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type Leaving = {
  /** When the last cache forgets the DS, in seconds since 1970; undefined while a parent may have one. */
  readonly until: number | undefined
  readonly isOver: boolean
}

export type WithdrawalSeen = { readonly answers: readonly ServerAnswer[]; readonly verdict: Verdict }

export type LeavingOptions = {
  readonly zones: ZonesToSign
  readonly faces: Pick<SignedFaces, 'ofZone'>
  readonly record: SigningRecord
  /** In seconds since 1970. */
  readonly now: () => number
}

export class LeavingZones {
  readonly #options: LeavingOptions

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /** Asks every parent. `here`: answers of the zones above that Janus itself serves. */
  async ask({ setting }: ZoneSigning, here: readonly ServerAnswer[]): Promise<WithdrawalSeen> {
    const { zones, record, now } = this.#options
    const { origin, parents, name } = setting
    const answers = [...here, ...(await askEachParent(origin, parents))]
    const before = this.#progressOf(name)
    const { verdict, progress } = judge(answers, before, { now: now(), dnskeyTtl: this.#dnskeyTtlOf(setting) })
    // Somebody may have put the zone back under `sign` meanwhile.
    if (zones.isLeft(origin)) record.withdraw(name, { ...progress, clock: offsetNow(now()) })
    return { answers, verdict }
  }

  /** Undefined for a zone that stays signed. */
  of({ setting }: ZoneSigning): Leaving | undefined {
    const { zones, now } = this.#options
    if (zones.isNamed(setting.origin)) return undefined
    const progress = this.#progressOf(setting.name)
    const until = overAt(progress, { dnskeyTtl: this.#dnskeyTtlOf(setting), asked: setting.parents?.length ?? 1 })
    return { until, isOver: until !== undefined && until <= now() }
  }

  /** The progress, corrected if somebody has set the clock meanwhile. */
  #progressOf(name: string): Progress {
    const { record, now } = this.#options
    const { clock, since, ...progress } = record.withdrawalOf(name) ?? {}
    return since === undefined ? progress : { ...progress, since: since + jumpSince(clock, offsetNow(now())) }
  }

  #dnskeyTtlOf({ origin, dnskeyTtl }: SignSetting): number {
    const served = this.#options.faces.ofZone(origin).flatMap(({ signed }) => {
      if (signed === undefined) return []
      const set = signed.rrset(APEX, Type.DNSKEY)
      return set === NONE ? [] : [signed.ttl(set)]
    })
    return Math.max(dnskeyTtl, ...served)
  }
}

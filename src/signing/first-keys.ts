// Makes the first keys of a zone once the parent has said that it has no DS: a zone that somebody else signs, or signed, must not get keys
// that its DS does not name. Where there is no parent to ask, the zone as Janus served it tells whether somebody signed it.

import type { Logger } from 'pino'
import { addZoneKeys, drawKeys, readZoneKeys } from '../sign/keys/key-folder.ts'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import { askParents } from './parent-ds.ts'
import { say } from './says.ts'
import type { SignedElsewhere } from './signed-elsewhere.ts'
import { stampOf, type ZoneSigning } from './zone-signing.ts'
import type { Tell, ZonesToSign } from './zones-to-sign.ts'

export type FirstKeysOptions = {
  readonly zones: ZonesToSign
  readonly elsewhere: SignedElsewhere
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  readonly log: Logger
  readonly tell: Tell
  /** Called when a zone has got its first keys. */
  readonly onMade: () => void
  readonly onFault: (error: unknown) => void
}

/** Seconds until Janus asks a parent again that did not answer. */
const ASK_AGAIN = 60

export class FirstKeys {
  readonly #options: FirstKeysOptions
  #isStopped = false

  constructor(options: FirstKeysOptions) {
    this.#options = options
  }

  stop(): void {
    this.#isStopped = true
  }

  /** Makes the keys if there is nobody to ask. Gives true if it tried. */
  makeUnasked(zone: ZoneSigning): boolean {
    const { state, setting } = zone
    if (state !== 'waits-for-parent' || setting.parents?.length !== 0) return false
    const isElsewhere = this.#options.elsewhere.has(zone)
    if (isElsewhere) zone.trouble = say('sign-elsewhere', { zone: setting.name })
    else this.#make(zone)
    return !isElsewhere
  }

  /** Asks the parents of all zones that never had keys. */
  askParents(): void {
    for (const zone of this.#options.zones) {
      if (zone.state !== 'waits-for-parent' || zone.isAsking) continue
      if (zone.setting.parents?.length !== 0) this.#askFor(zone)
      else if (this.makeUnasked(zone)) this.#options.onMade()
    }
  }

  #askFor(zone: ZoneSigning): void {
    zone.isAsking = true
    this.#ask(zone)
      .catch((error) => this.#options.onFault(error))
      .finally(() => {
        zone.isAsking = false
      })
  }

  async #ask(zone: ZoneSigning): Promise<void> {
    const { zones, clock, tell, onMade } = this.#options
    const { origin, parents, name } = zone.setting
    const answer = await askParents(origin, parents)
    if (this.#isStopped) return
    // A reload or a rollback may have put another object in the zone's place meanwhile: that one asks, if nobody has told it to yet.
    if (!zones.has(zone)) return this.askParents()
    if (answer.kind === 'none') {
      this.#make(zone)
      return onMade()
    }
    if (answer.kind === 'there') {
      zone.trouble = say('sign-parent-has-key', { server: answer.server })
      zone.state = 'keys-elsewhere'
    } else zone.trouble = say('sign-parent-unasked', { why: answer.reason })
    tell(name, zone.trouble)
    clock.set({ view: '', origin }, 'refresh', ASK_AGAIN * 1000, () => {
      if (zone.state === 'keys-elsewhere') zone.state = 'waits-for-parent'
      this.askParents()
    })
  }

  #make(zone: ZoneSigning): void {
    const { zones, now, log, tell } = this.#options
    const { keys, algorithm, name } = zone.setting
    // Somebody may have imported keys meanwhile.
    if (readZoneKeys(zone.folder).kind !== 'none') {
      zones.reread(zone)
      return
    }
    try {
      const made = drawKeys(keys === 'split' ? ['ksk', 'zsk'] : ['csk'], algorithm, [])
      const record = addZoneKeys(zone.folder, undefined, made, { now: new Date(now() * 1000) })
      zone.keys = { kind: 'good', keys: made, record, lost: [] }
      zone.stamp = stampOf(zone.folder)
      zone.state = 'good'
      zone.trouble = undefined
      log.info({ zone: name, keys: made.map(({ tag }) => tag) }, 'keys were made')
    } catch (error) {
      zone.trouble = say('sign-keys-unmade', { why: whyOf(error) })
      tell(name, zone.trouble)
    }
  }
}

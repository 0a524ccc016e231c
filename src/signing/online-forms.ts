// Which faces prove absence by records made for each question, and which keys sign these.

import type { OnlineZone } from '../sign/online-signatures.ts'
import { chainOf } from '../text/config/sign-setting.ts'
import type { ZoneSigning } from './zone-signing.ts'

/** Zones with at least one such face. */
export function onlineZonesOf(zones: Iterable<ZoneSigning>): OnlineZone[] {
  return [...zones].flatMap(({ setting, dataKeys, schedule }) => {
    const isAsked = [setting.denial, ...setting.denials.values()].some((form) => chainOf(form) !== form)
    return isAsked && dataKeys.length > 0 ? [{ apex: setting.origin, keys: dataKeys, schedule }] : []
  })
}

export class OnlineForms {
  #told = ''

  /** Whether anything has changed since the last call: a setting, or a key that came or went. */
  haveChanged(
    zones: Iterable<ZoneSigning>,
    views: readonly { readonly name: string }[],
    isClockRight: boolean,
  ): boolean {
    const faces = [...zones].flatMap((zone) =>
      views.flatMap(({ name }) => {
        const form = isClockRight ? zone.onlineIn(name) : undefined
        return form === undefined ? [] : [`${zone.setting.name} ${name} ${form}`]
      }),
    )
    const before = this.#told
    this.#told = faces.join('\n')
    return this.#told !== before
  }
}

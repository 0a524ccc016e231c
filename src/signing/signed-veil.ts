// What clients are shown of faces: the signed image in place of the content, where Janus signs the face.

import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Veil } from '../store/generation/generations.ts'
import type { View } from '../views/view.ts'
import type { Expiry } from '../zone/expiry.ts'
import type { Zone } from '../zone/zone.ts'
import type { OnlineDenial } from '../zone/zone-set.ts'
import type { SignedFaces } from './signed-faces.ts'
import type { SigningRecord } from './signing-record.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type SignedVeilOptions = {
  readonly zones: ZonesToSign
  readonly faces: SignedFaces
  readonly record: SigningRecord
  /** While the clock is behind the record, no denials are signed when somebody asks. */
  readonly isClockRight: () => boolean
}

export class SignedVeil implements Veil {
  readonly #options: SignedVeilOptions

  constructor(options: SignedVeilOptions) {
    this.#options = options
  }

  /** Whether clients see a signed image of the face. */
  covers(name: FaceName): boolean {
    const { zones, faces } = this.#options
    return faces.get(faceKey(name))?.signed !== undefined && zones.of(name) !== undefined
  }

  /** What clients see of a face with this content. */
  zone(view: string, origin: Uint8Array, content: Zone | undefined): Zone | undefined {
    const { zones, faces, record } = this.#options
    const name = { view, origin }
    if (content === undefined || zones.isLeased(origin) || zones.of(name) === undefined) return content
    const signed = faces.get(faceKey(name))?.signed
    return signed ?? (record.has(nameText(origin)) ? undefined : content)
  }

  /** The same for all faces of a view. */
  view(view: View): View {
    const { zones, faces, isClockRight } = this.#options
    const others = new Map<number, Zone | undefined>()
    const expiries = new Map<number, Expiry>()
    const online = new Map<number, OnlineDenial>()
    for (const zone of zones) {
      const member = view.zones.enclosing(scratch.set(zone.setting.origin, 0))
      if (member < 0 || view.zones.apexAt(member, scratch) !== 0) continue
      const { zone: content, apex, expiry } = view.zones.member(member)!
      const shown = this.zone(view.name, apex, content)
      if (shown === content) continue
      others.set(member, shown)
      const face = faces.get(faceKey({ view: view.name, origin: apex }))
      if (shown !== undefined && face !== undefined) expiries.set(member, face.expiry(expiry))
      const form = isClockRight() ? zone.onlineIn(view.name) : undefined
      if (shown !== undefined && form !== undefined) online.set(member, form)
    }
    return others.size === 0 ? view : { ...view, zones: view.zones.with(others, expiries, online) }
  }
}

const scratch = new Suffixes()

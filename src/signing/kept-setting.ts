// How Janus last signed a zone, as it keeps it. If the configuration no longer names the zone, Janus goes on signing it like that, with the
// same denial and faces, and asks the same parents before it serves the zone unsigned.

import { nameFromText } from '../dns/name-text.ts'
import { type DenialForm, MARGIN_DAYS, type SignSetting } from '../text/config/sign-setting.ts'

/** Plain data. */
export type KeptSetting = Omit<SignSetting, 'name' | 'origin' | 'place' | 'denials' | 'children'> & {
  readonly denials: readonly (readonly [view: string, denial: DenialForm])[]
}

/** Leaves out the children: how to sign a zone does not depend on them. */
export function toKept(all: SignSetting): KeptSetting {
  const { name: _name, origin: _origin, place: _place, children: _children, denials, ...setting } = all
  return { ...setting, denials: [...denials] }
}

/** `kept`: undefined for a zone that an earlier version of Janus signed. */
export function fromKept(name: string, kept: KeptSetting = USUAL): SignSetting {
  const place = { file: '', line: 1, column: 1, length: 1 }
  return {
    ...kept,
    parents: kept.parents,
    zskLifetime: kept.zskLifetime,
    name,
    origin: nameFromText(name),
    denials: new Map(kept.denials),
    children: [],
    place,
  }
}

const USUAL: KeptSetting = {
  keys: 'csk',
  algorithm: 13,
  denials: [],
  denial: 'nsec',
  validity: 2 * MARGIN_DAYS * 86_400,
  dnskeyTtl: 3600,
  zskLifetime: undefined,
  parents: undefined,
  zonemd: false,
  unsigned: [],
}

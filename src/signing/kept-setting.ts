// How Janus signed a zone last, as it keeps it. It goes on signing like that a zone that the configuration names no more, with the same
// denial and the same faces, and asks the same parents before it serves the zone unsigned.

import { nameFromText } from '../dns/name-text.ts'
import { type DenialForm, MARGIN_DAYS, type SignSetting } from '../text/config/sign-setting.ts'

/** Plain data. */
export type KeptSetting = Omit<SignSetting, 'name' | 'origin' | 'place' | 'denials' | 'children'> & {
  readonly denials: readonly (readonly [view: string, denial: DenialForm])[]
}

/** Whose keys are followed is nothing that a zone is signed by. */
export function toKept(all: SignSetting): KeptSetting {
  const { name: _name, origin: _origin, place: _place, children: _children, denials, ...setting } = all
  return { ...setting, denials: [...denials] }
}

/** `kept`: undefined of a zone that an earlier version of Janus has signed. */
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

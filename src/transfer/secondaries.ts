// Which secondary gets which face, by the configuration: whom to tell of a change, and which of them has fetched a face.

import type { Said } from '../dns/said.ts'
import { matchesName } from '../text/config/matches-name.ts'
import type { SecondarySetting } from '../text/config/secondaries.ts'
import type { Settings } from '../text/config/settings.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import type { Peer } from './peer.ts'
import { say } from './says.ts'

export type SecondariesSettings = Pick<Settings, 'views' | 'secondaries'>

/** The key of this name; undefined if it cannot be used. */
export type SigningKey = (name: string) => TsigKey | undefined

/** The secondaries that get the face. */
export function secondariesOf(
  { views, secondaries }: SecondariesSettings,
  view: string,
  origin: Uint8Array,
): readonly SecondarySetting[] {
  return secondaries.filter(
    ({ views: its, zones }) =>
      its.some((index) => views[index]?.name === view) &&
      (zones === undefined || zones.some((pattern) => matchesName(pattern, origin))),
  )
}

/** Each address of a secondary, with the secondary's key for the view. */
export function peersOf(
  { views }: SecondariesSettings,
  { name, addresses, keys, source }: SecondarySetting,
  view: string,
  signingKey: SigningKey,
): readonly { readonly peer: Peer; readonly missing?: Said }[] {
  const text = keys === 'none' ? undefined : keys.get(views.findIndex((one) => one.name === view))
  const key = text === undefined ? undefined : signingKey(text)
  const missing = text !== undefined && key === undefined ? { missing: say('peer-key-unusable', { key: text }) } : {}
  return addresses.map((at) => ({
    peer: { name, at, key, source: source?.family === at.family ? source : undefined },
    ...missing,
  }))
}

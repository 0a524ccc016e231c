// Which zones the server signs, and how. sign.ts reads this from the configuration; this file loads nothing that reads configurations,
// because threads use it.

import type { Place } from '../findings/problem.ts'
import type { PeerAddress } from './peers.ts'
import type { ChildSetting } from './sign-children.ts'

export type DenialChain = 'nsec' | 'nsec3'

/** How a face proves absence: by its chain, or (`minimal`, `compact`) by records made at the question. */
export type DenialForm = DenialChain | 'minimal' | 'compact'

/** The chain in the image. There is one in any case: a server that fetches the zone has no key to make denials with. */
export function chainOf(form: DenialForm): DenialChain {
  return form === 'nsec3' ? form : 'nsec'
}

/** One zone: all of its faces have the same keys. */
export type SignSetting = {
  /** As in ZoneSetting. */
  readonly name: string
  readonly origin: Uint8Array
  readonly keys: 'csk' | 'split'
  /** For new keys. */
  readonly algorithm: number
  /** By view; a view that is not in the map has `denial`. */
  readonly denials: ReadonlyMap<string, DenialForm>
  readonly denial: DenialForm
  /** In seconds. */
  readonly validity: number
  readonly dnskeyTtl: number
  /** After so many seconds a new ZSK replaces the one in use; undefined: only when somebody asks for it. */
  readonly zskLifetime: number | undefined
  /** Servers of the parent zone; undefined: Janus looks them up. */
  readonly parents: readonly PeerAddress[] | undefined
  readonly zonemd: boolean
  /** Child zones that others sign and whose DS they may change. */
  readonly children: readonly ChildSetting[]
  /** Names of views whose faces are not signed. */
  readonly unsigned: readonly string[]
  readonly place: Place
}

/** Origins of the zones whose faces in a view are signed. */
export function signedIn(sign: readonly SignSetting[], view: string): Uint8Array[] {
  return sign.flatMap(({ origin, unsigned }) => (unsigned.includes(view) ? [] : [origin]))
}

/** The origins of those that prove absence in the view by their chain. */
export function chainedIn(sign: readonly SignSetting[], view: string): Uint8Array[] {
  return signedIn(
    sign.filter(({ denial, denials }) => {
      const form = denials.get(view) ?? denial
      return form === chainOf(form)
    }),
    view,
  )
}

/** Janus renews a signature when so many days of its validity are left. */
export const MARGIN_DAYS = 7

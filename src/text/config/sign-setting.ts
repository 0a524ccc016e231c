// Which zones the server signs, and how, as the configuration has it once it is read (sign.ts). It loads nothing that reads one: threads
// ask this.

import type { Place } from '../findings/problem.ts'
import type { PeerAddress } from './peers.ts'
import type { ChildSetting } from './sign-children.ts'

export type DenialChain = 'nsec' | 'nsec3'

/** How a face proves absence: by its chain, or by records that are made when somebody asks. */
export type DenialForm = DenialChain | 'minimal' | 'compact'

/** The chain that its image has: whoever transfers it has no key to make records with. */
export function chainOf(form: DenialForm): DenialChain {
  return form === 'nsec3' ? form : 'nsec'
}

/** One zone: all of its faces have the same keys. */
export type SignSetting = {
  /** As ZoneSetting has it. */
  readonly name: string
  readonly origin: Uint8Array
  readonly keys: 'csk' | 'split'
  /** Of keys that are made. */
  readonly algorithm: number
  /** By view; those that are not there have `denial`. */
  readonly denials: ReadonlyMap<string, DenialForm>
  readonly denial: DenialForm
  /** In seconds. */
  readonly validity: number
  readonly dnskeyTtl: number
  /** After so many seconds another ZSK takes the place of the one in service; undefined: when somebody says so. */
  readonly zskLifetime: number | undefined
  /** Undefined: they are looked up. */
  readonly parents: readonly PeerAddress[] | undefined
  readonly zonemd: boolean
  /** Zones below that others sign, whose DS is theirs to change. */
  readonly children: readonly ChildSetting[]
  /** Names of views whose faces are not signed. */
  readonly unsigned: readonly string[]
  readonly place: Place
}

/** Origins of the zones whose faces in a view are signed. */
export function signedIn(sign: readonly SignSetting[], view: string): Uint8Array[] {
  return sign.flatMap(({ origin, unsigned }) => (unsigned.includes(view) ? [] : [origin]))
}

/** Those of them that prove absence there by their chain. */
export function chainedIn(sign: readonly SignSetting[], view: string): Uint8Array[] {
  return signedIn(
    sign.filter(({ denial, denials }) => {
      const form = denials.get(view) ?? denial
      return form === chainOf(form)
    }),
    view,
  )
}

/** A signature is made anew so many days before its end, and is not older than that before. */
export const MARGIN_DAYS = 7

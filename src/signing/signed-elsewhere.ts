// Finds zones that Janus has to sign and that somebody else has signed so far: resolvers may trust keys that are not here, by a DS or by
// hand. Where there is no parent to ask for a DS, the zone as Janus served it tells: now, earlier, or at the end of the last run.

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import { StateFolder } from '../state/state-folder.ts'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { whyOf } from '../system/why.ts'
import { sealOf } from '../zone/seal.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import type { SigningRecord } from './signing-record.ts'
import type { ZoneSigning } from './zone-signing.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type SignedElsewhereOptions = {
  readonly zones: ZonesToSign
  readonly record: SigningRecord
  /** The state folder. */
  readonly state: string
  /** In seconds since 1970. */
  readonly now: () => number
  readonly log: Logger
}

type Content = { readonly name: FaceName; readonly served: Zone | undefined }

export class SignedElsewhere {
  readonly #options: SignedElsewhereOptions

  constructor(options: SignedElsewhereOptions) {
    this.#options = options
  }

  has({ setting }: ZoneSigning): boolean {
    return this.#options.record.isSignedElsewhere(setting.name)
  }

  /** Call it before signing. `before`: what is served so far; undefined at the start. */
  look(candidate: Candidate, before: Candidate | undefined): void {
    if (![...this.#options.zones].some(mayGetKeys)) return
    const contents = contentsOf(candidate)
    this.lookAt(contents)
    this.lookAt(before === undefined ? this.#kept(contents) : contentsOf(before))
  }

  lookAt(contents: Iterable<Content>): void {
    const { zones, record, now, log } = this.#options
    for (const { name, served } of contents) {
      const zone = zones.of(name)
      if (served === undefined || zone === undefined || !mayGetKeys(zone) || !isOfSigner(served)) continue
      try {
        record.signedElsewhere(zone.setting.name, now())
      } catch (error) {
        log.warn(
          { zone: zone.setting.name, reason: whyOf(error) },
          'cannot write to the state folder that a zone was signed elsewhere',
        )
      }
    }
  }

  *#kept(contents: readonly Content[]): Iterable<Content> {
    const { zones, state } = this.#options
    const folder = new StateFolder(state)
    for (const { name } of contents) {
      const zone = zones.of(name)
      if (zone === undefined || !mayGetKeys(zone)) continue
      const kept = folder.read(name.view, nameText(name.origin))
      if (typeof kept === 'object') yield { name, served: kept.zone }
    }
  }
}

function mayGetKeys({ state, setting }: ZoneSigning): boolean {
  return state === 'waits-for-parent' && setting.parents?.length === 0
}

function contentsOf({ loaded }: Candidate): Content[] {
  return loaded.faces.map(({ origin, face, served }) => ({ name: { view: face.viewName, origin }, served }))
}

/** Whether somebody has signed the zone (RFC 4035 §2.1, §2.2). */
function isOfSigner(zone: Zone): boolean {
  return sealOf(zone) === 'RRSIG' || zone.rrset(APEX, Type.DNSKEY) !== NONE
}

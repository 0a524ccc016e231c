// Writes compiled zones into the state folder.

import { type KeepRequest, StateFolder } from '../../state/state-folder.ts'
import { whyOf } from '../../system/why.ts'
import { Zone } from '../../zone/zone.ts'

export type KeeperData = {
  readonly state: string
  readonly faces: readonly KeeperFace[]
  /** Identities of views, and the digest of the program that found them good. */
  readonly good: readonly string[]
  readonly program: string
}

export type KeeperFace = Omit<KeepRequest, 'zone'> & { readonly image: SharedArrayBuffer }

/** How many faces were kept and how many failed, and why the first one did. */
export type KeeperReport = { readonly kept: number; readonly failed: number; readonly reason: string | undefined }

export function writeKept({ state, faces, good, program }: KeeperData): KeeperReport {
  const folder = new StateFolder(state)
  const errors = folder.keep(faces.map(({ image, ...face }) => ({ ...face, zone: Zone.open(image) })))
  folder.keepGoodViews(program, good)
  const [first] = errors
  const reason = first === undefined ? undefined : whyOf(first)
  return { kept: faces.length - errors.length, failed: errors.length, reason }
}

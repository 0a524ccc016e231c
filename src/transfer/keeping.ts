// Puts a zone that has come where a start finds it. What cannot be kept is served all the same, and the log says so.

import type { Said } from '../dns/said.ts'
import { FEW_RECORDS } from '../zone/fold.ts'
import type { Copies } from './copies.ts'
import { about, type FollowedFace } from './followed-face.ts'
import { english } from './says.ts'
import type { Log } from './serving.ts'

export type Arrival = {
  readonly records: number
  /** Settled when it has been written, or with why it has not. */
  readonly kept: Promise<Said | undefined>
}

/** `isWanted`: asked when it has been written; the zone that is wanted by then may be another's. */
export function keeping(
  face: FollowedFace,
  { kept }: Arrival,
  { copies, log }: { readonly copies: Pick<Copies, 'take' | 'forgo'>; readonly log: Log },
  isWanted: () => boolean,
) {
  const { name } = face.face
  const tell = (reason: string) => log.error({ ...about(face), reason }, 'a zone of a primary is not kept')
  return async (): Promise<void> => {
    try {
      const why = await kept
      if (why !== undefined) tell(english.text(why))
      else if (isWanted()) await copies.take(name)
      else await copies.forgo(name, kept)
    } catch (error) {
      tell(String(error))
    }
  }
}

/**
 * Whether it is served while it is being written. Where nothing is served yet a crash takes nothing back that anybody has seen but
 * this, which is fetched again. Of small zones tens of thousands may come at once: those are published by the batch, while the disk
 * is waited for.
 */
export function isServedFirst(isFirst: boolean, { records }: Arrival): boolean {
  return isFirst && records >= FEW_RECORDS
}

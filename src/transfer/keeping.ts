// Puts a zone that has come where a start finds it. Janus serves a zone even if it cannot keep it, and the log says so.

import type { Said } from '../dns/said.ts'
import { FEW_RECORDS } from '../zone/fold.ts'
import type { Copies } from './copies.ts'
import { about, type FollowedFace } from './followed-face.ts'
import { english } from './says.ts'
import type { Log } from './serving.ts'

export type Arrival = {
  readonly records: number
  /** Resolves when the zone has been written, or with the reason why not. */
  readonly kept: Promise<Said | undefined>
  /** The zone was written without a wait for the disk (isLight()). */
  readonly isUnsynced?: boolean
}

/**
 * Whether nobody waits for the disk to have a zone. A kill loses nothing that is written. After a power failure the next start fetches
 * such a zone again, as it fetches one that has not come yet: tens of thousands of them may come at once, and a disk syncs some hundreds
 * of files a second, while a change that a primary has told of waits behind them.
 */
export function isLight(isServed: boolean, records: number): boolean {
  return !isServed && records < FEW_RECORDS
}

/** `isWanted` is asked after the write: by then somebody may want the zone of another primary. */
export function keeping(
  face: FollowedFace,
  { kept, isUnsynced = false }: Arrival,
  { copies, log }: { readonly copies: Pick<Copies, 'take' | 'forgo'>; readonly log: Log },
  isWanted: () => boolean,
) {
  const { name } = face.face
  const tell = (reason: string) =>
    log.error(
      { ...about(face), reason },
      'a zone from a primary cannot be written to disk: a restart has to fetch it again',
    )
  return async (): Promise<void> => {
    try {
      const why = await kept
      if (why !== undefined) tell(english.text(why))
      else if (isWanted()) await copies.take(name, !isUnsynced)
      else await copies.forgo(name, kept)
    } catch (error) {
      tell(String(error))
    }
  }
}

/**
 * Makes the disk have the copy of a zone whose changes come now, if nobody has waited for that yet. Without the copy, a power failure would
 * take the changes back too, however well the disk has them.
 */
export async function secure(
  face: FollowedFace,
  { copies, log }: { readonly copies: Pick<Copies, 'secure'>; readonly log: Log },
): Promise<void> {
  if (face.isSecured) return
  face.isSecured = true
  try {
    await copies.secure(face.face.name)
  } catch (error) {
    face.isSecured = false
    log.error(
      { ...about(face), reason: String(error) },
      'the disk does not take the copy of a zone from a primary: a power failure may take its changes back',
    )
  }
}

/**
 * Whether Janus serves the zone before the disk has it. If nothing is served yet, a crash loses only this zone, and the next start fetches
 * it again. Small zones wait until they are written: that lets Janus publish in batches what comes in tens of thousands.
 */
export function isServedFirst(isFirst: boolean, { records }: Arrival): boolean {
  return isFirst && records >= FEW_RECORDS
}

// What a server that starts now would serve, worked out by somebody who is none: out of the same files and the same state folder, in
// which nothing is written. Beside a server that runs on these files, it is what that one serves.

import pino from 'pino'
import { StateFolder } from '../state/state-folder.ts'
import { Comparing } from '../store/comparing.ts'
import { Folding } from '../store/folding.ts'
import { type Candidate, makeCandidate } from '../store/generation/candidate.ts'
import { History } from '../store/history.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import type { Settings } from '../text/config/settings.ts'
import { AddedParts } from './added-parts.ts'
import { beginFaces } from './begin-faces.ts'
import { keptToRead } from './kept-to-read.ts'

export type OfflineOptions = {
  /** Told of each file in the state folder that cannot be trusted. */
  readonly onDamage?: ((path: string, reason: string) => void) | undefined
  /** Told what else cannot be used, in a sentence. */
  readonly onLeftOut?: ((what: string) => void) | undefined
}

/** `files`: what readZones() gives. */
export async function servedOffline(
  written: Settings,
  files: ReadonlyMap<string, ReadZone>,
  { onDamage, onLeftOut }: OfflineOptions = {},
): Promise<Candidate> {
  const log = pino({ level: 'error', base: null, timestamp: false }, { write: (line) => onLeftOut?.(sentence(line)) })
  const kept = await keptToRead(written.state.path, log)
  const [comparing, folding, history] = [new Comparing(), new Folding(), new History()]
  const about = { kept, comparing, folding, history, log }
  try {
    const added = new AddedParts({ ...about, state: written.state.path, onlyReads: true })
    await added.openEarly(written)
    const settings = added.complete(written)
    const state = new StateFolder(written.state.path, onDamage)
    const candidate = makeCandidate({ settings, files, running: undefined, state, fetched: added.fetched })
    const { generations, dynamic } = await beginFaces(candidate, { ...about, onEditions: () => {} })
    dynamic.opened?.stop()
    added.stop()
    return generations.current.candidate
  } finally {
    comparing.close()
    folding.close()
    await kept.close()
  }
}

function sentence(line: string): string {
  const { msg, reason } = JSON.parse(line) as { readonly msg: string; readonly reason?: string }
  return reason === undefined ? msg : `${msg}: ${reason}`
}

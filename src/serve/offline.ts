// Works out what a server that starts now would serve, out of the same files and state folder, and writes nothing. Beside a server that
// runs on these files, it gives what that one serves.

import pino from 'pino'
import { StateFolder } from '../state/state-folder.ts'
import { Comparing } from '../store/comparing.ts'
import { Folding } from '../store/folding.ts'
import { type Candidate, makeCandidate } from '../store/generation/candidate.ts'
import { History } from '../store/history.ts'
import { makeHere } from '../supply/pipeline.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Layers } from '../update/layers.ts'
import { AddedParts } from './added-parts.ts'
import { beginFaces } from './begin-faces.ts'
import { keptToRead } from './kept-to-read.ts'
import type { Produced } from './produced-catalogs.ts'

export type OfflineOptions = {
  /** Called with each file in the state folder that cannot be trusted. */
  readonly onDamage?: ((path: string, reason: string) => void) | undefined
  /** Called with a sentence for whatever else cannot be used. */
  readonly onLeftOut?: ((what: string) => void) | undefined
}

/** `produced`: the catalogs that the server makes. `dropped`: changes by messages that do not fit their zone any more. */
export type Offline = {
  readonly candidate: Candidate
  readonly produced: readonly Produced[]
  readonly dropped: Layers['dropped']
}

/** `files`: what readZones() gives. */
export async function servedOffline(
  written: Settings,
  files: ReadonlyMap<string, ReadZone>,
  { onDamage, onLeftOut }: OfflineOptions = {},
): Promise<Offline> {
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
    const { generations, dynamic } = await beginFaces(candidate, {
      ...{ ...about, make: makeHere, onEditions: () => {}, copies: added.early.copies },
    })
    dynamic.opened?.stop()
    const served = generations.current.candidate
    const commit = await added.prepare(served.settings, settings)
    commit()
    added.stop()
    const dropped = dynamic.opened?.layers.dropped ?? []
    return { candidate: served, produced: added.early.catalogs?.produced.all ?? [], dropped }
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

// The history of faces in the state folder: a start takes what leads to the zones that it serves, and the server adds to it from then on.

import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Comparing } from '../store/comparing.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { History } from '../store/history.ts'
import { HistoryFile, leadingTo } from '../store/history-file.ts'
import { whyOf } from '../system/why.ts'
import { shownOf } from './face-places.ts'

export type HistoryParts = {
  readonly generations: Generations
  readonly history: History
  readonly comparing: Comparing
  readonly log: Logger
}

/** Resolves with a function that closes the history. `state`: the state folder. */
export async function keepHistory(state: string, parts: HistoryParts): Promise<() => Promise<void>> {
  const { history, log } = parts
  const onFault = (error: unknown) =>
    log.warn(
      { reason: whyOf(error) },
      'the history of changes cannot be kept: after a restart secondaries have to fetch whole zones',
    )
  try {
    const file = await HistoryFile.open(join(state, 'history'), onFault)
    if (typeof file === 'string') throw new Error(file)
    history.use(parts.generations.current.candidate.settings.views)
    history.keepIn(file)
    await restoreHistory(file, parts, onFault)
    return () => file.close()
  } catch (error) {
    onFault(error)
    return async () => {}
  }
}

async function restoreHistory(
  file: HistoryFile,
  { generations, history, comparing }: HistoryParts,
  onFault: (error: unknown) => void,
): Promise<void> {
  for (const { name, steps } of file.takeFound()) {
    const served = shownOf(generations, name)
    if (served === undefined) continue
    const restored = comparing.digest(served).then((digest) => history.restore(name, served, leadingTo(steps, digest)))
    // A start does not wait for the digest of a large zone: until then secondaries fetch it whole.
    if (comparing.isQuick(served)) await restored
    else restored.catch(onFault)
  }
}

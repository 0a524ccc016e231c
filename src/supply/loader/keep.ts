// Keeps what the server serves in the state folder, for the next start.

import { startInBackground } from '../../system/background.ts'
import { configuredFiles, goodViews, type LoadedViews } from '../load.ts'
import type { KeeperData, KeeperFace, KeeperReport } from './write-kept.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './keeper-thread.ts' : './keeper-thread.js', import.meta.url)

export type KeepOptions = {
  /** The state folder. */
  readonly state: string
  readonly write: WriteKept
  /** Digest of the program that found the views good. */
  readonly program: string
  /** The judge, as in Description. */
  readonly judged: string
  readonly news: boolean
  readonly stop: AbortSignal
}

/**
 * Writes the faces whose zones were read from text, and, with `news`, which views are good. Rejects only where the thread itself fails.
 * After `stop` it never resolves.
 */
export async function keepZones(
  loaded: Pick<LoadedViews, 'faces' | 'good'>,
  { write, state, program, judged, news, stop }: KeepOptions,
): Promise<KeeperReport> {
  const fresh = loaded.faces.flatMap((face): KeeperFace[] => {
    const { zone, madeOf: sources, lines, name, face: setting, clients, own: problems } = face
    if (!zone || !sources || !lines) return []
    const view = setting.viewName
    const configured = configuredFiles(setting)
    return [{ view, name, image: zone.image, configured, clients, sources, lines: lines.toData(), judged, problems }]
  })
  if (fresh.length === 0 && !news) return { kept: 0, failed: 0, reason: undefined }
  return write({ state, faces: fresh, good: goodViews(loaded), program }, stop)
}

/** By default in a thread of its own, so that nobody waits for the disk. */
export type WriteKept = (data: KeeperData, stop: AbortSignal) => Promise<KeeperReport>

export const writeAside: WriteKept = (workerData, stop) =>
  new Promise((resolve, reject) => {
    const worker = startInBackground(THREAD, { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
    // The next process that takes the folder clears away half-written files (state/commit.ts).
    const leave = () => void worker.terminate()
    stop.addEventListener('abort', leave, { once: true })
    worker.once('exit', () => stop.removeEventListener('abort', leave))
  })

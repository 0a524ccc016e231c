// Keeps what is served in the state folder, in a thread of its own so that nobody waits for the disk.

import type { Settings } from '../../config/settings.ts'
import { startInBackground } from '../../system/background.ts'
import type { LoadedViews } from '../load.ts'
import type { KeeperData, KeeperFace, KeeperReport } from './keeper-thread.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './keeper-thread.ts' : './keeper-thread.js', import.meta.url)

/**
 * Writes the faces that were read from their text and are served, and which views are good where there is `news` of that.
 * Rejects only where the thread itself fails.
 */
export async function keepZones(
  settings: Settings,
  { faces, good = [] }: LoadedViews,
  { version, news }: { readonly version: string; readonly news: boolean },
): Promise<KeeperReport> {
  const fresh = faces.flatMap((face): KeeperFace[] => {
    const { zone, sources, lines, view, name } = face
    if (!zone || !sources || !lines) return []
    return [{ view: settings.views[view]!.name, name, image: zone.image, sources, lines: lines.toData() }]
  })
  if (fresh.length === 0 && !news) return { kept: 0, failed: 0, reason: undefined }
  const workerData: KeeperData = { state: settings.state.path, faces: fresh, good, version }
  return new Promise((resolve, reject) => {
    const worker = startInBackground(THREAD, { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

// Writes compiled zones into the state folder, aside from everything that answers.

import { parentPort, workerData } from 'node:worker_threads'
import type { SourceFile } from '../../state/source-files.ts'
import { StateFolder } from '../../state/state-folder.ts'
import { Zone } from '../../zone/zone.ts'
import type { LineMapData } from '../../zonefile/lines.ts'

export type KeeperData = { readonly state: string; readonly faces: readonly KeeperFace[] }

export type KeeperFace = {
  readonly view: string
  readonly name: string
  readonly image: SharedArrayBuffer
  readonly sources: readonly SourceFile[]
  readonly lines: LineMapData
}

/** What went wrong, and for how many faces. */
export type KeeperReport = { readonly kept: number; readonly failed: number; readonly reason: string | undefined }

const { state, faces } = workerData as KeeperData
const folder = new StateFolder(state)
let kept = 0
let reason: string | undefined
for (const { view, name, image, sources, lines } of faces)
  try {
    folder.keep({ view, name, zone: Zone.open(image), sources, lines })
    kept++
  } catch (error) {
    reason ??= error instanceof Error ? error.message : String(error)
  }
parentPort!.postMessage({ kept, failed: faces.length - kept, reason } satisfies KeeperReport)

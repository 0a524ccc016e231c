// Several threads make the signatures that a drafted zone lacks. Each takes the next free range of the canonical order, until none is left.

import { availableParallelism } from 'node:os'
import { Blanks } from '../sign/blanks.ts'
import type { ZoneKey } from '../sign/zone-key.ts'
import { startInBackground } from '../system/background.ts'
import { Zone } from '../zone/zone.ts'

/** Plain data, to pass to a thread. */
export type Ranges = {
  readonly image: SharedArrayBuffer
  readonly keys: readonly ZoneKey[]
  /** In shared memory: the first node that no thread has taken. */
  readonly next: Int32Array
  readonly progress: Progress
}

/** In shared memory: how many signatures are made, and how many there will be. */
export type Progress = Int32Array

export const noProgress = (): Progress => new Int32Array(new SharedArrayBuffer(8))

/** Nodes of a range: some 30 ms with one signature in ECDSA P-256 for each of four rrsets. */
const RANGE = 256
/** So many signatures take as long as the start of a few threads. */
const WORTH_A_THREAD = 4000

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './range-thread.ts' : './range-thread.js', import.meta.url)

/** `made`: how many signatures to make. `threads`: how many threads of this process may sign, this one included. */
export async function signSideBySide(
  zone: Zone,
  keys: readonly ZoneKey[],
  made: number,
  progress = noProgress(),
  threads = threadsFor(made),
): Promise<void> {
  progress[1] = made
  const ranges = { image: zone.image, keys, next: new Int32Array(new SharedArrayBuffer(4)), progress }
  const others = Array.from({ length: threads - 1 }, () => endOf(ranges))
  signRanges(ranges)
  await Promise.all(others)
  // A thread that failed left its range unsigned: signing it here meets the same error.
  if (Atomics.load(progress, 0) < made) new Blanks(zone, keys).fill(0, zone.nodes)
}

/** As many threads as have work and a processor. */
function threadsFor(made: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(made / WORTH_A_THREAD)))
}

function endOf(ranges: Ranges): Promise<void> {
  return new Promise((resolve) => {
    const worker = startInBackground(THREAD, { workerData: ranges })
    worker.on('error', () => {})
    worker.once('exit', () => resolve())
  })
}

/** Signs ranges until none is left. */
export function signRanges({ image, keys, next, progress }: Ranges): void {
  const zone = Zone.open(image)
  const blanks = new Blanks(zone, keys)
  for (;;) {
    const from = Atomics.add(next, 0, RANGE)
    if (from >= zone.nodes) return
    Atomics.add(progress, 0, blanks.fill(from, Math.min(from + RANGE, zone.nodes)))
  }
}

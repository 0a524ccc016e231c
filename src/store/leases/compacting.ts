// Makes the log of leases smaller in a thread, for which nobody waits.

import { startInBackground } from '../../system/background.ts'
import type { Rewrite } from '../log.ts'
import { disk, type LogDisk } from '../log-file.ts'
import { MAGIC, readLog, writeRecord } from '../log-format.ts'
import { LEASES_VERSION, readLease, writeLease } from './lease-record.ts'
import { StillHeld } from './still-held.ts'

/** `now`: by the wall clock; entries that end earlier are left out. */
export type CompactLeases = { readonly path: string; readonly end: number; readonly to: string; readonly now: number }

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './compact-leases-thread.ts' : './compact-leases-thread.js',
  import.meta.url,
)

export function compactAside(now: number): Rewrite {
  return (path, end, to) => {
    const workerData: CompactLeases = { path, end, to, now }
    return new Promise((resolve, reject) => {
      const worker = startInBackground(THREAD, { workerData })
      worker.once('message', (problem: string | undefined) =>
        problem === undefined ? resolve() : reject(new Error(problem)),
      )
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread that makes the log of entries smaller has ended')))
    })
  }
}

/** Octets of one write. */
const PIECE = 1 << 18

export async function compactLeases({ path, end, to, now }: CompactLeases, on: LogDisk = disk): Promise<void> {
  const held = new StillHeld()
  const from = await on.open(path)
  try {
    const ending = await readLog(from, end, LEASES_VERSION, (payload) => held.take(readLease(payload)))
    if (ending.kind !== 'whole') throw new Error(`${path} is damaged, and stays as it is`)
  } finally {
    await from.close()
  }
  const file = await on.open(to)
  try {
    await file.cut(0)
    let at = 0
    // The log notes a time that has passed for sure: so a clock set back brings no ended entry back.
    const seen = writeLease({ kind: 'step', by: 0, at: Math.max(now, held.seen) })
    let piece: Uint8Array[] = [MAGIC, writeRecord(LEASES_VERSION, seen)]
    let octets = piece.reduce((sum, { length }) => sum + length, 0)
    const flush = async () => {
      await file.write(at, Buffer.concat(piece))
      at += octets
      piece = []
      octets = 0
    }
    for (const lease of held.all(now)) {
      const record = writeRecord(LEASES_VERSION, writeLease({ kind: 'put', ...lease }))
      piece.push(record)
      octets += record.length
      if (octets > PIECE) await flush()
    }
    await flush()
    await file.sync()
  } finally {
    await file.close()
  }
}

// Makes the journal smaller in a thread, for which nobody waits.

import { startInBackground } from '../system/background.ts'
import { Chains, readEntry, VERSION, writeEntry } from './journal.ts'
import type { Rewrite } from './log.ts'
import { disk, type LogDisk } from './log-file.ts'
import { MAGIC, readLog, writeRecord } from './log-format.ts'
import { netChanges } from './net-changes.ts'

export type CompactJob = { readonly path: string; readonly end: number; readonly to: string }

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './compact-thread.ts' : './compact-thread.js', import.meta.url)

export const compactAside: Rewrite = (path, end, to) => {
  const workerData: CompactJob = { path, end, to }
  return new Promise((resolve, reject) => {
    const worker = startInBackground(THREAD, { workerData })
    worker.once('message', (problem: string | undefined) =>
      problem === undefined ? resolve() : reject(new Error(problem)),
    )
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that makes the journal smaller has ended')))
  })
}

/** Joins each face's changes into one entry, and drops faces whose changes are over. */
export async function compactJournal(path: string, end: number, to: string, on: LogDisk = disk): Promise<void> {
  const from = await on.open(path)
  try {
    const chains = new Chains()
    const ending = await readLog(from, end, VERSION, (payload) => chains.add(readEntry(payload)))
    if (ending.kind !== 'whole') throw new Error(`${path} is damaged, and stays as it is`)
    const file = await on.open(to)
    try {
      await file.cut(0)
      await file.write(0, MAGIC)
      let at = MAGIC.length
      for (const { name, digest, changes } of chains.newest.values()) {
        const record = writeRecord(VERSION, writeEntry({ name, digest, changes: netChanges(changes) }))
        await file.write(at, record)
        at += record.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
  } finally {
    await from.close()
  }
}

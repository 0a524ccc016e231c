// Writes one smaller log of entries, aside from everything that answers.

import { parentPort, workerData } from 'node:worker_threads'
import { type CompactLeases, compactLeases } from './compacting.ts'

const failed = (error: unknown) => (error instanceof Error ? error.message : String(error))
parentPort!.postMessage(await compactLeases(workerData as CompactLeases).then(() => undefined, failed))

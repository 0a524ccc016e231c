// Writes one smaller journal, aside from everything that answers.

import { parentPort, workerData } from 'node:worker_threads'
import { type CompactJob, compactJournal } from './compacting.ts'

const { path, end, to } = workerData as CompactJob
const failed = (error: unknown) => (error instanceof Error ? error.message : String(error))
parentPort!.postMessage(await compactJournal(path, end, to).then(() => undefined, failed))

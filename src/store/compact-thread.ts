// A thread that writes one smaller journal, so that no thread that answers has to.

import { parentPort, workerData } from 'node:worker_threads'
import { whyOf } from '../system/why.ts'
import { type CompactJob, compactJournal } from './compacting.ts'

const { path, end, to } = workerData as CompactJob
parentPort!.postMessage(await compactJournal(path, end, to).then(() => undefined, whyOf))

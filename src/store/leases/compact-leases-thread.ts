// A thread that writes one smaller log of leases, apart from threads that answer.

import { parentPort, workerData } from 'node:worker_threads'
import { whyOf } from '../../system/why.ts'
import { type CompactLeases, compactLeases } from './compacting.ts'

parentPort!.postMessage(await compactLeases(workerData as CompactLeases).then(() => undefined, whyOf))

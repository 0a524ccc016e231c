// Writes compiled zones into the state folder, aside from everything that answers.

import { parentPort, workerData } from 'node:worker_threads'
import { writeKept } from './write-kept.ts'

parentPort!.postMessage(writeKept(workerData))

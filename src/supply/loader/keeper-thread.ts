// A thread that writes compiled zones into the state folder, so that no thread that answers has to.

import { parentPort, workerData } from 'node:worker_threads'
import { writeKept } from './write-kept.ts'

parentPort!.postMessage(writeKept(workerData))

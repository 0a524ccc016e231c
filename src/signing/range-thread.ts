// Signs ranges of a zone, beside others that do the same, and ends.

import { workerData } from 'node:worker_threads'
import { signRanges } from './side-by-side.ts'

signRanges(workerData)

// A thread that signs ranges of a zone beside other such threads, and ends.

import { workerData } from 'node:worker_threads'
import { signRanges } from './side-by-side.ts'

signRanges(workerData)

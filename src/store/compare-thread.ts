// A thread that compares zones, so that no thread that answers has to.

import { parentPort } from 'node:worker_threads'
import { contentDigest } from '../zone/content-digest.ts'
import { diff } from '../zone/diff.ts'
import { opened } from './aside.ts'
import type { CompareJob, CompareResult } from './comparing.ts'

parentPort!.on('message', (job: CompareJob) => parentPort!.postMessage(resultOf(job)))

function resultOf(job: CompareJob): CompareResult {
  if (job.kind === 'digest') return contentDigest(opened(job.zone))
  const changes = diff(opened(job.before), opened(job.after), job.limit)
  return changes && { removed: changes.removed.bytes, added: changes.added.bytes }
}

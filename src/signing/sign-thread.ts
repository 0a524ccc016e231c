// A thread that only signs zones, apart from threads that answer and from threads that read text.

import { parentPort } from 'node:worker_threads'
import { opened } from '../store/aside.ts'
import { whyOf } from '../system/why.ts'
import { zoneOfList } from '../zone/listed-zone.ts'
import { runSignJob } from './sign-job.ts'
import type { ListJob, PassedJob, PassedOutcome } from './signers.ts'

parentPort!.on('message', async (job: PassedJob | ListJob) =>
  parentPort!.postMessage('list' in job ? formOf(job) : await outcomeOf(job)),
)

function formOf({ list }: ListJob): PassedOutcome {
  try {
    return { kind: 'form', image: zoneOfList(opened(list))?.image }
  } catch (error) {
    return { kind: 'faulty', reason: whyOf(error) }
  }
}

async function outcomeOf({ content, before, others, progress, ...plan }: PassedJob): Promise<PassedOutcome> {
  try {
    const zones = { content: opened(content), before: before && opened(before), others: others.map(opened) }
    const outcome = await runSignJob({ ...plan, ...zones }, progress)
    if (outcome.kind !== 'signed') return outcome
    const { zone, changes, ...counts } = outcome
    return {
      ...counts,
      image: zone.image,
      changes: changes && { removed: changes.removed.bytes, added: changes.added.bytes },
    }
  } catch (error) {
    return { kind: 'faulty', reason: whyOf(error) }
  }
}

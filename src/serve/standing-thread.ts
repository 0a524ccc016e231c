// A thread that applies the rules between zones to what is served, so that no thread that answers has to.

import { parentPort } from 'node:worker_threads'
import { OpenedViews } from './shared-views.ts'
import type { StandingJob, StandingResult } from './standing.ts'
import { looksAt } from './standing-looks.ts'
import type { Looked, Scene } from './standing-scene.ts'

const known = { served: new OpenedViews(), sources: new OpenedViews(), unmade: new OpenedViews() }

parentPort!.on('message', (job: StandingJob) => {
  const begun = process.threadCpuUsage()
  const looked = job.kind === 'learn' ? learn(job) : look(job)
  const { user, system } = process.threadCpuUsage(begun)
  parentPort!.postMessage({ looked, took: (user + system) / 1000 } satisfies StandingResult)
})

function learn({ side, change }: Extract<StandingJob, { kind: 'learn' }>): Looked[] {
  known[side].note(change)
  return []
}

function look({ settings, members, wanted }: Extract<StandingJob, { kind: 'look' }>): Looked[] {
  const as = (side: keyof Scene) =>
    settings.views.map(({ name: view }, i) => known[side].take({ view, members: members[i]!, changed: [] }))
  return looksAt(settings, { served: as('served'), sources: as('sources'), unmade: as('unmade') }, wanted)
}

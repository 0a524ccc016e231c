// Looks at what is served beside what stands around it, aside from everything that answers.

import { parentPort } from 'node:worker_threads'
import { OpenedViews } from './shared-views.ts'
import type { StandingJob, StandingResult } from './standing.ts'
import { looksAt } from './standing-looks.ts'

const known = { served: new OpenedViews(), sources: new OpenedViews(), unmade: new OpenedViews() }

parentPort!.on('message', ({ settings, served, sources, unmade, wanted }: StandingJob) => {
  const begun = process.threadCpuUsage()
  const views = {
    served: served.map((change) => known.served.take(change)),
    sources: sources.map((change) => known.sources.take(change)),
    unmade: unmade.map((change) => known.unmade.take(change)),
  }
  const looked = looksAt(settings, views, wanted)
  const { user, system } = process.threadCpuUsage(begun)
  parentPort!.postMessage({ looked, took: (user + system) / 1000 } satisfies StandingResult)
})

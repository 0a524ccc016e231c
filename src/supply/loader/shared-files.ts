// Finds the files of a configuration that several zones use: one text for many zones, a layer over many. A thread reads each once.

import { resolve } from 'node:path'
import type { LoaderJob } from './read-job.ts'

/** Absolute paths. */
export function sharedFiles(jobs: readonly LoaderJob[]): string[] {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const job of jobs)
    for (const path of new Set(pathsOf(job)))
      if (seen.has(path)) shared.add(path)
      else seen.add(path)
  return [...shared].map((path) => resolve(path))
}

function pathsOf(job: LoaderJob): string[] {
  if (!('origin' in job)) return []
  return [job.path, ...(job.layered?.faces ?? []).flatMap(({ over }) => over)]
}

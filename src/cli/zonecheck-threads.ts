// Several files at once: zonecheck's files in loader threads, where there is enough of them.

import type { JudgedZone } from '../check/read-zone.ts'
import type { LoaderData } from '../supply/loader/loader-thread.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { taken } from '../supply/loader/posted.ts'
import type { LoaderJob } from '../supply/loader/read-job.ts'
import { guessOrigin } from '../text/zonefile/origin.ts'
import { readSource } from '../text/zonefile/source.ts'
import type { FileRequest } from './zonecheck-requests.ts'

/** The files that could be read, by their names as given; what is missing is to be read, and complained about, as usual. */
export async function readInThreads(
  requests: readonly FileRequest[],
  options: Pick<LoaderData, 'severities' | 'sifted'>,
): Promise<ReadonlyMap<string, JudgedZone>> {
  const jobs = [...new Map(requests.map((request) => [request.file, request])).values()].flatMap(jobFor)
  const data = { ...options, stage: 'zonecheck', refused: true, anywhere: true } as const
  const results = await loaders.read(jobs, data, { background: false })
  return new Map(
    results.flatMap(({ zones }) =>
      zones.flatMap(([key, zone]) => {
        const read = taken(zone)
        return read.subject ? [[key, read] as const] : []
      }),
    ),
  )
}

function jobFor({ file, origin: wanted, name }: FileRequest): LoaderJob[] {
  const source = readSource(file)
  if ('rule' in source) return []
  const origin = wanted ?? guessOrigin(source, name)
  return origin === undefined ? [] : [{ key: file, path: file, origin, size: source.size }]
}

// Reads several of zonecheck's files at once, in loader threads.

import type { LoaderData } from '../supply/loader/loader-thread.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { taken } from '../supply/loader/posted.ts'
import type { FileOrder } from '../supply/sources/file.ts'
import { fileSize } from '../system/file-size.ts'
import type { Zones } from './zonecheck-read.ts'

export async function readInThreads(
  orders: readonly FileOrder[],
  options: Pick<LoaderData, 'severities' | 'sifted'>,
): Promise<Zones> {
  const jobs = orders.map((order) => ({ ...order, size: fileSize(order.path) }))
  const data = { ...options, stage: 'zonecheck', refused: true, anywhere: true } as const
  const results = await loaders.read(jobs, data, { background: false })
  return new Map(results.flatMap(({ zones }) => zones.map(([key, zone]) => [key, taken(zone)] as const)))
}

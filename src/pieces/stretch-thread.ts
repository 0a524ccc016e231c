// Reads the rear part of a large zone file for another thread, which reads the front part meanwhile.

import { type MessagePort, workerData } from 'node:worker_threads'
import { ZoneBuilder } from '../zone/builder.ts'
import { parseZoneFile } from '../zonefile/parser.ts'
import type { Source } from '../zonefile/source.ts'
import type { StretchJob, StretchResult } from './stretch.ts'

const port = workerData as MessagePort

port.on('message', (job: StretchJob) => {
  const columns = read(job)
  port.postMessage(columns, columns === undefined ? [] : columnBuffers(columns))
  port.close()
})

function read({ bytes, size, file, origin, stretch, heap }: StretchJob): StretchResult {
  const source: Source = { bytes, size, begin: stretch.from, file, identity: file, include: () => noOthers }
  const builder = new ZoneBuilder(origin, stretch.to - stretch.from, heap)
  const { problems, layered } = parseZoneFile(source, { origin, stretch }, builder)
  return problems.length > 0 || layered ? undefined : builder.columns()
}

/** Whoever includes files reads the whole file in one thread: the lines of all are counted together. */
const noOthers = { rule: 'include-missing', message: 'cannot include a file into a part of another' }

function columnBuffers(columns: NonNullable<StretchResult>): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
}

// A thread that helps another one with a large zone: it reads the rear part of the file, and does errands.

import { workerData } from 'node:worker_threads'
import { readLabels, readShapes } from '../../check/ahead.ts'
import { giveAllBack, spendFrom } from '../../memory/budget.ts'
import { parseZoneFile } from '../../text/zonefile/parser.ts'
import { say } from '../../text/zonefile/says.ts'
import type { Source } from '../../text/zonefile/source.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import type { Order } from '../../zone/errand.ts'
import { writeNames } from '../../zone/names.ts'
import type { HelperData } from './helper.ts'
import { ownBuffers, type StretchJob, type StretchResult } from './stretch.ts'

const { port, account } = workerData as HelperData
if (account) spendFrom(account)

const errands = new Map([writeNames, readLabels, readShapes].map((errand) => [errand.name, errand]))

port.on('message', (work: StretchJob | Order) => {
  if ('errand' in work) {
    errands.get(work.errand)!.go(work)
    return
  }
  const columns = read(work)
  port.postMessage(columns, columns === undefined ? [] : ownBuffers(columns))
  giveAllBack()
})

function read({ bytes, size, file, origin, stretch, heap }: StretchJob): StretchResult {
  const source: Source = { bytes, size, begin: stretch.from, file, identity: file, include: () => noOthers }
  const builder = new ZoneBuilder(origin, stretch.to - stretch.from, heap)
  const { problems, layered, generated, made } = parseZoneFile(source, { origin, stretch }, builder)
  return problems.length > 0 || layered ? undefined : { ...builder.columns(), generated, made }
}

/** One thread has to read a file that includes others, because line numbers run over all of them. */
const noOthers = { rule: 'include-missing', message: say('include-in-part') }

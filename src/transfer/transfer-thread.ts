// A thread that asks primaries, builds the zones that they send, and writes them to the disk, so that no thread that answers has to.

import { parentPort, workerData } from 'node:worker_threads'
import type { Said } from '../dns/said.ts'
import { type Account, spendInPortions } from '../memory/budget.ts'
import { traceOf, whyOf } from '../system/why.ts'
import { askSoa } from './ask-soa.ts'
import { Connections } from './connection.ts'
import { appendEnds, writeCopyAside, writeCopyUnsynced } from './copies.ts'
import { type Fetched, type FetchJob, fetchZone, Refusals } from './fetch.ts'
import type { CopyPlace, TransferAnswer, TransferOrder } from './fetching.ts'
import { isLight } from './keeping.ts'
import { Portions } from './portions.ts'
import { say } from './says.ts'
import { WriteOrder } from './write-order.ts'

/** The account that all transfers draw on, and how many octets they may take together. */
export type TransferThreadData = { readonly account: Account; readonly memory: number }

const port = parentPort!
const { account, memory } = workerData as TransferThreadData
spendInPortions(account)
const portions = new Portions(memory)
const connections = new Connections()
const refusals = new Refusals(() => performance.now())
const writes = new WriteOrder()

port.on('message', (order: TransferOrder) => {
  void answer(order).then(
    (result) => port.postMessage({ order: order.number, ...result } satisfies TransferAnswer),
    (error: unknown) => {
      const reason = say('fault', { reason: traceOf(error) })
      port.postMessage({ order: order.number, kind: 'failed', reason, unreachable: false } satisfies TransferAnswer)
    },
  )
})

async function answer(order: TransferOrder) {
  if (order.kind === 'soa') return askSoa(order.apex, order.peer, connections, refusals)
  const fetched = await fetchZone(order.job, connections, refusals, portions)
  if (fetched.kind === 'zone') {
    const { zone, ...rest } = fetched
    // Sent before the write: a face that is not served yet need not wait for the disk.
    port.postMessage({ order: order.number, ...rest, image: zone.image } satisfies TransferAnswer)
    return { kind: 'kept', why: await kept(order.job, order.copy, fetched) } as const
  }
  if (fetched.kind !== 'changes') return fetched
  const { changes, ...rest } = fetched
  return { ...rest, removed: changes.removed.bytes, added: changes.added.bytes }
}

/** Writes the zone while the thread takes answers. A small first-time zone is written at once, without a wait for the disk. */
async function kept(
  { apex, stays }: FetchJob,
  { path, view }: CopyPlace,
  { zone, ends, records }: Extract<Fetched, { kind: 'zone' }>,
): Promise<Said | undefined> {
  try {
    // The ends first: a kill in between must not leave records without their ends.
    appendEnds(path, ends)
    const isServed = stays !== undefined
    const copy = { apex, view, zone }
    await writes.add(path, isServed, async () => {
      if (isLight(isServed, records)) writeCopyUnsynced(path, copy)
      else await writeCopyAside(path, copy)
    })
    return undefined
  } catch (error) {
    return say('not-kept', { path, why: whyOf(error) })
  }
}

// Starts the thread that helps with a large zone: it reads the rear part of the file, and later does errands (Errand). The start takes as
// long as reading a megabyte: start it before other work.

import { MessageChannel, type MessagePort, type ResourceLimits, type WorkerOptions } from 'node:worker_threads'
import type { Account, Budget } from '../../memory/budget.ts'
import { startInBackground } from '../../system/background.ts'
import { newThread } from '../../system/threads.ts'

const THREAD = new URL(`./helper-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** In octets: one thread reads a smaller file before another has started. */
export const WORTH_HELP = 4 << 20

export type HelperData = { readonly port: MessagePort; readonly account: Account | undefined }

export type HelperOptions = {
  /** Whether it gives way to the threads that answer. */
  readonly background?: boolean
  /** The budget that it asks for memory; by default none. */
  readonly budget?: Budget
  readonly resourceLimits?: ResourceLimits
}

/**
 * The port to the helper, which this thread or another may use: it takes StretchJobs and returns their results, and is the partner of
 * errands. The thread ends when the port is closed.
 */
export function startHelper({ background = false, budget, resourceLimits }: HelperOptions = {}): MessagePort {
  const { port1: inner, port2: outer } = new MessageChannel()
  const account = budget?.open()
  const workerData: HelperData = { port: inner, account }
  const options: WorkerOptions = {
    name: 'janus-helper',
    workerData,
    transferList: [inner],
    ...(resourceLimits && { resourceLimits }),
  }
  const worker = background ? startInBackground(THREAD, options) : newThread(THREAD, options)
  if (account) worker.once('exit', () => budget?.close(account))
  // A helper that dies closes its port: the file is then read without it.
  worker.on('error', () => {})
  return outer
}

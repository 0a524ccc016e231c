// Starts the thread that helps with a large zone: it reads the rear part of the file, and does a part of what comes then (Errand).
// It takes as long to start as a megabyte to be read: whoever has something else to do begins with this.

import { MessageChannel, type MessagePort, type ResourceLimits, type WorkerOptions } from 'node:worker_threads'
import type { Account, Budget } from '../../memory/budget.ts'
import { startInBackground } from '../../system/background.ts'
import { newThread } from '../../system/threads.ts'

const THREAD = new URL(`./helper-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** In octets: a smaller file is read by one thread before another has started. */
export const WORTH_HELP = 4 << 20

export type HelperData = { readonly port: MessagePort; readonly account: Account | undefined }

export type HelperOptions = {
  /** It gives way to the threads that answer. */
  readonly background?: boolean
  /** What it may take; by default as much as it wants. */
  readonly budget?: Budget
  readonly resourceLimits?: ResourceLimits
}

/**
 * Where to hand a StretchJob, in this thread or another; the result comes back there. An errand's partner too. The thread ends
 * where the port is closed.
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
  // One that dies closes its port, and the file is read without it.
  worker.on('error', () => {})
  return outer
}

// Starts the thread that helps with a large zone: it reads the rear part of the file, and does a part of what comes then (Errand).
// It takes as long to start as a megabyte to be read: whoever has something else to do begins with this.

import { MessageChannel, type MessagePort, type WorkerOptions } from 'node:worker_threads'
import { startInBackground } from '../system/background.ts'
import { newThread } from '../system/threads.ts'

const THREAD = new URL(`./helper-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** In octets: a smaller file is read by one thread before another has started. */
export const WORTH_HELP = 4 << 20

/**
 * Where to hand a StretchJob, in this thread or another; the result comes back there. An errand's partner too. The thread ends
 * where the port is closed. `background`: it gives way to the threads that answer.
 */
export function startHelper({ background = false } = {}): MessagePort {
  const { port1: inner, port2: outer } = new MessageChannel()
  const options: WorkerOptions = { workerData: inner, transferList: [inner] }
  const worker = background ? startInBackground(THREAD, options) : newThread(THREAD, options)
  // One that dies closes its port, and the file is read without it.
  worker.on('error', () => {})
  return outer
}

// Loaded into a server by long-turns.ts: a timer of each millisecond sees what CPU time the main thread has had since it was there last.

import { appendFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** Milliseconds: shorter turns are not written down, for writing takes time too. */
const LONG = 2

const file = process.env.LONG_TURNS
if (isMainThread && file !== undefined) {
  writeFileSync(file, '')
  let before = process.threadCpuUsage()
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    const took = (user + system) / 1000
    if (took >= LONG) appendFileSync(file, `${Date.now()} ${took.toFixed(2)}\n`)
    before = process.threadCpuUsage()
  }, 1).unref()
}

import { readFileSync } from 'node:fs'
import t from 'tap'
import { startInBackground } from '../../src/system/background.ts'

const skip = process.platform === 'linux' ? false : 'priorities of threads are a matter of Linux'

/** Niceness of this thread: field 19 of its stat, the 17th behind the name in brackets (proc(5)). */
function niceness(stat = readFileSync('/proc/thread-self/stat', 'utf8')): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

t.test('a thread started in the background gives way, and alone does', { skip }, async (t) => {
  const own = niceness()
  const script = `
    import { readFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    parentPort.postMessage(readFileSync('/proc/thread-self/stat', 'utf8'))`
  const worker = startInBackground(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
  const stat = await new Promise<string>((resolve, reject) => {
    // What instruments a process may speak from its threads too.
    worker.on('message', (message) => typeof message === 'string' && resolve(message))
    worker.on('error', reject)
  })
  t.equal(niceness(stat), Math.max(own, 4))
  t.equal(niceness(), own)
})

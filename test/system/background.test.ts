import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { engineGivesWay } from '../../src/system/background.ts'

const MODULE = new URL('../../src/system/background.ts', import.meta.url).href
const skip = process.platform === 'linux' ? false : 'priorities of threads are a matter of Linux'

/** Niceness of this thread: field 19 of its stat, the 17th behind the name in brackets (proc(5)). */
function niceness(stat = readFileSync('/proc/thread-self/stat', 'utf8')): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

t.test('a thread that gives way is nicer than before, and alone in that', { skip }, async (t) => {
  const own = niceness()
  const script = `
    import { readdirSync, readFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    import { giveWay } from '${MODULE}'
    giveWay()
    parentPort.postMessage(readFileSync('/proc/thread-self/stat', 'utf8'))`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
  const stat = await new Promise<string>((resolve, reject) => {
    // What instruments a process may speak from its threads too.
    worker.on('message', (message) => typeof message === 'string' && resolve(message))
    worker.on('error', reject)
  })
  t.equal(niceness(stat), Math.max(own, 10))
  t.equal(niceness(), own)
})

t.test('the threads of the engine give way, and those that run our code do not', { skip }, (t) => {
  const threads = readdirSync('/proc/self/task').map((thread) => {
    const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim()
    return { name, before: nicenessOf(thread), now: () => nicenessOf(thread) }
  })
  engineGivesWay()
  const engine = threads.filter(({ name }) => name === 'node-V8Worker')
  t.not(engine.length, 0)
  for (const { before, now } of engine) t.equal(now(), Math.max(before, 10))
  for (const { name, before, now } of threads) if (name !== 'node-V8Worker') t.equal(now(), before, name)
  t.end()
})

function nicenessOf(thread: string): number {
  return niceness(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'))
}

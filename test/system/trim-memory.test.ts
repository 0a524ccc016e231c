import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { keepLargeApart } from '../../src/system/trim-memory.ts'

/** Takes much, and lets go of it, as a builder does: twice, for by the first time the allocator learns to keep the second. */
const WORK = `
const { parentPort } = require('node:worker_threads')
const { readFileSync } = require('node:fs')
parentPort.once('message', () => {
  for (let i = 0; i < 2; i++) {
    new Uint8Array(24 << 20).fill(1).buffer.transfer(0)
  }
  parentPort.postMessage(/^RssAnon:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
})`

const isGlibc =
  process.platform === 'linux' && 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header

t.test(
  'what is large leaves a thread as soon as it lets go of it',
  { skip: !isGlibc && 'only glibc keeps it' },
  async (t) => {
    await keepLargeApart()
    const worker = new Worker(WORK, { eval: true, execArgv: [] })
    await once(worker, 'online')
    const before = anonymous()
    worker.postMessage('go')
    const [after] = await once(worker, 'message')
    await worker.terminate()
    t.ok(Number(after) - before < 8 << 10, `${before} kB before, ${after} kB after 24 MB were taken twice`)
  },
)

/** In kB. */
function anonymous(): number {
  return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
}

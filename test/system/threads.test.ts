import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { newThread } from '../../src/system/threads.ts'
import { folderOf } from '../support/janus.ts'

const skip = process.platform === 'linux' ? false : 'names of threads are read as Linux tells them'

const TELL_NAME = `
  const { readFileSync } = require('node:fs')
  require('node:worker_threads').parentPort.postMessage(readFileSync('/proc/thread-self/comm', 'latin1').trimEnd())`

t.test('the system calls a thread by the name of its file', { skip }, async (t) => {
  const folder = folderOf(t, { 'some-work-thread.js': TELL_NAME })
  const worker = newThread(pathToFileURL(join(folder, 'some-work-thread.js')))
  const name = await new Promise((resolve, reject) => {
    // What instruments a process may speak from its threads too.
    worker.on('message', (message) => typeof message === 'string' && resolve(message))
    worker.on('error', reject)
  })
  t.equal(name, 'some-work')
})

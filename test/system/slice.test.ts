import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import koffi from 'koffi'
import t from 'tap'
import { startInBackground } from '../../src/system/background.ts'
import { giveUsualSlice, shortenSlice } from '../../src/system/slice.ts'

const GET = { x64: 315, arm64: 275 }[process.arch as string]
const SHORT = 100_000

/** Of a thread, in nanoseconds; 0 where Linux has none for ordinary threads. */
function slice(thread = 0): number {
  const octets = Buffer.alloc(48)
  const syscall = koffi.load(null).func('long syscall(long, ...)')
  syscall(GET, 'int', thread, 'void *', octets, 'unsigned int', octets.length, 'unsigned int', 0)
  return Number(octets.readBigUInt64LE(24))
}

const skip =
  process.platform === 'linux' && GET !== undefined && slice() > 0 ? false : 'Linux has slices of threads from 6.12 on'

const noChrt =
  skip === false && spawnSync('chrt', ['--version']).error !== undefined && 'chrt of util-linux is not installed'

t.test('a thread that answers has a short slice, and one that gives way has not', { skip }, async (t) => {
  const [usual, stat] = [slice(), niceness()]
  await shortenSlice()
  t.same([slice(), niceness()], [SHORT, stat])
  const script = `
    import { readlinkSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    parentPort.postMessage(readlinkSync('/proc/thread-self'))
    parentPort.once('message', () => {})`
  const worker = startInBackground(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
  const link = await new Promise<string>((resolve, reject) => {
    worker.on('message', (message) => typeof message === 'string' && resolve(message))
    worker.on('error', reject)
  })
  t.equal(slice(Number(link.split('/').at(-1))), usual)
  worker.postMessage('end')
})

/** Of sched.h. */
const policies = { '--batch': 3, '--idle': 5, '--other': 0 }

for (const [policy, number] of Object.entries(policies))
  for (const reset of [false, true])
    t.test(`${policy}${reset ? ' with reset on fork' : ''} stays`, { skip: skip || noChrt }, async (t) => {
      const script = `
        import { giveUsualSlice, shortenSlice } from '${new URL('../../src/system/slice.ts', import.meta.url)}'
        import koffi from 'koffi'
        const syscall = koffi.load(null).func('long syscall(long, ...)')
        await shortenSlice()
        const octets = Buffer.alloc(48)
        syscall(${GET}, 'int', 0, 'void *', octets, 'unsigned int', 48, 'unsigned int', 0)
        console.log(octets.readUInt32LE(4), octets.readUInt32LE(8) & 1)`
      const options = [
        ...(reset ? ['--reset-on-fork'] : []),
        policy,
        '0',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
      ]
      const { stdout } = spawnSync('chrt', options, { encoding: 'utf8', cwd: import.meta.dirname })
      t.equal(stdout.trim(), `${number} ${reset ? 1 : 0}`)
    })

t.test('a thread that is no more is nothing to tell anybody', async (t) => {
  await shortenSlice()
  // More than Linux lets threads be numbered.
  t.doesNotThrow(() => giveUsualSlice(2 ** 23))
})

/** Field 19 of its stat, the 17th behind the name in brackets (proc(5)). */
function niceness(): number {
  const stat = readFileSync('/proc/thread-self/stat', 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

// A signal that comes while one listener takes over from another is not lost. Each row is a process of its own that sends itself
// the signal and changes listeners before it looks again.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const source = new URL('../../src/cli/early-signals.ts', import.meta.url).href

const rows: readonly (readonly [moment: string, program: string, said: string])[] = [
  [
    'the code is there, and takes over from what loaded it',
    `process.on('SIGTERM', () => say('loading'))
     process.kill(process.pid, 'SIGTERM')
     new EarlySignals(() => say('starting'))`,
    'starting',
  ],
  [
    'the server is there, and takes over from its start',
    `const early = new EarlySignals(() => say('starting'))
     process.kill(process.pid, 'SIGTERM')
     process.once('SIGTERM', () => say('serving'))
     early.end()`,
    'serving',
  ],
  [
    'a hangup is acted on once, by whoever serves',
    `const early = new EarlySignals(() => say('starting'))
     process.kill(process.pid, 'SIGHUP')
     process.on('SIGHUP', () => say('reload'))
     early.end()`,
    'reload',
  ],
]

for (const [moment, program, said] of rows)
  t.test(moment, async (t) => {
    const text = `import { EarlySignals } from '${source}'
      const say = (word) => { console.log(word); process.exit() }
      setTimeout(() => say('nobody'), 60_000)
      ${program}`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', text])
    t.equal(stdout, `${said}\n`)
  })

t.test('a hangup does not end a server whose code is being loaded', async (t) => {
  const text = `import { start } from '${new URL('start.js', source).href}'
    process.argv.splice(1, 0, 'janus')
    const ends = start('janus')
    process.kill(process.pid, 'SIGHUP')
    await ends`
  // What the test runner loads into its children listens for signals as well.
  const bare = ['-u', 'NODE_OPTIONS', process.execPath]
  const arguments_ = [...bare, '--input-type=module', '-e', text, '--', 'serve', '--config', '/nowhere/janus.yaml']
  // It goes on to its configuration, which nobody can read.
  const { code, signal } = await run('env', arguments_).catch((error) => error)
  t.same({ code, signal }, { code: 2, signal: null })
})

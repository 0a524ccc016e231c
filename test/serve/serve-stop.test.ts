// SIGTERM ends the server within five seconds, whatever it is at, and the next start has the state folder at once.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { timeToEnd } from '../support/fair-time.ts'
import { folderOf, Janus, serve } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.1\n'
/** Some seconds of reading. */
const slow = `${zone}${Array.from({ length: 15 }, (_, i) => `$GENERATE 0-65000 h${i}x$ 60 A 192.0.2.1\n`).join('')}`

const config = (zones: string) => `listen: ["127.0.0.1:0"]\nworkers: 1\nzones:\n${zones}`
const one = config('  a.example: a.zone\n')

const PATIENCE_MS = 5000

async function endsInTime(t: Test, janus: Janus): Promise<void> {
  janus.signal('SIGTERM')
  const used = await timeToEnd(janus.process.pid!, janus.ended, PATIENCE_MS)
  t.ok(used < PATIENCE_MS, `in ${Math.round(used)} ms`)
  const { code, signal } = await janus.ended
  t.equal(code, 0, `it ended by ${signal ?? code}`)
}

/** The next server takes the folder while nothing of the one before is left. */
async function startsAnew(t: Test, folder: string): Promise<void> {
  const janus = await serve(t, folder)
  t.notMatch(janus.stderr, /another server has it/)
  await endsInTime(t, janus)
}

t.test('while it starts, a large zone being read', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': one, 'a.zone': slow })
  const janus = new Janus(t, folder)
  await until(() => existsSync(join(folder, 'state/lock')) && readFileSync(join(folder, 'state/lock')).length > 0)
  await endsInTime(t, janus)
  writeFileSync(join(folder, 'a.zone'), zone)
  await startsAnew(t, folder)
})

/** 195,000 hosts, from which the server makes a reverse zone and a face for the outside. */
const composed = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {in: [127.0.0.1], out: [any]}
zones: {a.example: {in: a.zone, out: {from: in, rules: [{hide: ["lab.*"]}]}}}
reverse: {2001:db8::/32: [in, out]}
`,
  'a.zone': `${zone}${[1, 2, 3].map((i) => `$GENERATE 0-64999 h${i}x$ 60 AAAA 2001:db8:${i}::\${0,1,x}\n`).join('')}`,
}

const moments: Readonly<Record<string, (janus: Janus, folder: string) => Promise<void>>> = {
  'it has taken the state folder': async (_, folder) => until(() => existsSync(join(folder, 'state/lock'))),
  'its files are read': async ({ process: { pid } }) => until(() => isReading(pid!)),
  'faces are composed': async ({ process: { pid } }) => {
    await until(() => isReading(pid!))
    await until(() => !isReading(pid!))
  },
}

for (const [moment, come] of Object.entries(moments))
  t.test(`as soon as ${moment}`, async (t) => {
    const folder = folderOf(t, composed)
    const janus = new Janus(t, folder)
    await come(janus, folder)
    await endsInTime(t, janus)
  })

t.test('while it composes faces for a reload', async (t) => {
  const folder = folderOf(t, { ...composed, 'a.zone': zone })
  const janus = await serve(t, folder)
  writeFileSync(join(folder, 'a.zone'), composed['a.zone'])
  janus.signal('SIGHUP')
  await moments['faces are composed']!(janus, folder)
  await endsInTime(t, janus)
})

t.test('while it reloads', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': one, 'a.zone': zone })
  const janus = await serve(t, folder)
  writeFileSync(join(folder, 'a.zone'), slow)
  janus.signal('SIGHUP')
  await until(() => isReading(janus.process.pid!))
  await endsInTime(t, janus)
  writeFileSync(join(folder, 'a.zone'), zone)
  await startsAnew(t, folder)
})

t.test('while it keeps many zones for the first time', async (t) => {
  const names = Array.from({ length: 1500 }, (_, i) => `z${i}.example`)
  const folder = folderOf(t, {
    'janus.yaml': config(names.map((name) => `  ${name}: a.zone\n`).join('')),
    'a.zone': zone,
  })
  await endsInTime(t, await serve(t, folder))
  await startsAnew(t, folder)
})

t.test('while somebody holds the control socket open', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': one, 'a.zone': zone })
  const janus = await serve(t, folder)
  const socket = connect(join(folder, 'state/control.sock'))
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.write('{"verb":')
  await endsInTime(t, janus)
  await startsAnew(t, folder)
})

/** Whether a loader of the process uses a processor just now. */
function isReading(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).some((task) => {
    const about = attempt(() => readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))
    return /^Name:\s+janus-loader\nUmask:.*\nState:\s+R/m.test(about)
  })
}

/** A thread may end while it is looked at. */
function attempt(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10))
}

// A zone that is too much for its loader process, of memory or of time, is refused; the others are read, by another one.

import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { LoadersApart, NoLoader } from '../../src/server/loader/loaders-apart.ts'
import type { LoaderJob } from '../../src/server/loader/read-job.ts'
import { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import { until } from '../transport/harness.ts'

const small = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
const hole = `\${0,127,d} `.repeat(20)
const bomb = `${small}${Array.from({ length: 16 }, (_, i) => `$GENERATE 0-65530 h${i}x$ TXT "${hole}"\n`).join('')}`
const origin = nameFromText('example.com')

const cases = [
  {
    name: 'memory',
    limits: { memory: 32 << 20, time: () => 600_000 },
    said: /it needs more than the 32 MiB of memory that a loader has$/,
  },
  {
    name: 'time',
    limits: { memory: 2 ** 32, time: (octets: number) => (octets > small.length ? 200 : 600_000) },
    said: /it took longer than 0 seconds$/,
  },
]

for (const { name, limits, said } of cases)
  t.test(`more ${name} than a loader has`, async (t) => {
    const job = jobsIn(t)
    const jobs = [job('first', small), job('bomb', bomb), job('third', small)]
    const loaders = new LoadersApart(limits)
    t.teardown(() => loaders.close())
    const results = new Map(
      (await loaders.read(jobs, { stage: 'load' }, { background: false })).map((result) => [result.key, result]),
    )
    t.equal(results.size, 3)
    t.match(results.get('bomb')?.problems, [{ rule: 'cannot-load', message: said, fix: /smaller/ }])
    for (const key of ['first', 'third']) {
      t.same(results.get(key)?.problems, [], key)
      t.equal(Zone.open(results.get(key)!.zone!.image).records, 3, key)
    }
  })

const noProc = process.platform === 'linux' ? false : 'there is no /proc'

t.test('no zone is refused for a loader that others ended while it had nothing to do', { skip: noProc }, async (t) => {
  const jobs = [jobsIn(t)('zone', small)]
  const loaders = new LoadersApart()
  t.teardown(() => loaders.close())
  const read = () => loaders.read(jobs, { stage: 'load' }, { background: false })
  t.match(await read(), [{ key: 'zone', problems: [] }])
  const [idle] = loaderProcesses()
  process.kill(idle!, 'SIGKILL')
  await until(() => !loaderProcesses().includes(idle!))
  t.match(await read(), [{ key: 'zone', problems: [] }])
})

t.test('where no loader can be started, what is left is told, and no file stays open', { skip: noProc }, async (t) => {
  const job = jobsIn(t)
  const loaders = new LoadersApart(cases[0]!.limits)
  t.teardown(() => loaders.close())
  const { execPath } = process
  process.execPath = join(folderOf(t, {}), 'no-node')
  t.teardown(() => {
    process.execPath = execPath
  })
  for (let i = 0; i < 3; i++) {
    const jobs = [job('first', small), job('second', small)]
    const error = await loaders.read(jobs, { stage: 'load' }, { background: false }).catch((error) => error)
    t.ok(error instanceof NoLoader)
    t.same([error.results, error.left], [[], jobs])
  }
  await until(() => sharedFiles() === 0)
})

function jobsIn(t: Test): (key: string, text: string) => LoaderJob {
  const folder = folderOf(t, {})
  return (key, text) => {
    const path = join(folder, key)
    writeFileSync(path, text)
    return { key, path, origin, size: text.length }
  }
}

/** Those that this process has started. */
function loaderProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const about = (file: string) => attempt(() => readFileSync(`/proc/${pid}/${file}`, 'latin1'))
      return about('cmdline').includes('loader-process') && about('status').includes(`\nPPid:\t${process.pid}\n`)
    })
    .map(Number)
}

/** Files in memory that this process has open. */
function sharedFiles(): number {
  const targets = readdirSync('/proc/self/fd').map((fd) => attempt(() => readlinkSync(`/proc/self/fd/${fd}`)))
  return targets.filter((target) => target.startsWith('/memfd:janus')).length
}

function attempt(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

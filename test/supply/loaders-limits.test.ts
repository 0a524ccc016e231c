// A zone that is too much for its loader, of memory or of time, or that ends it, is refused; the others are read.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { Loaders } from '../../src/supply/loader/loaders.ts'
import type { LoaderJob } from '../../src/supply/loader/read-job.ts'
import { Zone } from '../../src/zone/zone.ts'
import { until } from '../net/harness.ts'
import { folderOf } from '../support/janus.ts'

const small = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
const hole = `\${0,127,d} `.repeat(20)
const bomb = `${small}${Array.from({ length: 16 }, (_, i) => `$GENERATE 0-65530 h${i}x$ TXT "${hole}"\n`).join('')}`
const large = `${small}; ${'x'.repeat(8 << 20)}\n`
const origin = nameFromText('example.com')

const enough = { memory: 2 ** 32, time: () => 600_000 }
const wantsMore = /it needs more than the 32 MiB of memory that a loading thread may take$/

const cases = [
  { name: 'memory: what is made', text: bomb, limits: { ...enough, memory: 32 << 20 }, said: wantsMore },
  {
    name: 'memory: a file',
    text: `${large}${large}${large}${large}`,
    limits: { ...enough, memory: 32 << 20 },
    said: wantsMore,
  },
  {
    name: 'memory: columns',
    text: `${small}${'x A 192.0.2.1\n'.repeat(900_000)}`,
    limits: { ...enough, memory: 32 << 20 },
    said: wantsMore,
  },
  {
    name: 'time',
    text: bomb,
    limits: { ...enough, time: (octets: number) => (octets > small.length ? 200 : 600_000) },
    said: /loading took longer than 0 seconds$/,
  },
]

for (const { name, text, limits, said } of cases)
  t.test(`more than a loader has of ${name}`, async (t) => {
    const job = jobsIn(t)
    const jobs = [job('first', small), job('bomb', text), job('third', small)]
    const loaders = new Loaders(limits)
    t.teardown(() => loaders.close())
    const read = await loaders.read(jobs, { stage: 'load' }, { background: false })
    const results = new Map(read.map(({ key, zones }) => [key, zones[0]![1]]))
    t.equal(results.size, 3)
    t.match(inEnglish(results.get('bomb')!.problems), [{ rule: 'cannot-load', message: said, fix: /smaller/ }])
    for (const key of ['first', 'third']) {
      t.same(results.get(key)?.problems, [], key)
      t.equal(Zone.open(results.get(key)!.zone!.image).records, 3, key)
    }
    await until(() => loaders.taken === 0)
  })

t.test('zones that loaders read one by one are not refused for being many', async (t) => {
  const text = `${small}$GENERATE 0-40000 h\${0,40,d} TXT "\${0,120,d} \${0,120,d}"\n`
  const job = jobsIn(t)
  const jobs = ['a', 'b', 'c'].map((key) => job(key, text))
  const loaders = new Loaders({ ...enough, memory: 48 << 20 })
  t.teardown(() => loaders.close())
  const results = await loaders.read(jobs, { stage: 'load' }, { background: false })
  t.same(
    results.flatMap(({ zones }) => inEnglish(zones[0]![1].problems).map(({ message }) => message)),
    [],
  )
  t.same(results.map(({ key }) => key).sort(), ['a', 'b', 'c'])
})

t.test('zones that are too much together, each for itself is not, are read one after the other', async (t) => {
  const text = `${small}${Array.from({ length: 60_000 }, (_, i) => `host-${i} A 192.0.2.1\nhost-${i} TXT "${'x'.repeat(100)}"\n`).join('')}`
  const job = jobsIn(t)
  const jobs = ['a', 'b'].map((key) => job(key, text))
  const alone = new Loaders({ ...enough, memory: 44 << 20 })
  t.teardown(() => alone.close())
  for (const one of jobs)
    t.match(await alone.read([one], { stage: 'load' }, { background: false }), [
      { key: one.key, zones: [[one.key, { problems: [] }]] },
    ])
  const results = await alone.read(jobs, { stage: 'load' }, { background: false })
  t.same(results.map(({ key, zones }) => [key, zones[0]![1].problems.length]).sort(), [
    ['a', 0],
    ['b', 0],
  ])
})

t.test('whoever has read a large text reads the next one as it is by then, whatever became of that', async (t) => {
  const loaders = new Loaders({ ...enough, memory: 64 << 20 })
  t.teardown(() => loaders.close())
  const job = jobsIn(t)
  const texts = {
    good: (serial: number) => large.replace(' 1 2 3 4 5', ` ${serial} 2 3 4 5`),
    refused: (serial: number) => `${large.replace(' 1 2 3 4 5', ` ${serial} 2 3 4 5`)}x A nowhere\n`,
    'too much': () => bomb,
  }
  const kinds = ['good', 'refused', 'good', 'too much', 'good', 'refused', 'too much', 'good'] as const
  const found: unknown[] = []
  for (const [serial, kind] of kinds.entries()) {
    const one = job('one', texts[kind](serial))
    // Both are one file, which a loader keeps for all zones of a configuration.
    const jobs = [one, { ...one, key: 'other' }]
    const results = await loaders.read(jobs, { stage: 'load', shared: [one.path] }, { background: serial % 2 === 1 })
    for (const { zones } of results) {
      const [, { zone, problems }] = zones[0]!
      found.push([kind, zone && Zone.open(zone.image).serial, inEnglish(problems).map(({ rule }) => rule)])
    }
  }
  const wanted = {
    good: (serial: number) => [serial, []],
    refused: () => [undefined, ['bad-rdata']],
    'too much': () => [undefined, ['cannot-load']],
  }
  t.same(
    found,
    kinds.flatMap((kind, serial) => Array(2).fill([kind, ...wanted[kind](serial)])),
  )
})

function jobsIn(t: Test): (key: string, text: string) => LoaderJob {
  const folder = folderOf(t, {})
  return (key, text) => {
    const path = join(folder, key)
    writeFileSync(path, text)
    return { key, path, origin, size: text.length }
  }
}

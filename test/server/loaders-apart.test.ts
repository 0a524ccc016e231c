// A zone that is too much for its loader process, of memory or of time, is refused; the others are read, by another one.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { LoadersApart } from '../../src/server/loader/loaders-apart.ts'
import type { LoaderJob } from '../../src/server/loader/read-job.ts'
import { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'

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
    const folder = folderOf(t, {})
    const job = (key: string, text: string): LoaderJob => {
      const path = join(folder, key)
      writeFileSync(path, text)
      return { key, path, origin, size: text.length }
    }
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

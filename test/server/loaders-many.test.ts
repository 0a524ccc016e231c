// What many zones leave in a loader refuses none of them.

import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { LoadersApart } from '../../src/server/loader/loaders-apart.ts'
import type { LoaderJob } from '../../src/server/loader/read-job.ts'
import { folderOf } from '../support/janus.ts'

const small = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
const origin = nameFromText('example.com')

t.test('zones that a loader reads one by one are not refused for being many', async (t) => {
  const text = `${small}$GENERATE 0-40000 h\${0,40,d} TXT "\${0,120,d} \${0,120,d}"\n`
  const names = ['a', 'b', 'c']
  const folder = folderOf(t, Object.fromEntries(names.map((name) => [name, text])))
  const jobs = names.map((key): LoaderJob => ({ key, path: join(folder, key), origin, size: text.length }))
  const loaders = new LoadersApart({ memory: 40 << 20, time: () => 600_000 })
  t.teardown(() => loaders.close())
  const results = await loaders.read(jobs, { stage: 'load' }, { background: false })
  t.same(
    results.flatMap(({ problems }) => problems.map(({ message }) => message)),
    [],
  )
  t.same(results.map(({ key }) => key).sort(), names)
})

// A loader thread that dies takes the file with it that it was at, and nothing else.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { runLoaders } from '../../src/server/loader/loaders.ts'
import type { LoaderJob } from '../../src/server/loader/read-job.ts'

const zone = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'

for (const threads of [1, 2])
  t.test(`a file that kills its loader is refused, the others are read: ${threads} at a time`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'janus-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'example.com.zone')
    writeFileSync(path, zone)
    const job = (key: string, origin: unknown): LoaderJob => ({
      key,
      path,
      origin: origin as Uint8Array,
      size: zone.length,
    })
    const origin = nameFromText('example.com')
    // A name that is none: the thread fails in the midst of its work.
    const jobs = [job('first', origin), job('deadly', undefined), job('third', origin), job('fourth', origin)]
    const dead: string[] = []
    const results = await runLoaders(jobs, threads, { stage: 'load' }, ({ key }, error) => {
      dead.push(`${key}: ${error.name}`)
      return { key, problems: [] }
    })
    t.strictSame(dead, ['deadly: TypeError'])
    t.strictSame(results.map(({ key, zone }) => `${key} ${zone ? 'read' : 'refused'}`).sort(), [
      'deadly refused',
      'first read',
      'fourth read',
      'third read',
    ])
  })

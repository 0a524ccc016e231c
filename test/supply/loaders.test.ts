// Zone files read in loader threads: one that dies takes the file with it that it was at, and nothing else; what the lines that
// cannot be read are about comes back with the zone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { checkView } from '../../src/check/check-view.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { loaders } from '../../src/supply/loader/loaders.ts'
import { taken } from '../../src/supply/loader/posted.ts'
import type { LoaderJob } from '../../src/supply/loader/read-job.ts'

const zone = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'

t.test('a file that kills its loader is refused, the others are read', async (t) => {
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
  const results = await loaders.read(jobs, { stage: 'load' }, { background: false })
  t.strictSame(results.map(({ key, zones }) => `${key} ${zones[0]![1].zone ? 'read' : 'refused'}`).sort(), [
    'deadly refused',
    'first read',
    'fourth read',
    'third read',
  ])
  const deadly = results.find(({ key }) => key === 'deadly')
  t.match(inEnglish(deadly!.zones[0]![1].problems), [
    { rule: 'cannot-load', message: /^cannot load ".*": Cannot read/, fix: /report it/ },
  ])
})

for (const always of [false, true])
  t.test(
    `a target is missing, or may stand on an unreadable line: ${always ? 'in layers' : 'in one file'}`,
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'janus-'))
      t.teardown(() => rmSync(folder, { recursive: true }))
      const path = join(folder, 'example.com.zone')
      const over = join(folder, 'over.zone')
      writeFileSync(path, `${zone}@ MX 10 lost\n@ MX 20 mail\n${always ? '' : 'mail A 192.0.2.999\n'}`)
      writeFileSync(over, 'mail A 192.0.2.999\n')
      const apex = nameFromText('example.com')
      const layered = { views: ['campus'], faces: [{ key: 'face', view: 'campus', over: [over] }], always }
      const job: LoaderJob = { key: 'file', path, origin: apex, size: zone.length, ...(always && { layered }) }
      const data = { stage: 'zonecheck', refused: true, anywhere: true } as const
      const [result] = await loaders.read([job], data, { background: false })
      const read = taken(result!.zones[0]![1])
      const [found] = checkView(rulesFor('zonecheck'), [{ apex, read: read.subject && read }])
      const missing = found!.filter(({ rule }) => rule === 'mx-target-missing')
      t.strictSame(
        inEnglish(missing).map(({ message }) => message),
        ['cannot use "lost.example.com." as mail server of "example.com.": the name does not exist in example.com.'],
      )
    },
  )

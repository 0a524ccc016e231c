// docs/primaries.md: its configuration is one, and does what the page says of it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'

t.test('the configuration of the page is read without a problem, each face from the primary of its view', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/primaries.md'), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => yaml!)
  t.equal(blocks.length, 1)
  const { settings, problems } = parseConfig('janus.yaml', Buffer.from(blocks[0]!))
  t.same(
    problems.filter(({ severity }) => severity !== 'info'),
    [],
  )
  const faces = settings!.zones.flatMap(({ name, faces }) =>
    faces.map(
      ({ viewName, source }) => `${name} ${viewName} ${source.kind === 'primary' ? source.primary : source.kind}`,
    ),
  )
  t.same(faces, [
    'dept.univ.example. internal inside',
    'dept.univ.example. external outside',
    'ad.univ.example. internal directory',
  ])
})

// docs/primaries.md: its configuration is one, and does what the page says of it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'

t.test('the configuration of the page is read without a problem, each face from the primary of its view', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/primaries.md'), 'utf8')
  const blocks = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => yaml!)
  t.equal(blocks.length, 2)
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

t.test('primaries over TLS are read as the page has them', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/primaries.md'), 'utf8')
  const [, tls] = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => yaml!)
  const around = `views: {external: [any]}
tsig: {cloud.external: {view: external}}
zones: {a.example: {external: {primary: hidden}}, b.example: {external: {primary: cloud}}}
`
  const { settings, problems } = parseConfig('janus.yaml', Buffer.from(around + tls))
  t.same(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  t.match(settings!.primaries, [
    { name: 'hidden', tls: { name: 'ns1.univ.example' } },
    { name: 'cloud', tls: { pins: [/^r4P5/] } },
  ])
})

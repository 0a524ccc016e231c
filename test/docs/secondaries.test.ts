// docs/secondaries.md: its configuration is one, and its keys are named as the page says. What it prints for other servers they start in
// test/peers/keyed-secondaries.interop.ts.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'

t.test('the configuration of the page is read without a problem, and has the keys that it names', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/secondaries.md'), 'utf8')
  const [, yaml] = /```yaml\n([^`]*)```/.exec(page)!
  const { settings, problems } = parseConfig('janus.yaml', Buffer.from(yaml!))
  t.same(
    problems.filter(({ severity }) => severity !== 'info'),
    [],
  )
  const keys = settings!.secondaries.flatMap(({ keys }) => (keys === 'none' ? [] : [...keys.values()]))
  t.same(keys, ['ns2.internal', 'ns2.external', 'ns3.external'])
  for (const key of keys) t.ok(page.includes(`\`${key}\``), key)
})

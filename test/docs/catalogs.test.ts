// docs/catalogs.md: its configurations are ones.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'

t.test(
  'the configurations of the page are read without a problem, and have the catalogs that it speaks of',
  async (t) => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/catalogs.md'), 'utf8')
    const blocks = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => yaml!)
    const kinds = blocks.map((yaml) => {
      const { settings, problems } = parseConfig('janus.yaml', Buffer.from(yaml))
      t.same(
        problems.filter(
          ({ severity, rule }) =>
            severity === 'error' || (severity === 'warning' && rule !== 'view-unused' && rule !== 'no-zones'),
        ),
        [],
      )
      return settings!.catalogs.map(({ kind, viewName }) => `${kind} ${viewName}`)
    })
    t.same(kinds, [
      ['produced internal', 'produced external'],
      ['consumed internal', 'consumed external'],
      ['consumed internal'],
    ])
  },
)

// docs/transfers.md: each test that it names is there, and says what the page says of it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/transfers.md'), 'utf8')

t.test('every row names a test that exists', async (t) => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
  t.ok(rows.length >= 15, `${rows.length} rows`)
  for (const row of rows) {
    const [, file, words] = /`(test\/\S+)`: "([^"]+)" \|$/.exec(row) ?? []
    t.ok(file && readFileSync(join(root, file), 'utf8').includes(words!), `${file}: ${words}`)
  }
})

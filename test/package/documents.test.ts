// The documents in the Debian package and in npm's: both have README and the start page in both languages, and no link leads nowhere.

import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import t from 'tap'
import { documents } from '../../packaging/debian/documents.ts'

const root = join(import.meta.dirname, '../..')
const found = documents(root)

t.test('the Debian package has every page, and README as the introduction', async (t) => {
  for (const page of globSync('docs/**/*.md', { cwd: root })) t.ok(found.has(page.slice(5)), page)
  for (const page of ['introduction.md', 'introduction.ja.md', 'README.md', 'README.ja.md']) t.ok(found.has(page), page)
})

t.test('every link in it leads to what the package brings', async (t) => {
  for (const [page, content] of found) {
    if (!page.endsWith('.md')) continue
    for (const [, target] of String(content).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      const path = posix.join(posix.dirname(page), target!)
      t.ok(found.has(path) || path === 'changelog.gz', `${page}: ${target}`)
    }
  }
})

t.test('npm packs README in both languages, and the documents', async (t) => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // npm takes README.md by itself, as it does LICENSE.
  for (const name of ['README.ja.md', 'docs']) t.ok(files.includes(name), name)
})

// docs/README.md, the start page: it names every page, and leads to all of them. The Japanese one does the same.

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import t from 'tap'

const docs = join(import.meta.dirname, '../../docs')
const starts = ['README.md', 'README.ja.md']
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md'))
const text = (page: string) => readFileSync(join(docs, page), 'utf8')
const rows = (page: string) => [...text(page).matchAll(/^\| \[([^\]]+)\]\(([^)]+)\) \| (.*) \|$/gm)]

for (const start of starts) {
  t.test(`${start} names every page beside it once, each with a line of its own`, async (t) => {
    const named = rows(start).map(([, , target]) => target!)
    const beside = pages.filter((page) => !page.includes('/') && !starts.includes(page))
    t.same(named.filter((target) => !target.includes('/')).sort(), beside.sort())
    t.equal(new Set(named).size, named.length)
    const said = rows(start).map(([, , , line]) => line!)
    t.equal(new Set(said).size, said.length)
    for (const [row, title, target] of rows(start)) t.equal(title, target, row)
  })

  t.test(`${start} leads to every page`, async (t) => {
    const found = new Set([start])
    for (const page of found)
      for (const [, target] of text(page).matchAll(/\]\((?!https?:|#)([^)#]+\.md)/g)) {
        const path = posix.normalize(posix.join(posix.dirname(page), target!))
        if (pages.includes(path)) found.add(path)
      }
    t.same([...found].sort(), [...pages].sort())
  })
}

t.test('both start pages name the same pages in the same order', async (t) => {
  const [english, japanese] = starts.map((start) => rows(start).map(([, title]) => title))
  t.same(japanese, english)
})

t.test('a page that exists in both languages names the other', async (t) => {
  const root = join(docs, '..')
  for (const folder of ['', 'docs/']) {
    t.match(readFileSync(join(root, `${folder}README.md`), 'utf8'), '](README.ja.md)')
    t.match(readFileSync(join(root, `${folder}README.ja.md`), 'utf8'), '](README.md)')
  }
})

// What the documents for operators say is true of the program: examples are read, links lead somewhere, commands exist.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'
import { configSchema } from '../../src/text/config/schema.ts'
import { janus } from '../support/janus.ts'

const docs = join(import.meta.dirname, '../../docs')
const pages = ['install.md', 'operations.md', 'security.md', 'migration.md', 'keys.md']
const text = (page: string) => readFileSync(join(docs, page), 'utf8')

t.test('every example of a configuration can be read', async (t) => {
  for (const page of pages)
    for (const [, yaml] of text(page).matchAll(/```yaml\n([\s\S]*?)```/g)) {
      const { problems } = parseConfig(page, Buffer.from(yaml!))
      t.same(
        problems.filter(({ severity }) => severity === 'error'),
        [],
        yaml!,
      )
    }
})

t.test('links lead to files that exist', async (t) => {
  for (const page of readdirSync(docs).filter((name) => name.endsWith('.md')))
    for (const [, target] of text(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      // Written by the benchmark.
      if (target === 'performance.md') continue
      t.ok(existsSync(join(docs, dirname(page), target!)), `${page}: ${target}`)
    }
})

t.test('commands that are named exist, and so do keys', async (t) => {
  const { stdout } = await janus('--help')
  const commands = new Set([...stdout.matchAll(/^ {2}([a-z][a-z-]+)/gm)].map(([, command]) => command))
  const all = ['../README.md', '../README.ja.md', ...readdirSync(docs).filter((name) => name.endsWith('.md'))]
  for (const page of all)
    for (const [, command] of text(page).matchAll(/`janus ([a-z][a-z-]*)/g))
      t.ok(commands.has(command!), `${page}: janus ${command}`)
  for (const page of pages)
    for (const [, key] of text(page).matchAll(/`([a-z-]+): /g)) t.ok(key! in configSchema.entries, `${page}: ${key}`)
})

t.test('the score of the unit is the one that systemd gives', async (t) => {
  const unit = readFileSync(join(import.meta.dirname, '../operations/unit.interop.ts'), 'utf8')
  t.match(unit, /<= 1\.5/)
  t.match(text('install.md'), /\*\*1\.5\*\* of 10/)
})

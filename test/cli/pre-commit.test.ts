// .pre-commit-hooks.yaml: what a repository of zones takes over names a command that there is, and files that it lints.

import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'

type Hook = {
  readonly id: string
  readonly entry: string
  readonly language: string
  readonly files: string
  readonly require_serial: boolean
}

const root = new URL('../../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const hooks: Hook[] = parse(readFileSync(new URL('.pre-commit-hooks.yaml', root), 'utf8'))

t.test('each hook runs a command of this package, on zone files', async (t) => {
  t.strictSame(
    hooks.map(({ id, language }) => [id, language]),
    [
      ['zonecheck', 'node'],
      ['zonecheck-system', 'system'],
    ],
  )
  for (const { entry, files, require_serial: isOneRun } of hooks) {
    t.ok(Object.hasOwn(manifest.bin, entry), entry)
    t.equal(isOneRun, true, entry)
    const pattern = new RegExp(files)
    t.strictSame(
      ['a.zone', 'zones/b.db', 'zones/c.zone.txt', 'README.md'].map((file) => pattern.test(file)),
      [true, true, false, false],
    )
  }
})

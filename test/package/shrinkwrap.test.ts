// The lock that ships has what runs, all of it, and nothing that only development or an optional peer brings.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Lock, type Manifest, shrinkwrap } from '../../packaging/shrinkwrap.ts'
import { checkout } from '../support/program.ts'

const read = (name: string) => JSON.parse(readFileSync(join(checkout, name), 'utf8'))
const lock: Lock = read('package-lock.json')
const { packages } = shrinkwrap(lock, { engines: { node: '>=22' } })
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '')
const namesOf = (one: Manifest, ...keys: string[]) => keys.flatMap((key) => Object.keys(one[key] ?? {}))

t.test('every package in it is asked for by another one in it', async (t) => {
  const asked = new Set(
    Object.values(packages).flatMap((one) => namesOf(one, 'dependencies', 'optionalDependencies', 'peerDependencies')),
  )
  const orphans = Object.keys(packages).filter((path) => path !== '' && !asked.has(nameOf(path)))
  t.same(orphans, [])
})

t.test('what those in it cannot do without is there, at the version that was tested', async (t) => {
  const there = new Set(Object.keys(packages).map(nameOf))
  for (const [path, one] of Object.entries(packages)) {
    for (const name of namesOf(one, 'dependencies', 'optionalDependencies')) t.ok(there.has(name), `${path}: ${name}`)
    if (path !== '') t.equal(one, lock.packages[path], path)
  }
  t.notOk(there.has('typescript'), 'an optional peer')
})

t.test('of the package itself it says what it is told, and nothing of development', async (t) => {
  t.match(packages[''], { name: 'janus-dns', engines: { node: '>=22' } })
  t.notOk(packages['']!.devDependencies)
})

// A program as it is built: one file for all that it loads at once, and it does what its sources do.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildJoined } from '../../packaging/joined.ts'

/** Two files have an `it`; `both` is there at once and asked for by its name; `shared` and `plain` are used from everywhere. */
const sources = {
  'begin.js': `
import { it } from './plain.js'
import { it as other } from './shared.js'
import both from './both.js'
import { told } from './order.js'
told.push('begin')
export const begun = begin()
async function begin() {
  const late = await import('./late.js')
  const again = (await import('./both.js')).default
  const later = await import('./later.js')
  return JSON.stringify([it, other, both === again, late.all(), later.all(), told])
}
`,
  'order.js': `export const told = ['order']\n`,
  'plain.js': `export let it = 'plain'\nexport const change = (to) => { it = to }\n`,
  'shared.js': `import { told } from './order.js'\ntold.push('shared')\nexport const it = { shared: true }\n`,
  'both.js': `import { it } from './shared.js'\nexport default { both: it }\nexport const side = 'side'\n`,
  'late.js': `
import { it, change } from './plain.js'
import * as shared from './shared.js'
import { told } from './order.js'
import { own } from './own.js'
told.push('late')
change('changed')
export const all = () => [it, shared.it, own(), import.meta.dirname.length > 0]
`,
  'later.js': `
import both, { side } from './both.js'
import { it } from './plain.js'
import { own } from './own.js'
export const all = () => [both, side, it, own(), 'import"./begin.js";'.length]
`,
  'own.js': `let times = 0\nexport const own = () => ++times\n`,
  'package.json': '{"type": "module"}',
}

t.test('a joined program does what its sources do, each module once and in its order', async (t) => {
  const { folder, built } = await builtIn(t)
  const wanted = await begun(folder)
  t.match(wanted, '"changed"')
  t.equal(await begun(built), wanted)
})

t.test('what is loaded at once is one file, and what is on demand asks that file', async (t) => {
  const { built } = await builtIn(t)
  const text = readFileSync(join(built, 'begin.js'), 'utf8')
  t.notMatch(text, /(^|;)\s*import[ {"]/m)
  for (const part of ['late', 'later']) {
    const name = readdirSync(built).find((file) => file.startsWith(`${part}-`))!
    t.match(readFileSync(join(built, name), 'utf8'), /from"\.\/begin\.js"/, part)
  }
})

t.test('one that would wait for a file beside it before it runs is not built', async (t) => {
  const waiting = { 'begin.js': `await import('./late.js')\n`, 'late.js': 'export const late = 1\n' }
  await t.rejects(builtIn(t, waiting), /[Tt]op-level await/)
})

t.test('it names the files that went in', async (t) => {
  const { inputs } = await builtIn(t)
  t.match(
    inputs.map((path) => path.split('/').at(-1)).sort(),
    Object.keys(sources)
      .filter((file) => file.endsWith('.js'))
      .sort(),
  )
})

async function builtIn(t: Test, files: Readonly<Record<string, string>> = sources) {
  const folder = t.testdir(files)
  const built = join(folder, 'built')
  const inputs = await buildJoined('begin.js', 'begin', built, {
    ...{ absWorkingDir: folder, bundle: true, format: 'esm', platform: 'node', minifyWhitespace: true, lineLimit: 60 },
    ...{ banner: { js: '"use strict"' }, logLevel: 'silent' },
  })
  return { folder, built, inputs }
}

async function begun(folder: string): Promise<string> {
  return (await import(join(folder, 'begin.js'))).begun
}

// CONTRIBUTING.md's tables of folders and packages are true of the sources: what imports what, and who sees which package.

import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import t from 'tap'
import { type Import, importsOf } from './support/imports.ts'

const root = join(import.meta.dirname, '..')
const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { sources, imports } = importsOf(join(root, 'src'))

/** Rows of the table with this first heading, cells without back quotes. */
function table(heading: string): string[][] {
  const [, text] = guide.split(`\n| ${heading} |`)
  if (text === undefined) throw new Error(`CONTRIBUTING.md has no table "${heading}"`)
  const lines = text.split('\n').slice(2)
  return lines.slice(0, lines.indexOf('')).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** The folder of src/ that a relative import leads to. */
function target({ from, specifier }: Import): string {
  return normalize(join(from, '..', specifier)).split('/')[0]!
}

const folders = table('folder of `src/`').map(([folder, , allowed]) => ({
  folder: folder!,
  allowed: allowed === 'nothing of ours' ? [] : allowed!.split(', '),
}))

t.test('every folder of src/ has its line', async (t) => {
  const real = readdirSync(join(root, 'src'), { withFileTypes: true })
  t.same(
    real
      .filter((entry) => entry.isDirectory() && readdirSync(join(root, 'src', entry.name)).length > 0)
      .map(({ name }) => name)
      .sort(),
    folders.map(({ folder }) => folder).sort(),
  )
})

t.test('imports go along the arrows, upwards in the table', async (t) => {
  t.ok(imports.length > sources.length, 'imports were found')
  for (const [i, { folder, allowed }] of folders.entries()) {
    const above = folders.slice(0, i).map((row) => row.folder)
    t.same(
      allowed.filter((name) => !above.includes(name)),
      [],
      `${folder}: what it may import stands above it`,
    )
    const wrong = imports
      .filter((one) => one.folder === folder && one.specifier.startsWith('.'))
      .filter((one) => target(one) !== folder && !allowed.includes(target(one)))
      .map(({ from, specifier }) => `${from}: ${specifier}`)
    t.same(wrong, [], `${folder} imports ${allowed.join(', ') || 'nothing of ours'}`)
    const used = new Set(imports.filter((one) => one.folder === folder).map(target))
    t.same(
      allowed.filter((name) => !used.has(name)),
      [],
      `${folder} imports all that its line names`,
    )
  }
})

t.test('every dependency has its line, and is seen where the line says', async (t) => {
  const rows = table('package')
  t.same(rows.map(([name]) => name).sort(), Object.keys(manifest.dependencies).sort())
  t.same(
    [...table('for development'), ...table('for the console')].map(([name]) => name).sort(),
    Object.keys(manifest.devDependencies).sort(),
  )
  const bare = imports.filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
  for (const [name, , seenBy] of rows) {
    const allowed = seenBy!.split(', ')
    const seen = bare.filter(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`))
    t.same(
      seen.filter(({ folder }) => !allowed.includes(folder)).map(({ from }) => from),
      [],
      `${name} is seen by ${seenBy}`,
    )
    t.same(
      allowed.filter((one) => !seen.some(({ folder }) => folder === one)),
      [],
      `${name} is seen by each of ${seenBy}`,
    )
  }
  const bundled = table('for the console').map(([name]) => name!)
  const isBundled = ({ specifier }: Import) =>
    bundled.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  t.same(
    bare.filter((one) => isBundled(one) && one.folder !== 'console').map(({ from }) => from),
    [],
    'what is bundled for browsers is seen by the console alone',
  )
  t.same(
    bare
      .filter((one) => !isBundled(one))
      .filter(({ specifier }) => !rows.some(([name]) => specifier === name || specifier.startsWith(`${name}/`))),
    [],
    'and no package without a line',
  )
})

t.test('every package in use is loaded somewhere', async (t) => {
  // pino loads pino-pretty by its name in a setting.
  const text = sources.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('')
  for (const name of Object.keys(manifest.dependencies)) t.ok(new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(text), name)
})

t.test('transports fill in a Peer, and only the answering side fills in what it learns', async (t) => {
  const text = readFileSync(join(root, 'src/net/peer.ts'), 'utf8')
  const fieldsOf = (name: string) => {
    const [, body = ''] = text.split(new RegExp(`^(?:export )?class ${name}\\b.*\\n`, 'm'))
    return [...body.split('\n}\n')[0]!.matchAll(/^ {2}(?:readonly )?(\w+)(?:: | = )/gm)].map(([, field]) => field!)
  }
  const [learned, filled] = [fieldsOf('Learned'), fieldsOf('Peer')]
  t.same(learned, ['key', 'signed', 'subnet'])
  t.ok(['sender', 'client', 'local', 'proven', 'certificate'].every((field) => filled.includes(field)))
  const writers = (fields: readonly string[]) => {
    const writes = new RegExp(
      `\\bpeer\\.(?:${fields.join('|')})(?: = |\\.(?:octets|bits|family) = |\\.(?:set|clear|copyFrom)\\()`,
    )
    return sources.filter((file) => writes.test(readFileSync(join(root, 'src', file), 'utf8'))).sort()
  }
  t.same(
    writers(filled).filter((file) => !file.startsWith('net/')),
    [],
    'nobody but a transport says who sent a message, and how',
  )
  t.same(
    writers(learned),
    [
      'net/peer.ts', // a copy
      'net/remote-desk.ts', // handed from thread to thread
      'serve/desk/signatures.ts', // the key
      'serve/handle.ts', // the subnet
      'tools/explain/explain.ts', // the key that somebody asks about
    ],
    'no transport learns a key or a subnet',
  )
})

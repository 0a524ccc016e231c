// One session of an editor as a table: each key that is pressed, and all that the server says of it. `GOLDEN=write npx tap
// test/lsp/recorded.test.ts` writes recorded.golden.md anew; the difference is to be read.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { type Diagnostic, type Edit, editorPipes } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'

const golden = join(import.meta.dirname, 'recorded.golden.md')

const head =
  '$TTL 1h\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\n NS ns2\nns1 A 192.0.2.1\nns2 A 198.51.100.1\n'
const files = {
  'janus.yaml':
    'listen: [127.0.0.1:0]\nviews: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {internal: in.zone, external: out.zone}}\n',
  'in.zone': `${head}mail A 192.0.2.25\n MX 10 mail\n`,
  'out.zone': `${head}mail A 192.0.2.25\n MX 10 mail\n`,
}

const keysTyped = [
  'w',
  'w',
  'w',
  ' ',
  'M',
  'X',
  ' ',
  '1',
  '0',
  ' ',
  'm',
  'a',
  'i',
  'l',
  'x',
  '<backspace>',
  '\n',
  '\t',
  'A',
  ' ',
  '1',
  '9',
  '2',
  '.',
  '0',
  '.',
  '2',
  '.',
  '9',
  '\n',
]

t.test('a session', async (t) => {
  const { editor, input, output } = editorPipes()
  const ended = serveLanguage({ lang: 'en' }, input, output)
  const folder = folderOf(t, files)
  const file = join(folder, 'out.zone')
  const rows: string[] = []
  let told = 0
  const row = (pressed: string, sent: string, answer = '') => {
    const news = editor.published.slice(told).map(published)
    told = editor.published.length
    rows.push(
      `| ${pressed} | ${sent} | ${[answer, ...news].filter((one) => one !== '').join('<br>')} |`.replaceAll(
        folder,
        'FOLDER',
      ),
    )
  }
  const published = ({ uri, version, diagnostics }: (typeof editor.published)[number]) =>
    [
      `${uri.slice(uri.lastIndexOf('/') + 1)} ${version ?? ''}:`.replace(' :', ':'),
      ...(diagnostics.length === 0 ? ['nothing'] : diagnostics.map(shown)),
    ].join(' ')

  await editor.begin()
  row('', 'initialize, initialized', 'capabilities')
  editor.open(file, files['out.zone'])
  await editor.findings(file)
  row('`:edit out.zone`', 'didOpen 1')
  let [line, character] = [8, 0]
  for (const key of keysTyped) {
    const start = { line, character: key === '<backspace>' ? character - 1 : character }
    const version = editor.type(file, key === '<backspace>' ? '' : key, { start, end: { line, character } })
    if (key === '\n') [line, character] = [line + 1, 0]
    else character = key === '<backspace>' ? start.character : character + 1
    await editor.findings(file)
    row(
      `\`${key === '<backspace>' ? key : JSON.stringify(key).slice(1, -1)}\``,
      `didChange ${version} at ${start.line + 1}:${start.character + 1}`,
    )
  }
  const place = { position: { line: 8, character: 10 } }
  const { contents } = await editor.ask<{ contents: { value: string } }>('textDocument/hover', file, place)
  row('`K`', 'hover 9:11', contents.value.replaceAll('\n', ' '))
  row('`gd`', 'definition 9:11', places(await editor.ask('textDocument/definition', file, place)))
  const context = { includeDeclaration: false }
  row('`gr`', 'references 9:11', places(await editor.ask('textDocument/references', file, { ...place, context })))
  const complete = { position: { line: 8, character: 11 } }
  const { items } = await editor.ask<{ items: { label: string }[] }>('textDocument/completion', file, complete)
  row('`ctrl-x ctrl-o`', 'completion 9:12', items.map(({ label }) => label).join(' '))
  const { changes } = await editor.ask<Changes>('textDocument/rename', file, { ...place, newName: 'post' })
  row(
    '`:rename post`',
    'rename 9:11',
    Object.entries(changes)
      .map(([uri, edits]) => `${uri.slice(uri.lastIndexOf('/') + 1)}: ${editsText(edits)}`)
      .join('<br>'),
  )
  row('`=`', 'formatting', editsText(await editor.ask('textDocument/formatting', file, { options: {} })))
  editor.close(file)
  await editor.shown(file, () => true)
  row('`:bdelete`', 'didClose')
  await editor.end()
  row('`:quit`', 'shutdown, exit', `null; exit ${await ended}`)
  const table = `# A session\n\n| keys | to the server | from the server |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  if (process.env.GOLDEN === 'write') writeFileSync(golden, table)
  t.equal(table, readFileSync(golden, 'utf8'))
})

type Changes = { readonly changes: Record<string, readonly Edit[]> }
type Place = { readonly uri: string; readonly range: Diagnostic['range'] }

const rangeText = ({ start, end }: Diagnostic['range']) =>
  `${start.line + 1}:${start.character + 1}-${end.character + 1}`

function shown({ range, severity, code }: Diagnostic): string {
  return `[${rangeText(range)} ${['', 'error', 'warning', 'info'][severity]} ${code}]`
}

function places(all: readonly Place[]): string {
  return all.map(({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${rangeText(range)}`).join(', ')
}

function editsText(edits: readonly Edit[]): string {
  return edits.map(({ range, newText }) => `${rangeText(range)} \`${newText}\``).join(', ')
}

// An editor at work: what is typed, and what the server says of it. One table over one server, as one person sits at it.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { type Diagnostic, type Edit, edited, editorPipes, uriOf } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'

const head = '$TTL 1h\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\nns1 A 192.0.2.1\n'

const { editor, input, output } = editorPipes()
const ended = serveLanguage({ lang: 'en' }, input, output)

const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

/** `5:3-8 rule`, lines and columns from 1 as people count them. */
function shown({ range: { start, end }, code, severity }: Diagnostic): string {
  const word = ['', 'error', 'warning', 'info'][severity]
  return `${start.line + 1}:${start.character + 1}-${end.character + 1} ${word} ${code ?? ''}`.trim()
}

const errors = (found: readonly Diagnostic[]) => found.filter(({ severity }) => severity < 3).map(shown)

t.test('it says what it can do', async (t) => {
  const { result } = (await editor.begin()) as { result: { capabilities: object; serverInfo: object } }
  t.match(result, { serverInfo: { name: 'zonecheck' }, capabilities: { textDocumentSync: { change: 2 } } })
})

t.test('findings follow what is typed', async (t) => {
  const folder = folderOf(t, { 'example.com.zone': head })
  const file = join(folder, 'example.com.zone')
  editor.open(file, head)
  t.same(
    errors(await editor.findings(file)).filter((one) => one.includes('error')),
    [],
  )
  const end = { line: 4, character: 0 }
  const typed: readonly (readonly [text: string, finds: string])[] = [
    ['www A 192.0.2.999\n', '5:7-18 error bad-rdata'],
    ['www CNAME ns1\nwww A 192.0.2.2\n', '6:5-6 error cname-and-other-data'],
    ['é A 192.0.2.999\n', '5:5-16 error bad-rdata'],
    ['\u{1f600} A 192.0.2.999\n', '5:6-17 error bad-rdata'],
    ['www TXT "no end\n', '5:9-16 error unbalanced-quote'],
    ['$INCLUDE gone.inc\n', '5:10-18 error include-missing'],
    ['', ''],
  ]
  let before = ''
  for (const [text, finds] of typed) {
    const lines = before.split('\n').length - 1
    editor.type(file, text, { start: end, end: { line: 4 + lines, character: 0 } })
    before = text
    const found = errors(await editor.findings(file)).filter((one) => one.includes('error'))
    t.ok(finds === '' ? found.length === 0 : found.includes(finds), `${text.trim()}: ${found.join(', ')}`)
  }
  editor.close(file)
  t.same(await editor.shown(file, (found) => found.length === 0), [], 'what is closed shows nothing')
})

t.test('what --fix would do is offered, one by one and all together', async (t) => {
  const text = `${head}@ MX 10 mail.example.com\nmail A 192.0.2.3\nmail A 192.0.2.3\n`
  const file = join(folderOf(t, {}), 'example.com.zone')
  editor.open(file, text)
  const asked = {
    range: { start: { line: 4, character: 9 }, end: { line: 4, character: 9 } },
    context: { diagnostics: [] },
  }
  const actions = await editor.ask<readonly Action[]>('textDocument/codeAction', file, asked)
  const [one, all] = actions.map(({ edit }) => edited(text, edit.changes[uriOf(file)]!))
  t.same(
    actions.map(({ kind }) => kind),
    ['quickfix', 'source.fixAll'],
  )
  t.equal(one, text.replace('mail.example.com', 'mail.example.com.'))
  t.equal(all, text.replace('mail.example.com', 'mail.example.com.').replace('mail A 192.0.2.3\n', ''))
  const only = { ...asked, context: { diagnostics: [], only: ['source'] } }
  t.same(
    (await editor.ask<readonly Action[]>('textDocument/codeAction', file, only)).map(({ kind }) => kind),
    ['source.fixAll'],
  )
  editor.close(file)
})

type Action = { readonly kind: string; readonly edit: { readonly changes: Record<string, readonly Edit[]> } }

t.test('columns come into line, and what cannot be read stays as it is', async (t) => {
  const file = join(folderOf(t, {}), 'example.com.zone')
  const cases = [
    [
      '$TTL 1h\nwww A 192.0.2.1 ; é\nlonger A 192.0.2.2\n',
      '$TTL 1h\nwww     A  192.0.2.1  ; é\nlonger  A  192.0.2.2\n',
    ],
    ['www A ( 192.0.2.1\n', 'www A ( 192.0.2.1\n'],
    ['\ufeffwww A 192.0.2.1\r\nlonger A 192.0.2.2\r\n', '\ufeffwww     A  192.0.2.1\r\nlonger  A  192.0.2.2\r\n'],
    ['', ''],
  ] as const
  for (const [before, after] of cases) {
    editor.open(file, before)
    const edits = await editor.ask<readonly Edit[]>('textDocument/formatting', file, { options: {} })
    t.equal(edited(before, edits), after, JSON.stringify(before))
    editor.close(file)
  }
})

t.test('a file of which a configuration above knows shows the findings of all faces', async (t) => {
  const site = {
    'janus.yaml':
      'listen: [127.0.0.1:0]\nviews: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {internal: zones/in.zone, external: zones/out.zone}}\n',
    'zones/in.zone': `${head}www A 192.0.2.2\n`,
    'zones/out.zone': `${head}www A 192.0.2.2\n`,
  }
  const folder = folderOf(t, site)
  const [inside, outside] = ['zones/in.zone', 'zones/out.zone'].map((name) => join(folder, name)) as [string, string]
  editor.open(outside, site['zones/out.zone'])
  await editor.findings(outside)
  const own = `${head}www 2h A 192.0.2.2\n$INCLUDE hosts.inc\n`
  writeFileSync(join(folder, 'zones/hosts.inc'), 'h 7 A 192.0.2.9\nbad A 1\n')
  editor.type(outside, own)
  const found = await editor.findings(outside)
  const differs = found.find(({ code }) => code === 'view-ttl')
  t.ok(differs, found.map(shown).join(', '))
  t.equal(differs?.relatedInformation?.[0]?.location.uri, uriOf(inside), 'with the line of the other file')
  t.equal(differs?.relatedInformation?.[0]?.location.range.start.line, 4)
  const hosts = join(folder, 'zones/hosts.inc')
  t.match(
    errors(await editor.shown(hosts, (found) => found.length > 0)),
    ['2:7-8 error bad-rdata'],
    'also in what it includes',
  )
  editor.open(hosts, 'h 7 A 192.0.2.9\nbad A 192.0.2.7\n')
  t.same(
    errors(await editor.findings(hosts)).filter((one) => one.includes('error')),
    [],
    'of which the text counts',
  )
  const config = join(folder, 'janus.yaml')
  editor.open(config, `${site['janus.yaml']}nonsense: 1\n`, 'yaml')
  t.match(errors(await editor.findings(config)), [/^4:1-9 error/], 'and the configuration itself')
  for (const file of [outside, hosts, config]) editor.close(file)
})

t.test('a part of a zone file is looked at with it as soon as that includes it', async (t) => {
  const own = 'www.example.com. 60 A 192.0.2.2\n'
  const folder = folderOf(t, { 'example.com.zone': head, 'höst.inc': own })
  const [zone, part] = [join(folder, 'example.com.zone'), join(folder, 'höst.inc')]
  editor.open(part, own)
  await editor.findings(part)
  editor.open(zone, head)
  for (const [text, isWrong] of [
    [head, true],
    [`${head}$INCLUDE höst.inc\n`, false],
    [head, true],
  ] as const) {
    editor.type(zone, text)
    await editor.ask('textDocument/codeAction', zone, { range: start, context: { diagnostics: [] } })
    const { diagnostics } = editor.published.findLast(({ uri }) => uri === uriOf(part))!
    t.equal(
      diagnostics.some(({ severity }) => severity === 1),
      isWrong,
      `${text}: ${diagnostics.map(shown).join(', ')}`,
    )
  }
  editor.close(zone)
  editor.close(part)
})

t.test('bad input', async (t) => {
  const folder = folderOf(t, { 'latin.example.zone': Buffer.from(`${head}w TXT "\xe9" ; \xe9\n`, 'latin1') })
  const file = join(folder, 'latin.example.zone')
  editor.open(file, `${head}w TXT "\ufffd" ; \ufffd\n`)
  const strange = (await editor.findings(file)).find(({ message }) => message.startsWith('the file is not UTF-8'))
  t.same(strange?.range.start, { line: 4, character: 7 })
  rmSync(file)
  editor.type(file, `${head}w A 1\n`)
  const found = errors(await editor.findings(file))
  t.ok(found.includes('5:5-6 error bad-rdata'), `deleted while open: ${found.join(', ')}`)
  rmSync(folder, { recursive: true })
  editor.type(file, `${head}w AAAA 1\n`)
  const later = errors(await editor.findings(file))
  t.ok(later.includes('5:8-9 error bad-rdata'), `with its folder: ${later.join(', ')}`)
  editor.close(file)
  const large = join(folderOf(t, {}), 'large.example.zone')
  editor.open(large, `${head}${'; filling filling filling filling\n'.repeat(1_000_000)}`)
  t.match((await editor.findings(large))[0]?.message, /more than 32 MB/)
  editor.close(large)
  const odd = [
    '\0\0\0',
    '\u0000\ufeff',
    '((((',
    '"',
    '$INCLUDE /etc/passwd\n',
    '@ SOA',
    '\r\r\r',
    '$GENERATE 1-9999999999 a A 1',
  ]
  const random = join(folderOf(t, {}), 'odd.example.zone')
  editor.open(random, '')
  for (const text of odd) {
    editor.type(random, text)
    t.ok((await editor.findings(random)).length > 0, JSON.stringify(text))
  }
  editor.close(random)
  const { error } = await editor.request('textDocument/formatting', {
    textDocument: { uri: 'file:///never/opened.zone' },
  })
  t.equal(error, undefined, 'nobody opened it')
})

t.test('only the last of many changes is told', async (t) => {
  const file = join(folderOf(t, {}), 'example.com.zone')
  editor.open(file, head)
  await editor.findings(file)
  const before = editor.published.length
  for (let i = 0; i < 50; i++) editor.type(file, `${head}w${i} A 1\n`)
  await editor.findings(file)
  const told = editor.published.slice(before).filter(({ uri }) => uri === uriOf(file))
  t.ok(told.length < 10, `${told.length} of 50`)
  t.equal(told.at(-1)?.version, 51)
})

t.test('it ends when it is told to', async (t) => {
  await editor.end()
  t.equal(await ended, 0)
})

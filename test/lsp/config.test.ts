// janus.yaml in an editor: what a key is for, what may stand where one types, and where names and files lead.

import { join } from 'node:path'
import t from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { cursorIn } from '../../src/lsp/yaml-cursor.ts'
import { editorPipes } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'

const { editor, input, output } = editorPipes()
const ended = serveLanguage({ lang: 'en' }, input, output)

const zone = '$TTL 1d\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\nns1 A 192.0.2.53\n'
const config = `listen: [127.0.0.1:0] # é \u{1f600}
views:
  internal: [10.0.0.0/8]
  external:
    clients: [any]
    public: true
zones:
  example.com:
    internal: zones/in.zone
    external: {from: internal, rules: [{drop: private}]}
  example.org: zones/org.zone
  example.net: ${'too-long'.repeat(40)}
log: {level: info}
`
const folder = folderOf(t, { 'janus.yaml': config, 'zones/in.zone': zone, 'zones/org.zone': zone })
const file = join(folder, 'janus.yaml')

t.before(async () => {
  await editor.begin()
  editor.open(file, config, 'yaml')
  await editor.findings(file)
})
t.after(async () => {
  await editor.end()
  await ended
})

/** In the middle of the first such word. */
function at(word: string, text = config) {
  const before = text.slice(0, text.indexOf(word) + 1)
  return { position: { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 } }
}

t.test('hover says what a key is for, its form, its default, and when a change holds', async (t) => {
  const cases: readonly (readonly [word: string, ...told: string[]])[] = [
    ['views:', '**views**', 'The most specific prefix wins', 'at a reload; a rollback'],
    ['clients', '**clients** *a list', 'required'],
    ['public', '**public** *true or false*', 'strangers see the view'],
    ['private', '**drop**', 'no address of private'],
    ['level', '**level**', 'default `info`', 'at a start'],
    ['listen', '**listen**', 'at a start'],
    ['example.org', '**zones**', 'Name of each zone and its file'],
  ]
  for (const [word, ...told] of cases) {
    const { contents } = await editor.ask<{ contents: { value: string } }>('textDocument/hover', file, at(word))
    for (const one of told) t.ok(contents.value.includes(one), `${word}: ${contents.value}`)
  }
  t.equal(await editor.ask('textDocument/hover', file, { position: { line: 0, character: 24 } }), null, 'in a comment')
})

type Place = { readonly uri: string; readonly range: { readonly start: { readonly line: number } } }

t.test('definitions: a file, and where a name is given', async (t) => {
  const cases = [
    ['zones/in', 'in.zone 1'],
    ['zones/org', 'org.zone 1'],
    ['internal: zones', 'janus.yaml 3'],
    ['internal, rules', 'janus.yaml 3'],
    ['listen', ''],
    ['info', ''],
    ['too-long', ''],
  ] as const
  for (const [word, where] of cases) {
    const found = await editor.ask<readonly Place[]>('textDocument/definition', file, at(word))
    t.equal(
      found.map(({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${range.start.line + 1}`).join(),
      where,
      word,
    )
  }
})

t.test('completion offers keys, words, files and names that fit', async (t) => {
  const cases: readonly (readonly [typed: string, offered: readonly string[], not: readonly string[]])[] = [
    ['\nli', ['listen'], ['views', 'clients']],
    ['views:\n  lab:\n    ', ['clients', 'public'], ['listen', 'internal']],
    ['views:\n  lab:\n    cl', ['clients'], ['public']],
    ['views:\n  lab: {public: ', ['true', 'false'], ['clients']],
    ['views:\n  lab: {', ['clients', 'public'], ['true']],
    ['views:\n  lab: {clients: [10.0.0.0/8, ', ['any'], ['clients']],
    ['views:\n  lab:\n    clients:\n      - ', ['any'], ['clients']],
    ['udp: ', ['auto', 'portable'], ['listen']],
    ['udp: p', ['portable'], ['auto']],
    ['zones:\n  x.example: ', ['zones/in.zone', 'zones/org.zone'], ['listen']],
    ['zones:\n  x.example:\n    ', ['internal', 'external'], ['listen']],
    ['zones:\n  x.example:\n    internal: z', ['zones/in.zone'], []],
    ['zones:\n  x.example: {internal: {from: ', ['internal', 'external'], ['true']],
    ['zones:\n  x.example:\n    internal:\n      rules:\n        - dr', ['drop'], ['mx']],
    ['rules:\n  mx-', ['mx-no-ipv4'], ['listen']],
    ['rules:\n  mx-no-ipv4: ', ['error', 'off'], ['listen']],
    ['listen: [127.0.0.1:0] # ', [], ['views']],
    ['# li', [], ['listen']],
  ]
  for (const [typed, offered, not] of cases) {
    const text = `views: {internal: [10.0.0.0/8], external: [any]}\n${typed}`
    editor.type(file, text)
    const end = { line: text.split('\n').length - 1, character: text.length - text.lastIndexOf('\n') - 1 }
    const list = await editor.ask<{ items: readonly { label: string }[] }>('textDocument/completion', file, {
      position: end,
    })
    const labels = list.items.map(({ label }) => label)
    t.same(
      offered.filter((one) => !labels.includes(one)),
      [],
      `${typed}: ${labels.slice(0, 9).join(' ')}`,
    )
    t.same(
      not.filter((one) => labels.includes(one)),
      [],
      `${typed}: and nothing else`,
    )
  }
})

t.test('where somebody types is known in texts that are not whole', async (t) => {
  const cases: readonly (readonly [text: string, path: string, typing: string, begun: string])[] = [
    ['', '', 'key', ''],
    ['a:\n  b:\n    c: x', 'a b c', 'value', 'x'],
    ['a:\r\n  b:\r\n  ', 'a', 'key', ''],
    ['a:\n  b: 1\nc', '', 'key', 'c'],
    ['a:\n- b: 1\n  c: ', 'a [] c', 'value', ''],
    ['a:\n- - x', 'a [] []', 'value', 'x'],
    ['a: {b: {c: 1}, d: ', 'a d', 'value', ''],
    ['a: {b: [1, 2', 'a b []', 'value', '2'],
    ['a: {b: "x: y", ', 'a', 'key', ''],
    ['a: {\n  b: c,\n  d', 'a', 'key', 'd'],
    ['"a b": {c', 'a b', 'key', 'c'],
    ['a: [::1, 10.0.0.0/8', 'a []', 'value', '10.0.0.0/8'],
    ['a: b # c', 'a', 'nothing', ''],
    ['}}}]]]', '', 'key', '}}}]]]'],
    ['a: "b', 'a', 'value', '"b'],
  ]
  for (const [text, path, typing, begun] of cases) {
    const cursor = cursorIn(text)
    t.same([cursor.path.join(' '), cursor.typing, cursor.begun], [path, typing, begun], JSON.stringify(text))
  }
})

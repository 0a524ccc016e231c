// What an editor is told of names: hover, definitions, references and completion, over two faces and what they include.

import { join } from 'node:path'
import t from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { editorPipes } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'

const { editor, input, output } = editorPipes()
const ended = serveLanguage({ lang: 'en' }, input, output)

const soa = '$TTL 1d\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n'
const outside = `${soa} NS ns1\n MX 10 mail\nns1 A 192.0.2.1\nmail 90061 IN A 192.0.2.2\nwww CNAME mail ; é mail\n$INCLUDE hosts.inc sub\n$ORIGIN lab.example.com.\nx MX 5 (\n  mail.EXAMPLE.com. )\n`
const folder = folderOf(t, {
  'janus.yaml':
    'listen: [127.0.0.1:0]\nviews: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {internal: in.zone, external: out.zone}}\n',
  'in.zone': `${soa} NS ns1\nns1 A 10.0.0.1\nmail A 10.0.0.2\nmail TXT "a ; b"\n`,
  'out.zone': outside,
  'hosts.inc': 'h CNAME mail.example.com.\n',
})
const file = join(folder, 'out.zone')

type Place = {
  readonly uri: string
  readonly range: { readonly start: { readonly line: number; readonly character: number } }
}

/** `out.zone 6:1` of the places, in order. */
const places = (all: readonly Place[]) =>
  all.map(
    ({ uri, range: { start } }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${start.line + 1}:${start.character + 1}`,
  )

/** Line and column from 1. */
const at = (line: number, column: number) => ({ position: { line: line - 1, character: column - 1 } })

t.before(async () => {
  await editor.begin()
  editor.open(file, outside)
  await editor.findings(file)
})

t.after(async () => {
  await editor.end()
  await ended
})

t.test('definitions are where the name has its records, in every face', async (t) => {
  const cases: readonly (readonly [line: number, column: number, ...where: string[]])[] = [
    [4, 9, 'in.zone 5:1', 'in.zone 6:1', 'out.zone 6:1'],
    [7, 13, 'in.zone 5:1', 'in.zone 6:1', 'out.zone 6:1'],
    [11, 5, 'in.zone 5:1', 'in.zone 6:1', 'out.zone 6:1'],
    [3, 6, 'in.zone 4:1', 'out.zone 5:1'],
    [8, 12, 'hosts.inc 1:1'],
    [1, 2],
    [99, 1],
  ]
  for (const [line, column, ...where] of cases)
    t.same(places(await editor.ask('textDocument/definition', file, at(line, column))).toSorted(), where.toSorted())
})

t.test('references are the words that tell the name, also in files that are included', async (t) => {
  const context = { includeDeclaration: false }
  const found = places(await editor.ask('textDocument/references', file, { ...at(6, 2), context }))
  t.same(found.toSorted(), ['hosts.inc 1:9', 'out.zone 11:3', 'out.zone 4:8', 'out.zone 7:11'])
  const all = places(
    await editor.ask('textDocument/references', file, { ...at(6, 2), context: { includeDeclaration: true } }),
  )
  t.same(all.length, found.length + 3)
})

t.test('hover says what a record does, its TTL in words, what each view has, and who refers to it', async (t) => {
  const { contents } = await editor.ask<{ contents: { value: string } }>('textDocument/hover', file, at(6, 2))
  for (const told of [
    '**A** gives the name an IPv4 address',
    '1 day 1 hour 1 minute 1 second (TTL 90061)',
    'internal: `A 10.0.0.2`, `TXT "a ; b"`',
    'external: `A 192.0.2.2`',
    'referred to by `example.com. MX`',
    '`h.sub.example.com. CNAME`',
    '`x.lab.example.com. MX`',
  ])
    t.match(contents.value, told)
  t.equal(await editor.ask('textDocument/hover', file, at(1, 2)), null)
})

t.test('completion offers what may stand there', async (t) => {
  const end = { line: 11, character: 0 }
  const cases: readonly (readonly [typed: string, offered: readonly string[], not: readonly string[]])[] = [
    ['$', ['$ORIGIN', '$INCLUDE', '$VIEW'], ['A']],
    ['y 1h IN C', ['CNAME', 'CAA'], ['MX', 'IN']],
    ['y MX 5 ', ['x', 'mail.example.com.', 'h.sub.example.com.'], ['MX']],
    ['y MX 5 MA', ['mail.example.com.'], ['x']],
    ['y MX ', [], ['x']],
    ['y A ', [], ['x', 'A']],
    ['y TXT "C', [], ['CNAME']],
    ['y A 192.0.2.1 ; C', [], ['CNAME']],
    ['\ty ', [], []],
  ]
  let width = 0
  for (const [typed, offered, not] of cases) {
    editor.type(file, typed, { start: end, end: { line: 11, character: width } })
    width = typed.length
    const list = await editor.ask<{ items: readonly { label: string }[] }>(
      'textDocument/completion',
      file,
      at(12, width + 1),
    )
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

t.test('hover tells what each view has of one file for several', async (t) => {
  const text = `${soa} NS ns1
ns1 A 192.0.2.1
a A 192.0.2.5
 TXT "both"
$VIEW internal
a A 10.0.0.5
$ADD a TXT "more"
$HIDE b
$VIEW *
b A 192.0.2.6
`
  const config =
    'listen: [127.0.0.1:0]\nviews: {internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {internal: example.com.zone, external: example.com.zone}}\n'
  const cases: readonly (readonly [config: Record<string, string>, ...told: string[]])[] = [
    [
      { 'janus.yaml': config },
      'internal: `TXT "both"`, `A 10.0.0.5`, `TXT "more"`',
      'external: `A 192.0.2.5`, `TXT "both"`',
    ],
    [{}, 'internal: `TXT "both"`, `A 10.0.0.5`, `TXT "more"`'],
  ]
  for (const [more, ...told] of cases) {
    const file = join(folderOf(t, { ...more, 'example.com.zone': text }), 'example.com.zone')
    editor.open(file, text)
    await editor.findings(file)
    const hover = async (line: number) =>
      (await editor.ask<{ contents: { value: string } }>('textDocument/hover', file, at(line, 1))).contents.value
    const value = await hover(5)
    for (const one of told) t.ok(value.includes(one), value)
    t.notMatch(await hover(12), /internal: `A 192.0.2.6`/, 'hidden')
    editor.close(file)
  }
})

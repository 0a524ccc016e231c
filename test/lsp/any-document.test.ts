// Whatever stands in open files, and wherever one asks: the server answers, with places that the texts have. Two files are edited at
// once and saved never; one of them may include the other.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { type Edit, edited, editorPipes } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const { editor, input, output } = editorPipes()
const ended = serveLanguage({ lang: 'en' }, input, output)
t.before(() => editor.begin())
t.after(async () => {
  await editor.end()
  await ended
})

const files = {
  'janus.yaml':
    'listen: [127.0.0.1:0]\nviews: {internal: [10.0.0.0/8], external: [any]}\nzones:\n  example.com: {internal: a.zone, external: b.zone}\n  example.org: a.zone\n',
  'a.zone': '',
  'b.zone': '',
}

const pieces = [
  '$TTL 3600',
  '@ SOA ns hostmaster ( 1 7200 ; \u{1f600} refresh',
  '  900 1209600',
  '  300 ) ; \u{1f680}',
  '@ NS ns',
  'ns A 192.0.2.1 ; é',
  '\tMX 10 a\t; tab',
  '\u{1f600}w A 192.0.2.999',
  '"q\u{1f600}" A 192.0.2.4',
  't TXT "\u{1f600} é" ( "two',
  '"',
  't TXT ( "one" ; a "quote"',
  '   "two" )',
  '$INCLUDE b.zone sub',
  '$INCLUDE a.zone',
  '$VIEW internal',
  '$VIEW *',
  '$ADD x A 10.0.0.1',
  '$HIDE x',
  '$ORIGIN \u{1f600}.example.com.',
  '$GENERATE 1-3 g$ A 192.0.2.$',
  '\\255\\. A 192.0.2.6',
  'ns CNAME ns',
  '*.w TXT ; \ufffd',
  '\ufeff',
  '; zonecheck-ignore ttl-long',
  'views: {a: [any]}',
]
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...pieces) },
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const ending = fc.oneof({ weight: 8, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\r', ''))
const text = fc.array(fc.tuple(piece, ending), { maxLength: 14 }).map((all) => all.flat().join(''))
const name = fc.constantFrom('a.zone', 'b.zone', 'a.zone', 'b.zone', 'janus.yaml')
const edit = fc.record({ name, from: fc.nat(), gone: fc.nat(40), text: fc.oneof(text, piece) })

const requests = [
  'hover',
  'definition',
  'references',
  'completion',
  'prepareRename',
  'rename',
  'formatting',
  'codeAction',
] as const

t.test('any texts, edits and places', async (t) => {
  await fc.assert(
    fc.asyncProperty(text, text, fc.array(edit, { maxLength: 5 }), async (a, b, edits) => {
      // An editor counts versions anew when it opens a file again.
      const folder = folderOf(t, files)
      const texts = new Map(Object.entries({ ...files, 'a.zone': a, 'b.zone': b }))
      for (const [name, text] of texts) editor.open(join(folder, name), text, name.endsWith('.yaml') ? 'yaml' : 'zone')
      for (const { name, from, gone, text } of edits) {
        const before = texts.get(name)!
        const lines = linesOf(before)
        const at = from % (before.length + 1)
        const range = { start: placeOf(lines, at), end: placeOf(lines, Math.min(before.length, at + gone)) }
        // An editor does not part a character, nor a line end.
        const after = edited(before, [{ range, newText: text }])
        if (isParted(before, at) || isParted(before, at + gone) || offsetOf(lines, range.start) !== at) continue
        texts.set(name, after)
        editor.type(join(folder, name), text, range)
        await ask(t, folder, name, texts, from)
      }
      for (const name of texts.keys()) await ask(t, folder, name, texts, b.length * 7)
      for (const name of texts.keys()) {
        for (const { range } of await editor.findings(join(folder, name))) inside(t, range, texts.get(name)!, 'finding')
      }
      for (const name of texts.keys()) editor.close(join(folder, name))
    }),
    { numRuns: 100 },
  )
})

async function ask(
  t: Test,
  folder: string,
  name: string,
  texts: ReadonlyMap<string, string>,
  at: number,
): Promise<void> {
  const text = texts.get(name)!
  const lines = linesOf(text)
  const position = placeOf(lines, at % (text.length + 1))
  const textDocument = { uri: pathToFileURL(join(folder, name)).href }
  const point = { start: position, end: position }
  for (const request of requests) {
    const more = { context: { diagnostics: [], includeDeclaration: true }, options: {}, newName: 'new', range: point }
    const { error, result } = await editor.request(`textDocument/${request}`, { textDocument, position, ...more })
    if (error && !request.toLowerCase().includes('rename')) t.fail(`${request}: ${JSON.stringify(error)}`)
    for (const [file, range] of rangesIn(result, name))
      if (texts.has(file)) inside(t, range, texts.get(file)!, `${request} in ${JSON.stringify(text)}`)
    if (request === 'formatting') edited(text, (result ?? []) as readonly Edit[])
  }
}

type Range = Edit['range']

/** All ranges of an answer, each with the name of its file. */
function* rangesIn(value: unknown, name: string): Generator<readonly [file: string, range: Range]> {
  if (typeof value !== 'object' || value === null) return
  const { range, uri } = value as { range?: Range; uri?: string }
  const file = uri === undefined ? name : uri.slice(uri.lastIndexOf('/') + 1)
  if (range) yield [file, range]
  for (const [key, inner] of Object.entries(value))
    if (key !== 'range') yield* rangesIn(inner, key.startsWith('file:') ? key.slice(key.lastIndexOf('/') + 1) : file)
}

function inside(t: Test, { start, end }: Range, text: string, what: string): void {
  const lines = linesOf(text)
  const [from, to] = [offsetOf(lines, start), offsetOf(lines, end)]
  if (from === undefined || to === undefined || from > to)
    t.fail(`${what}: ${JSON.stringify([start, end])} of ${JSON.stringify(text)}`)
  else if (isParted(text, from) || isParted(text, to))
    t.fail(`${what}: half a character, ${JSON.stringify([start, end])} of ${JSON.stringify(text)}`)
}

/** Where lines begin, and the text. */
type Lines = { readonly starts: readonly number[]; readonly text: string }

function linesOf(text: string): Lines {
  return { starts: [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)], text }
}

function placeOf({ starts }: Lines, offset: number): { line: number; character: number } {
  const line = starts.findLastIndex((start) => start <= offset)
  return { line, character: offset - starts[line]! }
}

/** Undefined where the text has no such place; a line's end may be told as that of the line. */
function offsetOf({ starts, text }: Lines, { line, character }: Range['start']): number | undefined {
  if (line === starts.length && character === 0) return text.length
  const start = starts[line]
  const end = starts[line + 1] ?? text.length
  return start === undefined || start + character > end ? undefined : start + character
}

function isParted(text: string, at: number): boolean {
  return (
    (/[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')) ||
    (text[at - 1] === '\r' && text[at] === '\n')
  )
}

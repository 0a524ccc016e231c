// An editor that does anything in any order: what it shows in the end is what a server that is started then finds in the same texts
// and files.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { type Editor, editorPipes, uriOf } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const head = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const config = `listen: [127.0.0.1:0]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  example.com: {internal: in.zone, external: out.zone}
  example.org: {internal: org.zone, external: org.zone}
  layered.example: {internal: [out.zone, sub/over.zone], external: out.zone}
  both.example: {internal: both.zone, external: both.zone}
`
const files = {
  'janus.yaml': config,
  'in.zone': `${head.replaceAll('\n', '\r\n')}a A 10.0.0.1\r\n`,
  'out.zone': `${head}a A 192.0.2.9\n$INCLUDE sub/more.inc sub\n`,
  'org.zone': `${head}www CNAME a.example.com.\n@ MX 10 m.example.com.\n`,
  'both.zone': `${head}$VIEW internal\nx A 10.0.0.1\n$VIEW external\nx 60 A 192.0.2.1\n`,
  'sub/over.zone': 'a A 10.0.0.9\nm MX 5 a\n',
  'sub/more.inc': 'h CNAME a.example.com.\nm A 192.0.2.4\n',
  'sub/lone.zone': `$ORIGIN lone.example.\n${head}`,
}
type Name = keyof typeof files
const names = Object.keys(files) as Name[]

const lines = [
  'a A 192.0.2.1',
  'a 60 A 10.0.0.1',
  'm MX 10 a',
  'm CNAME a',
  'b TXT "v=spf1 include:a.example.com -all" ; é \u{1f600}',
  'sub NS ns.sub',
  'bad A 1',
  '\u{1f600} A 192.0.2.1',
  'open TXT ( "x"',
  '  "y" ) ; end',
  't TXT "open',
  '$ORIGIN deep.example.com.',
  '$TTL 60',
  '$INCLUDE sub/more.inc',
  '$INCLUDE gone.inc',
  '$GENERATE 1-3 g$ A 192.0.2.$',
  '$VIEW external',
  '; zonecheck-ignore view-ttl: known',
  'rules: {view-ttl: off}',
  '  third.example: {internal: sub/lone.zone}',
  '',
]
const name = fc.constantFrom(...names)
const text = fc
  .array(fc.tuple(fc.constantFrom(...lines), fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '')), { maxLength: 4 })
  .map((all) => all.flat().join(''))
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('edit'), name, at: fc.nat(), gone: fc.nat(40), text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('open', 'close', 'undo', 'empty', 'delete'), name }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('write'), name, text }) },
)
type Deed = {
  readonly does: string
  readonly name: Name
  readonly at?: number
  readonly gone?: number
  readonly text?: string
}

/** The editor, and what it has open. */
class Desk {
  readonly texts = new Map<Name, string>()
  readonly #firsts = new Map<Name, string>()
  readonly #folder: string
  readonly #editor: Editor
  readonly #ended: Promise<number>

  constructor(folder: string) {
    const { editor, input, output } = editorPipes()
    this.#folder = folder
    this.#editor = editor
    this.#ended = serveLanguage({ lang: 'en' }, input, output)
  }

  async begin(): Promise<void> {
    await this.#editor.begin()
    this.#editor.open(join(this.#folder, 'idle.txt'), '')
  }

  open(name: Name, text: string): void {
    this.#firsts.set(name, text)
    this.texts.set(name, text)
    this.#editor.open(join(this.#folder, name), text, name.endsWith('yaml') ? 'yaml' : 'zone')
  }

  do({ does, name, at = 0, gone = 0, text = '' }: Deed): void {
    const path = join(this.#folder, name)
    const now = this.texts.get(name)
    if (does === 'write' || does === 'delete') {
      if (does === 'delete') rmSync(path, { force: true })
      else writeFileSync(path, files[name] + text)
      this.#editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path), type: 2 }] })
    } else if (now === undefined) {
      if (does !== 'close') this.open(name, textOf(path) ?? files[name])
    } else if (does === 'close') {
      this.texts.delete(name)
      this.#editor.close(path)
    } else {
      const from = does === 'edit' ? outside(now, at % (now.length + 1)) : 0
      const to = does === 'edit' ? outside(now, Math.min(now.length, from + gone)) : now.length
      const typed = does === 'undo' ? this.#firsts.get(name)! : text
      // The half of a line end is no place for a client.
      const put = now[to] === '\n' || now[from - 1] === '\r' ? `;${typed};` : typed
      this.texts.set(name, now.slice(0, from) + put + now.slice(to))
      this.#editor.type(path, put, { start: positionOf(now, from), end: positionOf(now, to) })
    }
  }

  /** By name, when nothing is left to do. */
  async shown(): Promise<Record<string, readonly string[]>> {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    await this.#editor.ask('textDocument/codeAction', join(this.#folder, 'idle.txt'), {
      range,
      context: { diagnostics: [] },
    })
    const last = new Map(this.#editor.published.map(({ uri, diagnostics }) => [uri, diagnostics]))
    const found = [...last].filter(([uri, { length }]) => length > 0 && !uri.endsWith('idle.txt'))
    return Object.fromEntries(found.map(([uri, all]) => [uri, all.map((one) => JSON.stringify(one)).sort()]).sort())
  }

  async end(): Promise<void> {
    await this.#editor.end()
    await this.#ended
  }
}

/** No place between the two octets of a line end. */
function outside(text: string, at: number): number {
  return text[at] === '\n' && text[at - 1] === '\r' ? at + 1 : at
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function positionOf(text: string, offset: number): { line: number; character: number } {
  const ends = [...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)
  const line = ends.filter((end) => end <= offset).length
  return { line, character: offset - (ends[line - 1] ?? 0) }
}

const RUNS = 25

t.test('after anything', async (t) => {
  let run = 0
  const root = folderOf(t, {})
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      async (deeds) => {
        const folder = join(root, String(run++))
        mkdirSync(join(folder, 'sub'), { recursive: true })
        for (const name of names) writeFileSync(join(folder, name), files[name])
        const desk = new Desk(folder)
        await desk.begin()
        for (const name of ['out.zone', 'in.zone'] as const) desk.open(name, files[name])
        try {
          for (const some of deeds) {
            for (const one of some) desk.do(one as Deed)
            const shown = await desk.shown()
            const fresh = new Desk(folder)
            await fresh.begin()
            for (const [name, text] of desk.texts) fresh.open(name, text)
            const wanted = await fresh.shown()
            await fresh.end()
            if (JSON.stringify(shown) !== JSON.stringify(wanted)) t.same(shown, wanted, JSON.stringify(deeds))
          }
        } finally {
          await desk.end()
        }
      },
    ),
    { numRuns: RUNS },
  )
})

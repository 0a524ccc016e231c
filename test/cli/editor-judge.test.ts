// What is found while somebody edits two faces is, after each edit, what a first look at the same texts would find: nothing of what is
// kept from one look to the next shows.

import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { allSays } from '../../src/cli/all-says.ts'
import { EditorJudge } from '../../src/cli/editor-judge.ts'
import { loadWords } from '../../src/cli/speaker.ts'
import { OpenFiles } from '../../src/lsp/open-files.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const head = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const files = {
  'janus.yaml': `listen: [127.0.0.1:0]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  example.com: {internal: in.zone, external: out.zone}
  example.org: {internal: org.zone, external: org.zone}
  both.example: {internal: both.zone, external: both.zone}
`,
  'in.zone': head,
  'out.zone': head,
  'org.zone': `${head}www CNAME a.example.com.\n@ MX 10 m.example.com.\n`,
  'both.zone': `${head}$VIEW internal\nx A 10.0.0.1\n`,
}
type Name = keyof typeof files
const names: readonly Name[] = ['in.zone', 'out.zone', 'in.zone', 'out.zone', 'org.zone', 'both.zone']

const lines = [
  'a A 192.0.2.1',
  'a A 10.0.0.1',
  'a 60 A 192.0.2.1',
  'm MX 10 a',
  'm CNAME a',
  'm MX 0 .',
  'www CNAME b',
  'b CNAME www',
  'b TXT "v=spf1 include:a.example.com -all"',
  'sub NS ns.sub',
  'ns.sub A 192.0.2.4',
  'x.sub A 192.0.2.5',
  'd DNAME sub',
  '* A 192.0.2.7',
  'bad A 1',
  'open TXT ( "x"',
  '$ORIGIN deep.example.com.',
  '$TTL 60',
  '$INCLUDE org.zone',
  '$VIEW external',
  '; zonecheck-ignore view-ttl: known',
  '@ SOA ns hostmaster 2 7200 900 1209600 300',
  '',
]
const edit = fc.record({
  name: fc.constantFrom(...names),
  at: fc.nat(),
  gone: fc.constantFrom(0, 0, 0, 1, 2),
  line: fc.constantFrom(...lines),
})

t.test('after any edits of two faces', async (t) => {
  const words = await loadWords('en', allSays)
  const folder = folderOf(t, files)
  const config = join(folder, 'janus.yaml')
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
      const open = new OpenFiles()
      const texts = new Map<Name, string>(names.map((name) => [name, files[name]]))
      const show = (name: Name, version: number) =>
        TextDocument.create(pathToFileURL(join(folder, name)).href, 'zone', version, texts.get(name)!)
      for (const name of new Set(names)) open.open(show(name, 1))
      const kept = new EditorJudge(open, words)
      for (const { name, at, gone, line } of edits) {
        const all = texts.get(name)!.split('\n')
        all.splice(at % (all.length + 1), gone, line)
        texts.set(name, all.join('\n'))
        open.open(show(name, 2))
        const fresh = new EditorJudge(open, words)
        for (const look of [
          (judge: EditorJudge) => judge.together(config),
          (judge: EditorJudge) => judge.alone(join(folder, name)),
        ]) {
          const [found, wanted] = [await look(kept), await look(fresh)]
          if (JSON.stringify(found) !== JSON.stringify(wanted)) t.same(found, wanted, all.join('\n'))
        }
      }
    }),
    { numRuns: 60 },
  )
})

t.test('a text that changes while it is read is read again', async (t) => {
  const words = await loadWords('en', allSays)
  const folder = folderOf(t, files)
  const config = join(folder, 'janus.yaml')
  const open = new OpenFiles()
  const show = (text: string, version: number) =>
    open.open(TextDocument.create(pathToFileURL(join(folder, 'in.zone')).href, 'zone', version, text))
  show(head, 1)
  const judge = new EditorJudge(open, words)
  const first = judge.together(config)
  show(`${head}bad A 1\n`, 2)
  await first
  const { problems } = await judge.together(config)
  t.ok(
    problems.some(({ rule }) => rule === 'bad-rdata'),
    'by whatever pass',
  )
})

t.test('a link that leads elsewhere is followed again', async (t) => {
  const words = await loadWords('en', allSays)
  const folder = folderOf(t, { ...files, 'other.zone': `${head}bad A 1\n` })
  const link = join(folder, 'in.zone')
  const judge = new EditorJudge(new OpenFiles(), words)
  const found = async (target: string) => {
    rmSync(link)
    symlinkSync(target, link)
    const { problems } = await judge.together(join(folder, 'janus.yaml'))
    return problems.some(({ rule }) => rule === 'bad-rdata')
  }
  t.same([await found('out.zone'), await found('other.zone'), await found('out.zone')], [false, true, false])
})

t.test('files that are not there are waited for', async (t) => {
  const words = await loadWords('en', allSays)
  const folder = folderOf(t, { ...files, 'in.zone': `${head}$INCLUDE more.inc\n` })
  const judge = new EditorJudge(new OpenFiles(), words)
  for (const { files } of [
    await judge.together(join(folder, 'janus.yaml')),
    await judge.alone(join(folder, 'in.zone')),
  ])
    t.ok(files.has(join(folder, 'more.inc')), [...files].join(' '))
})

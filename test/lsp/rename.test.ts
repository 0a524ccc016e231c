// A host is renamed from an editor. What is served afterwards is what was served before with the other name, and nothing else differs;
// where that cannot be, the editor is told why and gets no edit.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { serveLanguage } from '../../src/cli/lsp-main.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { recordLine } from '../../src/text/zonefile/printer.ts'
import { loadViews } from '../../src/tools/loaded.ts'
import { recordsOf } from '../../src/zone/records.ts'
import { eachSet } from '../../src/zone/sets.ts'
import { type Edit, edited, editorPipes, uriOf } from '../support/editor.ts'
import { folderOf } from '../support/janus.ts'

const { editor, input, output } = editorPipes()
const ended = serveLanguage({ lang: 'en' }, input, output)

const soa = '$TTL 1d\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\nns1 A 192.0.2.53\n'
const files = {
  'janus.yaml': `listen: [127.0.0.1:0]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  example.com: {internal: in.zone, external: out.zone}
  example.org: {internal: org.zone, external: org.zone}
  2.0.192.in-addr.arpa: {internal: reverse.zone, external: reverse.zone}
  layered.example: {internal: layered.zone, external: layered.zone}
`,
  'in.zone': `${soa}mail A 10.0.0.2\n 7200 TXT "a ; b"\n_25._tcp.mail TLSA 3 1 1 ${'ab'.repeat(32)}\n@ MX 10 mail\n`,
  'out.zone': `${soa}Mail 90061 IN A 192.0.2.2 ; \u{1f600} mail
@ MX ( 10 ; mail
  MAIL.example.com. )
 TXT "v=spf1 a:mail.example.com include:b.mail.example.com -all"
other TXT "ask mail.example.com"
www CNAME mail
$INCLUDE hosts.inc sub
$ORIGIN mail.example.com.
b A 192.0.2.9
@ AAAA 2001:db8::2
$ORIGIN lab.example.com.
x MX 5 mail.example.com.
_sip._tcp SRV 1 2 5060 mail.example.com.
mail A 192.0.2.77
$GENERATE 1-3 g$ A 192.0.2.$
*.wild A 192.0.2.8
dept NS ns.dept
ns.dept A 192.0.2.99
`,
  'hosts.inc': 'h CNAME mail.example.com.\n',
  'org.zone': `${soa}@ MX 10 mail.example.com.\n`,
  'reverse.zone': `${soa.replace(/ns1 A .*\n/, '').replaceAll('ns1', 'ns1.example.com.')}2 PTR mail.example.com.\n`,
  'layered.zone': `${soa}a A 192.0.2.5\n$VIEW internal\na A 10.0.0.5\nb CNAME a\n$VIEW *\nmx MX 10 a\n`,
}
type Name = keyof typeof files

t.before(() => editor.begin())
t.after(async () => {
  await editor.end()
  await ended
})

type Answer = {
  readonly result?: { readonly changes: Record<string, readonly Edit[]> }
  readonly error?: { readonly message: string }
}

/** `word`: the first of the file that is looked for. */
async function rename(folder: string, name: Name, word: string, newName: string): Promise<Answer> {
  const text = readFileSync(join(folder, name), 'utf8')
  const at = text.indexOf(word)
  const before = text.slice(0, at).replace(/\r\n?/g, '\n')
  const position = { line: before.split('\n').length - 1, character: at - before.lastIndexOf('\n') - 1 }
  editor.open(join(folder, name), text)
  await editor.findings(join(folder, name))
  const textDocument = { uri: `file://${join(folder, name)}` }
  const answer = await editor.request('textDocument/rename', { textDocument, position, newName })
  editor.close(join(folder, name))
  return answer as Answer
}

/** All records of all faces, in lower case. */
async function served(folder: string): Promise<string[]> {
  const { settings } = loadConfig(join(folder, 'janus.yaml'))
  const { views } = await loadViews(settings!)
  const lines: string[] = []
  for (const { name, zones } of views)
    for (const { zone } of zones.members)
      if (zone)
        eachSet(zone, (node, set) => {
          for (const rdata of recordsOf(zone, set))
            lines.push(
              `${name}: ${recordLine({ owner: zone.name(node), ttl: zone.ttl(set), type: zone.type(set), rdata })}`.toLowerCase(),
            )
        })
  return lines.sort()
}

const renamed = (text: string, from: string, to: string) =>
  text.replace(new RegExp(`(?<=[ .:])${from.replaceAll('.', '\\.')}(?=\\.? |\\.?$)`, 'g'), to)

async function applied(
  t: Test,
  from: readonly [Name, string],
  newName: string,
  names: readonly [string, string],
  texts: Readonly<Record<string, string>> = files,
): Promise<string[]> {
  const folder = folderOf(t, texts)
  const before = await served(folder)
  const { result, error } = await rename(folder, ...from, newName)
  if (result === undefined) throw new Error(error?.message)
  for (const [uri, edits] of Object.entries(result.changes)) {
    const file = fileURLToPath(uri)
    writeFileSync(file, edited(readFileSync(file, 'utf8'), edits))
  }
  const wanted = before.map((line) => (line.includes('"ask ') ? line : renamed(line, ...names))).sort()
  t.same(await served(folder), wanted)
  return Object.keys(result.changes)
    .map((uri) => basename(uri))
    .sort()
}

const mail: readonly [string, string] = ['mail.example.com', 'post.example.com']
const everywhere = ['hosts.inc', 'in.zone', 'org.zone', 'out.zone', 'reverse.zone']

t.test('through all zones, faces, included files and reverse zones, with what lies below', async (t) => {
  t.same(await applied(t, ['in.zone', 'mail A'], 'post', mail), everywhere)
  t.same(
    await applied(t, ['out.zone', 'MAIL.example'], 'post.example.com.', mail),
    everywhere,
    'from a word that names it',
  )
  t.same(
    await applied(t, ['reverse.zone', 'mail.example'], 'post.example.com.', mail),
    everywhere,
    'from a reverse zone',
  )
  t.same(
    await applied(t, ['out.zone', 'mail.example.com.\nb'], 'post.example.com.', mail),
    everywhere,
    'from an origin',
  )
  const deeper: [string, string] = ['mail.example.com', 'post.a.b.example.com']
  t.same(await applied(t, ['out.zone', 'Mail 90061'], 'post.a.b', deeper), everywhere, 'and further down')
  t.same(
    await applied(t, ['layered.zone', 'a A 10'], 'z', ['a.layered.example', 'z.layered.example']),
    ['layered.zone'],
    'in lines for views',
  )
})

t.test('with whatever line ends, and a mark of its encoding in front', async (t) => {
  for (const lineEnd of ['\r\n', '\r'])
    for (const mark of ['', '\ufeff']) {
      const texts = Object.entries(files).map(([name, text]) =>
        name.endsWith('yaml') ? [name, text] : [name, mark + text.replaceAll('\n', lineEnd)],
      )
      const all = Object.fromEntries(texts)
      t.same(await applied(t, ['in.zone', 'mail A'], 'post', mail, all), everywhere, JSON.stringify([lineEnd, mark]))
    }
})

t.test('in what a configuration names since a moment ago too', async (t) => {
  const folder = folderOf(t, { ...files, 'new.zone': `${soa}@ MX 10 mail.example.com.\n` })
  const config = join(folder, 'janus.yaml')
  const zone = join(folder, 'in.zone')
  editor.open(zone, files['in.zone'])
  editor.open(config, files['janus.yaml'], 'yaml')
  await editor.findings(zone)
  editor.type(config, `${files['janus.yaml']}  example.net: {internal: new.zone, external: new.zone}\n`)
  const position = { line: 4, character: 0 }
  const { changes } = await editor.ask<NonNullable<Answer['result']>>('textDocument/rename', zone, {
    position,
    newName: 'post',
  })
  t.ok(Object.keys(changes).includes(uriOf(join(folder, 'new.zone'))), Object.keys(changes).join(' '))
  editor.close(zone)
  editor.close(config)
})

t.test('words stay relative where they were', async (t) => {
  const folder = folderOf(t, files)
  const { result } = await rename(folder, 'in.zone', 'mail A', 'post')
  const text = edited(files['out.zone'], result!.changes[`file://${join(folder, 'out.zone')}`]!)
  for (const line of [
    'post 90061 IN A 192.0.2.2 ; \u{1f600} mail',
    '  post.example.com. )',
    'www CNAME post',
    '$ORIGIN post.example.com.',
    'b A 192.0.2.9',
    'mail A 192.0.2.77',
    'other TXT "ask mail.example.com"',
    ' TXT "v=spf1 a:post.example.com include:b.post.example.com -all"',
  ])
    t.ok(text.includes(`${line}\n`) || text.includes(`${line}`), line)
})

t.test('what cannot be is refused, and says why', async (t) => {
  const cases: readonly (readonly [
    file: Name,
    word: string,
    to: string,
    why: RegExp,
    more?: Partial<Record<Name, string>>,
  ])[] = [
    ['in.zone', 'mail A', 'ns1', /"ns1.example.com." *.*exists already \(.*in.zone:4\)/],
    ['in.zone', 'mail A', 'lab', /exists already/],
    ['in.zone', 'mail A', 'g1.lab', /exists already \(.*out.zone:/],
    ['in.zone', 'mail A', 'x.dept.lab', /"dept.lab.example.com." would hide it/],
    ['in.zone', 'mail A', '*.post', /wildcard/],
    ['in.zone', 'mail A', 'post.example.org.', /another zone/],
    ['in.zone', 'mail A', 'post.elsewhere.', /another zone/],
    ['in.zone', 'mail A', 'mail', /that is its name/],
    ['in.zone', 'mail A', 'a..b', /cannot read the name/],
    ['in.zone', 'mail A', 'x'.repeat(64), /cannot read the name/],
    ['in.zone', 'mail A', Array(5).fill('y'.repeat(47)).join('.'), /too long/],
    ['out.zone', '*.wild', 'tame', /wildcard/],
    [
      'out.zone',
      'lab.example',
      'lib.example.com.',
      /\$GENERATE makes it/,
      { 'out.zone': files['out.zone'].replace('mail A 192.0.2.77', '@ A 192.0.2.77') },
    ],
    ['org.zone', '@ MX', 'post', /it is a zone/],
    ['in.zone', '1d', 'post', /no name here/],
    [
      'out.zone',
      'gone.example',
      'post',
      /no records of its own/,
      { 'out.zone': `${files['out.zone']}y CNAME gone.example.com.\n` },
    ],
    ['in.zone', 'mail A', 'post', /out.zone cannot be read: it may hold the name/, { 'out.zone': `${soa}\0` }],
    ['in.zone', 'mail A', 'post', /out.zone:5 cannot be read/, { 'out.zone': `${soa}bad A 1\n` }],
    [
      'in.zone',
      'mail A',
      'post',
      /writes the name in a form/,
      { 'out.zone': `${soa}m TYPE15 \\# 20 000a 046d61696c 076578616d706c65 03636f6d 00\n` },
    ],
    [
      'in.zone',
      'mail A',
      'post',
      /signed in this file/,
      {
        'out.zone': `${soa}mail A 192.0.2.1\nmail RRSIG A 13 3 60 20300101000000 20200101000000 1 example.com. AAAA\n`,
      },
    ],
    [
      'in.zone',
      'mail A',
      'post',
      /read for several zones/,
      { 'janus.yaml': files['janus.yaml'].replace('org.zone, external: org.zone', 'in.zone, external: in.zone') },
    ],
  ]
  for (const [file, word, to, why, more = {}] of cases) {
    const { result, error } = await rename(folderOf(t, { ...files, ...more }), file, word, to)
    t.match(error?.message, why, `${word} to ${to.slice(0, 30)}`)
    t.notOk(result)
  }
  const folder = folderOf(t, files)
  chmodSync(join(folder, 'hosts.inc'), 0o444)
  t.match((await rename(folder, 'in.zone', 'mail A', 'post')).error?.message, /hosts.inc is read-only/)
})

t.test('an editor is told first whether there is something to rename', async (t) => {
  const folder = folderOf(t, files)
  const file = join(folder, 'out.zone')
  editor.open(file, files['out.zone'])
  await editor.findings(file)
  const at = (line: number, character: number) => ({ position: { line, character } })
  t.match(await editor.ask('textDocument/prepareRename', file, at(6, 4)), {
    placeholder: 'MAIL.example.com.',
    range: { start: { line: 6, character: 2 } },
  })
  await t.rejects(editor.ask('textDocument/prepareRename', file, at(0, 1)), /no name here/)
  editor.close(file)
})

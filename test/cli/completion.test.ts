// What stands next in a command line: words of the commands themselves, and values that the server has.

import { join } from 'node:path'
import t from 'tap'
import { allCommands, commandTree } from '../../src/cli/command-tree.ts'
import { wholeProgram } from '../../src/cli/commands.ts'
import { nextWords } from '../../src/cli/completion/complete-words.ts'
import { shells } from '../../src/cli/completion/scripts.ts'
import { zonecheckCommand } from '../../src/cli/zonecheck-command.ts'
import { folderOf, janus, serve } from '../support/janus.ts'

const janusTree = commandTree(await wholeProgram())
const zonecheckTree = commandTree(zonecheckCommand())

/** Values that nobody can know before they are written. */
const FREE = new Set([
  ...[
    'janus explain address',
    'janus explain --via sender',
    'janus query @server',
    'janus query --from address',
    'janus query --proxy address',
    'janus query --subnet prefix',
    'janus import --own-addresses list',
    'janus import --from server',
    'janus apply hash',
    'janus log --level level',
    'janus log --holds text',
    'janus log --last number',
    'janus keys --kind kind',
  ],
  ...[
    'janus explain update source',
    'janus acme config --for program',
    'janus audit --who who',
    'janus audit --what what',
    'janus audit --way way',
    'janus audit --since duration',
    'janus dnssec roll --key role',
    'janus dnssec roll --algorithm number',
    'janus dnssec seen tag',
    'janus dnssec gone tag',
    'janus dnssec ds --signal server',
    'janus dnssec import --role role',
    'janus dnssec import --algorithm number',
    'janus list add entry',
    'janus list add --for duration',
    'janus list add --text text',
    'janus list add --code address',
    'janus list show entry',
    'janus list remove entry',
  ],
  ...['janus query-log on|off', 'janus query-log --client prefix', 'janus query-log --one-in number'],
  ...['janus check --max N', 'janus check --rule NAME=SEVERITY', 'zonecheck --max N', 'zonecheck --rule NAME=SEVERITY'],
  ...['janus check --format FORMAT', 'janus check --lang LANG', 'zonecheck --format FORMAT', 'zonecheck --lang LANG'],
  'zonecheck lsp --lang LANG',
  ...[
    'janus mail --postfix table',
    'janus mail --sendmail table',
    'janus tsig config --for server',
    'janus tsig new name',
    'janus user add name',
    'janus user add --role role',
    'janus user token name',
    'janus user token --until date',
    'janus user token --verb verb',
    'janus user remove name',
    'janus user remove --token id',
  ],
  ...['janus splitdns claim resolver', 'janus splitdns claim parent', 'janus splitdns claim --salt base64url'],
  ...['janus splitdns claim --ttl ttl', 'janus completion shell'],
  ...[
    'zonecheck --origin NAME[=FILE]',
    'zonecheck --view NAME[=FILE]',
    'zonecheck --at TIME',
    'zonecheck --bump-serial WAY',
    'zonecheck --list FORMAT',
  ],
])

t.test('each word that a command takes is of a kind that can be completed, or is known to be free', async (t) => {
  const free = [...allCommands(janusTree), ...allCommands(zonecheckTree)].flatMap(
    ({ path, arguments: given, options }) => [
      ...given.flatMap(({ kind, name }) => (kind === 'free' ? [`${path} ${name}`] : [])),
      ...options.flatMap(({ long, value }) => (value?.kind === 'free' ? [`${path} ${long} ${value.name}`] : [])),
    ],
  )
  t.strictSame(
    free.filter((word) => !FREE.has(word)),
    [],
    'a new word has its line in value-kinds.ts, or here',
  )
  t.strictSame(
    [...FREE].filter((word) => !free.includes(word)),
    [],
    'and no line is about a word that is gone',
  )
})

const words = (line: string, tree = janusTree) => {
  const next = nextWords(tree, line.split(' ').slice(1))
  return { ...next, words: next.words.map(({ word }) => word) }
}

t.test('words of the commands', async (t) => {
  const rows: readonly [line: string, ...expected: string[]][] = [
    ['janus exp', 'explain'],
    ['janus transfers ', 'check', 'fetch', 'notify'],
    ['janus transfers fetch '],
    ['janus transfers univ.example '],
    ['janus explain --ru', '--running'],
    ['janus explain --running --ru'],
    ['janus zones --', '--config', '--json', '--help'],
    ['janus check --format ', 'text', 'json', 'sarif', 'github', 'junit', 'badge'],
    ['janus check --format=s', 'sarif'],
    ['janus check --format = s', 'sarif'],
    ['janus query-log ', 'on', 'off'],
    ['janus query-log --view internal o', 'on', 'off'],
    ['janus query-log -- o', 'on', 'off'],
    ['janus zones -- --'],
    ['janus completion ', ...shells],
    ['janus no-such-command '],
    ['janus tsig new a --view internal --vi', '--view'],
  ]
  for (const [line, ...expected] of rows) t.strictSame(words(line).words, expected, line)
  t.strictSame(words('zonecheck --form', zonecheckTree).words, ['--format', '--format-file'])
})

t.test('kinds of values', async (t) => {
  const rows: readonly [line: string, kind: string, begun?: string, before?: string][] = [
    ['janus print ', 'view'],
    ['janus print internal univ', 'zone', 'univ'],
    ['janus diff internal external u', 'zone', 'u'],
    ['janus explain 192.0.2.7 www.u', 'name', 'www.u'],
    ['janus explain 192.0.2.7 www.univ.example M', 'type', 'M'],
    ['janus explain --key ns2', 'key', 'ns2'],
    ['janus explain --key=ns2', 'key', 'ns2', '--key='],
    ['janus catalog show c', 'catalog', 'c'],
    ['janus rollback ', 'generation'],
    ['janus import ', 'file'],
    ['janus import -o ', 'folder'],
    ['janus serve ', 'file'],
    ['janus mail --config ', 'file'],
    ['janus tsig config n', 'secondary', 'n'],
    ['janus tsig new n', 'free', 'n'],
    ['janus splitdns claim dns.example. example. a b', 'name', 'b'],
  ]
  for (const [line, kind, begun = '', before = ''] of rows) {
    const { kind: found, begun: value, before: stands } = words(line)
    t.strictSame([found, value, stands], [kind, begun, before], line)
  }
  t.equal(words('janus mail --config /etc/j.yaml ').config, '/etc/j.yaml')
  t.equal(words('janus mail --config=/etc/j.yaml ').config, '/etc/j.yaml')
  t.equal(words('zonecheck a.zone ', zonecheckTree).kind, 'file')
})

const site = {
  'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
views: {inside: [127.0.0.0/8], outside: [any]}
zones: {univ.example: {inside: in.zone, outside: out.zone}, dept.univ.example: {inside: dept.zone}}
`,
  'in.zone': `$TTL 3600
@ SOA ns h 1 7200 3600 1209600 3600
@ NS ns
ns A 192.0.2.1
Printer A 192.0.2.9
*.wild A 192.0.2.9
prin\\.ted A 192.0.2.9
`,
  'out.zone': `$TTL 3600
@ SOA ns h 1 7200 3600 1209600 3600
@ NS ns
ns A 192.0.2.1
`,
  'dept.zone': `$TTL 3600
@ SOA ns h 1 7200 3600 1209600 3600
@ NS ns.univ.example.
printer A 192.0.2.10
`,
}

/** The first line, then words without what they mean. */
async function completed(folder: string, ...line: string[]): Promise<string[]> {
  const [program, ...words] = line
  const { stdout } = await janus(
    'complete',
    program!,
    words[0]!,
    '--config',
    join(folder, 'janus.yaml'),
    ...words.slice(1),
  )
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]!)
}

t.test('zones, views and names come from the running server', async (t) => {
  const folder = folderOf(t, site)
  await serve(t, folder)
  const at = (...line: string[]) => completed(folder, 'janus', ...line)
  t.strictSame(await at('print', 'o'), ['words', 'outside'])
  t.strictSame(await at('transfers', 'u'), ['words', 'univ.example'])
  t.strictSame(await at('explain', '127.0.0.1', 'PRIN'), [
    'words',
    'Printer.univ.example',
    'prin\\.ted.univ.example',
    'printer.dept.univ.example',
  ])
  t.strictSame(await at('explain', '127.0.0.1', 'printer.d'), ['words', 'printer.dept.univ.example'])
  t.strictSame(await at('explain', '127.0.0.1', '*.'), ['words', '*.wild.univ.example'])
  t.strictSame(await at('explain', '127.0.0.1', 'prin\\.t'), ['words', 'prin\\.ted.univ.example'])
  t.strictSame(await at('explain', '127.0.0.1', 'nobody'), ['words'])
  t.strictSame(await at('explain', '127.0.0.1', 'ns.univ.example', 'MX'), ['words', 'MX'])
  t.strictSame(await at('rollback', ''), ['words', '1'])
})

t.test('without a server the configuration says zones and views, and there are no names', async (t) => {
  const folder = folderOf(t, site)
  t.strictSame(await completed(folder, 'janus', 'print', 'in'), ['words', 'inside'])
  t.strictSame(await completed(folder, 'janus', 'mail', 'd'), ['words', 'dept.univ.example'])
  t.strictSame(await completed(folder, 'janus', 'explain', '127.0.0.1', 'p'), ['words'])
})

t.test('a configuration that cannot be read says nothing, and no line is an error', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': 'views: [' })
  for (const line of [
    ['print', ''],
    ['mail', ''],
    ['explain', '127.0.0.1', ''],
    ['rollback', ''],
  ])
    t.strictSame(await completed(folder, 'janus', ...line), ['words'])
})

t.test('a rule of zonecheck', async (t) => {
  const { stdout, code } = await janus('complete', 'zonecheck', '--explain', 'mx-to-c')
  t.match(stdout, /^words\nmx-to-cname\t\S/)
  t.equal(code, 0)
})

t.test('bash asks for the words that are written', async (t) => {
  const { stdout } = await janus('completion', 'bash')
  t.match(stdout, /complete -F _janus_complete janus zonecheck/)
  const { code, stderr } = await janus('completion', 'csh')
  t.equal(code, 2)
  t.match(stderr, /bash, zsh, fish/)
})

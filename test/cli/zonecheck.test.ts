// zonecheck as people and scripts run it: arguments, output, exit codes.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { zonecheckProgram as program } from '../support/program.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const good = 'test/check/rules/mx-to-cname.good.zone'
const bad = 'test/check/rules/mx-to-cname.bad.zone'
const warned = 'test/check/rules/ttl-mismatch.bad.zone'

function zonecheck(args: readonly string[], { cwd = root, env = {} } = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  return { stdout, stderr, status }
}

t.test('the exit code is 0 without errors, 1 with them, 2 where a file cannot be read', async (t) => {
  const cases: [readonly string[], number][] = [
    [[good], 0],
    [[warned], 0],
    [['--strict', warned], 1],
    [['--strict', good], 0],
    [[bad], 1],
    [[good, bad], 1],
    [['no-such.zone'], 2],
    [['no-such.zone', bad], 2],
    [['test'], 2],
    [[], 2],
    [['--format', 'xml', good], 2],
    [['--origin', 'a..b', good], 2],
    [['--unknown', good], 2],
    [['--view', '=x', good], 2],
    [['--help'], 0],
    [['--version'], 0],
  ]
  for (const [args, status] of cases) t.equal(zonecheck(args).status, status, args.join(' ') || 'no arguments')
})

t.test('a file that cannot be read does not keep the others from being checked', async (t) => {
  const { stdout } = zonecheck(['no-such.zone', bad])
  t.match(stdout, 'no-such.zone:1:1: error: cannot read "no-such.zone": no such file [unreadable-file]')
  t.match(stdout, '[mx-to-cname]')
})

t.test('a finding has its place, the line, a caret, the other line and the repair', async (t) => {
  const { stdout } = zonecheck([bad])
  const golden = readFileSync(new URL('../check/rules/mx-to-cname.bad.out', import.meta.url), 'utf8')
  t.equal(
    stdout,
    `${golden.replaceAll('mx-to-cname.bad.zone', bad)}\n${bad}, read as zone example.com.: 1 error in 1 file (1 remark with --info)\n`,
  )
})

t.test('nothing is coloured but on a terminal, where NO_COLOR is not set', async (t) => {
  t.notMatch(zonecheck([bad]).stdout, '\x1b')
  t.match(zonecheck([bad], { env: { FORCE_COLOR: '1' } }).stdout, '\x1b[31m')
  t.notMatch(zonecheck([bad], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout, '\x1b')
})

t.test('every format names rule, file and line', async (t) => {
  const json = JSON.parse(zonecheck(['--format', 'json', bad]).stdout)
  t.match(json, {
    summary: { errors: 1 },
    problems: [{ rule: 'mx-to-cname', place: { file: bad, line: 7, column: 17 } }],
  })
  const sarif = JSON.parse(zonecheck(['--format', 'sarif', bad]).stdout)
  t.match(sarif.runs[0].results, [{ ruleId: 'mx-to-cname', level: 'error' }])
  t.match(zonecheck(['--format', 'github', bad]).stdout, `::error file=${bad},line=7,col=17,`)
})

t.test('files that are large together are read at once, and told as one after the other', async (t) => {
  const zone = (origin: string, records: readonly string[]) =>
    [
      `$ORIGIN ${origin}\n$TTL 1h`,
      '@ SOA ns hostmaster 1 1d 2h 4w 1h',
      '@ NS ns',
      '@ NS ns.example.net.',
      'ns A 198.51.100.1',
      ...records,
      ...Array.from({ length: 90_000 }, (_, i) => `host${i} A 198.51.100.2`),
      '',
    ].join('\n')
  const folder = t.testdir({
    'a.zone': zone('a.example.', ['w MX 10 ns.b.example.', 'v MX 10 gone.b.example.']),
    'b.zone': zone('b.example.', ['x 9w A 198.51.100.3 ; zonecheck-ignore ttl-long: for life', 'y 9w A 198.51.100.3']),
    'c.zone': 'x A 192.0.2\n',
  })
  const files = ['a.zone', 'b.zone', 'c.zone', 'd.zone']
  const { stdout, status } = zonecheck([...files, '--format', 'json'], { cwd: folder })
  t.equal(status, 2)
  const found: { rule: string; place: { file: string; line: number } }[] = JSON.parse(stdout).problems
  t.strictSame(
    found
      .filter(({ rule }) => /^(bad-rdata|ttl-long|mx-target-gone|unreadable-file)$/.test(rule))
      .map(({ rule, place }) => `${place.file}:${place.line} ${rule}`),
    ['a.zone:8 mx-target-gone', 'b.zone:8 ttl-long', 'c.zone:1 bad-rdata', 'd.zone:1 unreadable-file'],
  )
  const japanese = zonecheck(['a.zone', 'b.zone', '--lang', 'ja'], { cwd: folder })
  t.match(japanese.stdout, /b\.zone:8.*[\u3040-\u30ff].*\[ttl-long\]/)
})

t.test('--help teaches with examples', async (t) => {
  const { stdout } = zonecheck(['--help'])
  t.match(stdout, '--origin <NAME[=FILE]>')
  t.match(stdout, /zonecheck zones\/internal\/\*\.zone zones\/external\/\*\.zone/)
})

t.test('the sample campus is clean', async (t) => {
  const { stdout, status } = zonecheck(['--strict', ...campusFiles()])
  t.equal(stdout.replace(/ \(\d+ remarks with --info\)/, ''), `${campusFiles().length} files: no problems\n`)
  t.equal(status, 0)
})

t.test('the origin is told, or found in the file, or in its name', async (t) => {
  const folder = t.testdir({
    'univ.example.zone': '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n',
    'soa.txt': [
      '$TTL 1h',
      'univ.example. SOA ns hostmaster 1 1d 2h 4w 1h',
      'univ.example. NS ns.univ.example.',
      'univ.example. NS ns.example.net.',
      'ns.univ.example. A 192.0.2.1',
      '',
    ].join('\n'),
    'a..b': '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n',
  })
  const named = zonecheck(['univ.example.zone', '--format', 'json'], { cwd: folder })
  t.equal(named.status, 0, named.stdout)
  t.equal(zonecheck(['soa.txt'], { cwd: folder }).status, 0)
  t.match(zonecheck(['a..b'], { cwd: folder }), { status: 2, stdout: /--origin NAME/ })
  t.equal(zonecheck(['--origin', 'univ.example', 'a..b'], { cwd: folder }).status, 0)
})

t.test('files that are checked together know each other, and faces of one zone do not', async (t) => {
  const top = (records: string) =>
    `$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n${records}\n`
  const folder = t.testdir({
    internal: { 'a.example.zone': top('@ MX 10 mail.b.example.'), 'b.example.zone': top('mail A 192.0.2.2') },
    external: { 'a.example.zone': top('@ MX 10 mail.b.example.'), 'b.example.zone': top('mail CNAME ns') },
    flat: { 'a.in.zone': top('@ MX 10 mail.b.example.'), 'a.out.zone': top(''), 'b.zone': top('mail CNAME ns') },
  })
  const both = zonecheck(
    ['internal/a.example.zone', 'internal/b.example.zone', 'external/a.example.zone', 'external/b.example.zone'],
    { cwd: folder },
  )
  t.match(both.stdout, /^external\/a\.example\.zone:6:9: error.*\[mx-to-cname\]/m)
  t.notMatch(both.stdout, /^internal.*mx-to-cname/m)
  const alone = zonecheck(['external/a.example.zone'], { cwd: folder })
  t.equal(alone.status, 0, 'a target in a file that is not given is not known')
  const named = zonecheck(['--view', 'in=internal/a.example.zone', '--view', 'out=external/b.example.zone'], {
    cwd: folder,
  })
  t.equal(named.status, 0, 'files of two views do not know each other')
  const joined = zonecheck(['--view', 'in=internal/a.example.zone', 'external/b.example.zone'], { cwd: folder })
  t.match(joined.stdout, 'mx-to-cname', 'a file without a view is in every view')
})

function campusFiles(): string[] {
  const config = readFileSync(new URL('../../zones/janus.yaml', import.meta.url), 'utf8')
  return [...config.matchAll(/(\S+\.zone)$/gm)].map((match) => `zones/${match[1]}`)
}

t.test('the campus configuration names all its files', async (t) => {
  t.ok(campusFiles().length > 10)
  t.ok(campusFiles().every((file) => dirname(file).startsWith('zones/')))
})

t.test('a rule can be raised, lowered or turned off, but an error stays one', async (t) => {
  t.equal(zonecheck(['--rule', 'ttl-mismatch=error', warned]).status, 1)
  t.equal(zonecheck(['--strict', '--rule', 'ttl-mismatch=info', warned]).status, 0)
  t.match(zonecheck(['--rule', 'ttl-mismatch=off', warned]).stdout, 'no problems')
  t.match(zonecheck(['--rule', 'mx-to-cname=off', bad]), { status: 2, stderr: /it is always an error/ })
  t.match(zonecheck(['--rule', 'no-such=error', bad]), { status: 2, stderr: /there is no such rule/ })
  t.equal(zonecheck(['--rule', 'ttl-mismatch', bad]).status, 2)
})

t.test('remarks are shown with --info, errors alone with --quiet, the first N with --max', async (t) => {
  const remark = 'test/check/rules/cname-chain.bad.zone'
  t.match(zonecheck([remark]).stdout, 'no problems (1 remark with --info)')
  t.match(zonecheck(['--info', remark]).stdout, '[cname-chain]')
  t.match(zonecheck(['--quiet', warned]).stdout, 'no problems (1 not shown with --quiet)')
  const { stdout } = zonecheck(['--quiet', '--max', '1', bad, 'test/check/rules/wildcard-mx.bad.zone'])
  t.equal(stdout.match(/: error: /g)?.length, 1)
  t.match(stdout, '(the first is shown')
})

t.test('a baseline hides what it holds', async (t) => {
  const folder = t.testdir({ 'a.zone': readFileSync(`${root}/${warned}`, 'utf8') })
  const run = (...args: string[]) => zonecheck(['--strict', 'a.zone', ...args], { cwd: folder })
  t.match(run('--write-baseline', 'old.json'), { status: 0, stdout: /\(\d+ written to the baseline\)/ })
  t.match(run('--baseline', 'old.json'), { status: 0, stdout: /\(\d+ in the baseline\)/ })
  t.equal(run().status, 1)
  t.equal(run('--baseline', 'a.zone').status, 2)
  t.equal(run('--baseline', 'no-such.json').status, 2)
})

const head = '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.net.\n@ NS ns.example.org.\n'
const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('')

t.test('a baseline holds more than is told: what is new comes out', async (t) => {
  const old = lines(120, (i) => `h${i} MX 10 gone${i}\n`)
  const folder = t.testdir({ 'example.com.zone': head + old })
  const file = `${folder}/example.com.zone`
  const run = (...args: string[]) => zonecheck([...args, 'example.com.zone'], { cwd: folder })
  t.match(run().stdout, '… and 20 more of the same kind')
  t.match(run('--write-baseline', 'old.json').stdout, '(241 written to the baseline)')
  writeFileSync(file, `${head}${old.replace('h5 MX 10 gone5\n', '')}`)
  t.match(run('--baseline', 'old.json'), { status: 0, stdout: '(239 in the baseline)' })
  writeFileSync(file, `${head}${old}new MX 10 typo\n`)
  const { status, stdout } = run('--baseline', 'old.json')
  t.equal(status, 1)
  t.match(stdout, /^example\.com\.zone:125:11: error: .*"typo\.example\.com\."/m)
  t.match(stdout, ': 1 error in 1 file')
})

t.test('what cannot be read or written is said in a sentence', async (t) => {
  const folder = t.testdir({ 'example.com.zone': head, loop: t.fixture('symlink', 'loop') })
  const long = 'a'.repeat(5000)
  const cases: [args: string[], said: string][] = [
    [['loop'], 'cannot read "loop": its symbolic links form a loop'],
    [['example.com.zone', 'loop'], 'its symbolic links form a loop'],
    [[long], 'the path is too long'],
    [['--explain', long], 'there is no rule "aaa'],
    [['example.com.zone', '--baseline', 'none.json'], 'cannot read the baseline "none.json": no such file'],
    [['example.com.zone', '--write-baseline', 'none/b.json'], 'cannot write the baseline "none/b.json": no such file'],
  ]
  for (const [args, said] of cases) {
    const { status, stdout, stderr } = zonecheck(args, { cwd: folder })
    t.equal(status, 2, said)
    t.match(stdout + stderr, said)
    t.notMatch(stderr, /^ +at /m, 'no stack')
  }
})

t.test('a file of which not all was read is told of in spite of a baseline', async (t) => {
  const folder = t.testdir({ 'example.com.zone': head + lines(1200, (i) => `h${i} A 192.0.2\n`) })
  const run = (...args: string[]) => zonecheck([...args, 'example.com.zone'], { cwd: folder })
  t.match(run('--write-baseline', 'old.json').stdout, '(1001 written to the baseline, 1 too many for it)')
  t.match(run('--baseline', 'old.json'), { status: 1, stdout: '[too-many-problems]' })
})

t.test('comments silence as many findings as there are, and those of other lines are told', async (t) => {
  const comment = '; zonecheck-ignore ttl-long: moved by hand'
  const silenced = lines(150, (i) => `h${i} 8w A 192.0.2.${i} ${comment}\n`)
  const folder = t.testdir({
    'example.com.zone': `${head}${silenced}${lines(149, (i) => `i${i} 8w A 192.0.2.${i}\n`)}`,
  })
  const { stdout, status } = zonecheck(['--strict', '--info', 'example.com.zone'], { cwd: folder })
  t.equal(status, 1)
  t.notMatch(stdout, 'ignore-unused')
  t.match(stdout, 'example.com.zone:155:4: warning: the TTL 8w')
  t.match(stdout, 'example.com.zone:255:6: warning: … and 49 more of the same kind [ttl-long]')
  t.match(stdout, ': 101 warnings, 1 remark in 1 file')
})

t.test('JUnit has a suite for each file and a failed case for each problem', async (t) => {
  const { stdout } = zonecheck(['--format', 'junit', good, bad])
  t.match(stdout, '<testsuites tests="2" failures="1">')
  t.match(stdout, `<testsuite name="${good}" tests="1" failures="0">`)
  t.match(stdout, '<testcase name="mx-to-cname 7:17"')
  t.match(stdout, '&quot;mail.example.com.&quot;')
})

t.test('--fix shows what it would change, and writes with --yes only', async (t) => {
  const folder = t.testdir({ 'a.zone': readFileSync(`${root}/test/check/rules/missing-dot.bad.zone`, 'utf8') })
  const asked = zonecheck(['--fix', 'a.zone'], { cwd: folder })
  t.match(asked, { status: 1, stdout: /\+www\.example\.com\. .*--yes/s })
  t.match(zonecheck(['a.zone'], { cwd: folder }).stdout, '[missing-dot]')
  t.equal(zonecheck(['--fix', '--yes', 'a.zone'], { cwd: folder }).status, 0)
  t.notMatch(zonecheck(['a.zone'], { cwd: folder }).stdout, '[missing-dot]')
  t.match(zonecheck(['--fix', '--yes', 'a.zone'], { cwd: folder }).stdout, 'nothing here can be fixed')
})

t.test('--fix mends a file that is read more than once as all its readings ask for', async (t) => {
  const hosts = 'a A 192.0.2.1\nb A 192.0.2.2\n'
  const folder = t.testdir({
    'one.example.zone': `${head}$INCLUDE hosts.inc\n`,
    'twice.example.zone': `${head}$INCLUDE hosts.inc\n$INCLUDE hosts.inc\n`,
    'linked.example.zone': `${head}$INCLUDE mail.inc\n$INCLUDE link.inc\n`,
    'hosts.inc': `${hosts}b A 192.0.2.2\n`,
    'mail.inc': hosts,
    'link.inc': t.fixture('symlink', 'mail.inc'),
  })
  const zones = readdirSync(folder).filter((name) => name.endsWith('.zone'))
  const { stdout } = zonecheck(['--fix', '--yes', ...zones], { cwd: folder })
  t.match(stdout, 'hosts.inc:1:1: warning: the A record is in the zone already: its file is included twice')
  t.equal(readFileSync(`${folder}/hosts.inc`, 'utf8'), hosts)
  t.equal(readFileSync(`${folder}/mail.inc`, 'utf8'), hosts)
})

t.test('--fix mends a file that several views share', async (t) => {
  for (const views of [
    ['--view', 'in=a.zone', '--view', 'out=a.zone'],
    ['a.zone', 'a.zone'],
  ]) {
    const folder = t.testdir({ 'a.zone': `${head}ns A 192.0.2.53\nmail MX 10 ns.example.com\n` })
    const run = zonecheck(['--origin', 'example.com', '--fix', '--yes', ...views], { cwd: folder })
    t.match(readFileSync(`${folder}/a.zone`, 'utf8'), 'MX 10 ns.example.com.\n', run.stdout)
  }
})

t.test('--fix goes on until nothing is left that can be mended, and shows it all at once', async (t) => {
  const head =
    '$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.53\n'
  const cases: [string, string, string][] = [
    // With one dot only the MX would lead to nothing.
    [
      'an owner and what leads there',
      'h.example.com A 192.0.2.9\na MX 10 h.example.com\n',
      'h.example.com. A 192.0.2.9\na MX 10 h.example.com.\n',
    ],
    ['lines that are equal when mended', 'a MX 10 .\na MX 20 .\nb A 192.0.2.1\n', 'a MX 0 .\nb A 192.0.2.1\n'],
    [
      'more than are told',
      Array.from({ length: 150 }, (_, i) => `h${i} A 192.0.2.1\nh${i} A 192.0.2.1\n`).join(''),
      Array.from({ length: 150 }, (_, i) => `h${i} A 192.0.2.1\n`).join(''),
    ],
  ]
  for (const [what, before, after] of cases) {
    const folder = t.testdir({ 'a.zone': head + before })
    const { stdout } = zonecheck(['--fix', '--yes', 'a.zone', './a.zone'], { cwd: folder })
    t.equal(readFileSync(`${folder}/a.zone`, 'utf8'), head + after, what)
    const told = [...stdout.matchAll(/^@@ line (\d+) @@\n-(.*)$/gm)].map(([, line, text]) => [Number(line), text])
    const lines = (head + before).split('\n')
    t.ok(
      told.length > 0 && told.every(([line, text]) => lines[Number(line) - 1] === text),
      `${what}: as the file has it`,
    )
  }
  t.match(zonecheck(['--fix', '--write-baseline', 'b.json', good]), { status: 2, stderr: 'do not go together' })
})

t.test('--fix tells what is left, with the exit code of it, and leaves alone what is silenced', async (t) => {
  const lines = [
    '$TTL 1h',
    '@ SOA ns hostmaster 1 1d 2h 4w 1h',
    '@ NS ns.example.net.',
    '@ NS ns.example.org.',
    'a A 192.0.2.1 # one',
    'b A 192.0.2',
    'c.example.com A 192.0.2.3 ; zonecheck-ignore missing-dot: it is meant',
  ]
  const folder = t.testdir({ 'example.com.zone': `${lines.join('\n')}\n` })
  const { stdout, status } = zonecheck(['--fix', '--yes', 'example.com.zone'], { cwd: folder })
  t.equal(status, 1)
  t.match(stdout, /^\+a A 192\.0\.2\.1 ; # one\nfixed 1 finding in 1 file/m)
  t.match(stdout, /^example\.com\.zone:6:5: error: /m)
  t.match(readFileSync(`${folder}/example.com.zone`, 'utf8'), '\nc.example.com A')
  const json = zonecheck(['--fix', '--yes', '--format', 'json', 'example.com.zone'], { cwd: folder })
  t.equal(JSON.parse(json.stdout).summary.errors, 1)
  t.match(json.stderr, 'nothing here can be fixed')
})

const dotless =
  '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.net.\n@ NS ns.example.org.\na 1h A 192.0.2.1 # one\n'

t.test(
  '--fix writes beside the file and puts that in its place, with the mode and the owner that it had',
  async (t) => {
    const folder = t.testdir({ 'example.com.zone': dotless, link: t.fixture('symlink', 'example.com.zone') })
    const file = `${folder}/example.com.zone`
    chmodSync(file, 0o640)
    const root = process.getuid?.() === 0
    if (root) chownSync(file, 12345, 12346)
    t.match(zonecheck(['--fix', '--yes', '--origin', 'example.com', 'link'], { cwd: folder }).stdout, 'fixed 1 finding')
    t.match(readFileSync(file, 'utf8'), 'A 192.0.2.1 ; # one')
    t.ok(lstatSync(`${folder}/link`).isSymbolicLink())
    const { mode, uid, gid } = statSync(file)
    t.equal(mode & 0o7777, 0o640)
    if (root) t.same([uid, gid], [12345, 12346])
    t.same(readdirSync(folder).sort(), ['example.com.zone', 'link'])
  },
)

t.test('--fix writes nothing into a file that was changed while it asked', async (t) => {
  const folder = t.testdir({ 'example.com.zone': dotless })
  const file = `${folder}/example.com.zone`
  // A terminal, to be asked on.
  const command = [process.execPath, program, '--fix', file].map((word) => `'${word}'`).join(' ')
  const asked = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let shown = ''
  asked.stdout.on('data', (chunk) => {
    const before = shown.includes('[y/N]')
    shown += chunk
    if (before || !shown.includes('[y/N]')) return
    appendFileSync(file, 'b 1h A 192.0.2.2\n')
    asked.stdin.write('y\n')
  })
  const [status] = await once(asked, 'close')
  t.equal(status, 2)
  t.match(shown, 'cannot fix')
  t.match(shown, 'somebody changed it meanwhile')
  t.equal(readFileSync(file, 'utf8'), `${dotless}b 1h A 192.0.2.2\n`)
})

t.test('no control character of a file or its name reaches the terminal', async (t) => {
  const name = 'a\x1b[31m.zone'
  const folder = t.testdir({ [name]: '$TTL 1h\n@ SOA ns \x1b[2Jx 1 1 1 1 1\na\x07 A 192.0.2\nb A 192.0.2.1 # one\n' })
  const options = [
    [],
    ['--lang', 'ja'],
    ['--fix', '--yes'],
    ['--baseline', name],
    ['--format', 'junit'],
    ['--format', 'github'],
  ]
  for (const words of options) {
    const { stdout, stderr } = zonecheck([...words, name], { cwd: folder })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    t.notMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f]/, words.join(' '))
  }
})

t.test('the catalogue is listed and explained', async (t) => {
  t.match(zonecheck(['--rules']).stdout, /wildcard-mx +error/)
  t.match(zonecheck(['--explain', 'wildcard-mx']), { status: 0, stdout: /RFC 1912/ })
  t.equal(zonecheck(['--explain', 'no-such']).status, 2)
})

t.test('--lang ja speaks Japanese', async (t) => {
  const { stdout } = zonecheck(['--lang', 'ja', bad])
  t.match(stdout, /エラー: .*のメールサーバーになりません.*\[mx-to-cname\]/)
  t.match(stdout, /^直し方: .*[\u3040-\u30ff]/m)
  t.match(stdout, /^参照: RFC/m)
  t.match(stdout, /: エラー 1 件.* \(1 ファイル\)/)
  const folder = t.testdir({ 'example.com.zone': '$TTL 1h\n@ SOA ns hostmaster 1\nwww A 192.0.2\n' })
  for (const format of ['text', 'json', 'sarif', 'github', 'junit']) {
    const { stdout } = zonecheck(['--lang', 'ja', '--format', format, 'example.com.zone'], { cwd: folder })
    t.match(stdout, 'アドレス', format)
    t.notMatch(stdout, / (cannot|is needed|fix:) /, format)
  }
  t.match(zonecheck(['--lang', 'ja', 'no-such.zone'], { cwd: folder }).stdout, 'ファイルがありません')
  t.match(zonecheck(['--lang', 'ja', '--explain', 'mx-to-cname']).stdout, 'メールサーバー')
  t.equal(zonecheck(['--lang', 'xx', bad]).status, 2)
})

// `zonecheck --format-file` and `--bump-serial`, as people run them.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { folderOf, run } from '../support/janus.ts'
import { zonecheckProgram as program } from '../support/program.ts'

const before = `$TTL 1h
@ SOA ns h ( 7 ; serial
 2h 1h 5w 5m )
 NS ns
ns A 192.0.2.1
`

const after = `$TTL 1h
@   SOA  ns h ( 7  ; serial
         2h 1h 5w 5m )
    NS   ns
ns  A    192.0.2.1
`

const zonecheck = (...args: string[]) => run(process.execPath, [program, ...args])

t.test('it shows what changes, and writes when it is told to', async (t) => {
  const folder = folderOf(t, { 'a.zone': before })
  const file = join(folder, 'a.zone')
  const shown = await zonecheck('--format-file', file)
  t.equal(shown.code, 1, 'for CI: the file is not as it should be')
  t.match(shown.stdout, `@@ line 5 @@\n-ns A 192.0.2.1\n+ns  A    192.0.2.1\n`)
  t.match(shown.stdout, 'confirm with --yes\nnothing was written\n')
  t.equal(readFileSync(file, 'utf8'), before)
  chmodSync(file, 0o640)
  t.equal((await zonecheck('--format-file', '--yes', file)).code, 0)
  t.equal(readFileSync(file, 'utf8'), after)
  t.equal(statSync(file).mode & 0o777, 0o640)
  const again = await zonecheck('--format-file', file)
  t.strictSame([again.code, again.stdout], [0, 'nothing changes\n'])
})

t.test('what comes through a pipe goes on to standard output', async (t) => {
  const { stdout, status } = spawnSync(process.execPath, [program, '--format-file', '-'], { input: before, env: {} })
  t.equal(status, 0)
  t.equal(stdout.toString(), after)
  const bumped = execFileSync(process.execPath, [program, '--bump-serial', '+1', '-'], { input: before, env: {} })
  t.equal(bumped.toString(), before.replace('( 7', '( 8'), 'blanks stay without --format-file')
})

t.test('each way of a serial is newer, a second time as well, and the two steps lead where they say', async (t) => {
  const serialIn = (text: string) => Number(/\( (\d+) ;/.exec(text)![1])
  for (const way of ['date', 'unix', '+1']) {
    let last = 7
    for (let i = 0; i < 2; i++) {
      const input = before.replace('( 7', `( ${last}`)
      const next = serialIn(
        execFileSync(process.execPath, [program, '--bump-serial', way, '-'], { input, env: {} }).toString(),
      )
      t.ok(isNewerSerial(next, last), `${way}: ${next} after ${last}`)
      last = next
    }
  }
  const bump = (serial: number) =>
    spawnSync(process.execPath, [program, '--bump-serial', 'date', '-'], {
      input: before.replace('( 7', `( ${serial}`),
      env: {},
    })
  const first = Number(/fix: write (\d+), wait/.exec(bump(3_000_010_101).stderr.toString())![1])
  t.ok(isNewerSerial(first, 3_000_010_101))
  const second = bump(first)
  t.equal(second.status, 0, 'the second step is the same command')
  t.ok(isNewerSerial(serialIn(second.stdout.toString()), first))
})

t.test('line ends, a byte order mark and octets that are no text stay', async (t) => {
  const odd = Buffer.from(`\xef\xbb\xbf$TTL 1h\r\n@ SOA ns h 7 1 1 1 1 ;\xff\r\na TXT \xc3\xbc`, 'latin1')
  const folder = folderOf(t, { 'a.zone': odd })
  const file = join(folder, 'a.zone')
  t.equal((await zonecheck('--bump-serial', '+1', '--yes', file)).code, 0)
  t.equal(readFileSync(file, 'latin1'), odd.toString('latin1').replace('h 7', 'h 8'))
  t.equal((await zonecheck('--format-file', '--yes', file)).code, 0)
  t.equal(readFileSync(file, 'latin1'), '\xef\xbb\xbf$TTL 1h\r\n@  SOA  ns h 8 1 1 1 1  ;\xff\r\na  TXT  \xc3\xbc\r\n')
})

t.test('a link stays a link', async (t) => {
  const folder = folderOf(t, { 'real.zone': before })
  symlinkSync('real.zone', join(folder, 'a.zone'))
  t.equal((await zonecheck('--format-file', '--yes', join(folder, 'a.zone'))).code, 0)
  t.equal(readFileSync(join(folder, 'real.zone'), 'utf8'), after)
})

t.test('what cannot be done is said with its place, and nothing is written', async (t) => {
  const rows: readonly [name: string, text: string, args: readonly string[], said: RegExp, code: number][] = [
    ['an open quote', `${before}b TXT "a\n`, ['--format-file'], /:6:7: error: .*\[unbalanced-quote\]/, 1],
    ['an open parenthesis', `${before}b TXT ( a\n`, ['--format-file'], /:6:7: error: .*\[unbalanced-parenthesis\]/, 1],
    ['no zone file', 'zone "a" { type master; };\n', ['--format-file'], /:1:1: error: .*\[empty-file\]/, 1],
    ['no SOA', 'a A 192.0.2.1\n', ['--bump-serial', '+1'], /error: cannot raise a serial: there is no SOA/, 1],
    ['a serial that is no number', before.replace('7', 'x7'), ['--bump-serial', '+1'], /:2:1: error: .*"x7"/, 1],
    ['one of 33 bits', before.replace('7', '4294967296'), ['--bump-serial', '+1'], /error: .*"4294967296"/, 1],
    [
      'a serial that is ahead of the date',
      before.replace('7', '3000010101'),
      ['--bump-serial', 'date'],
      /:2:1: error: cannot raise the serial 3000010101 to 20\d{8}: that is not newer \(RFC 1982\)[\s\S]*fix: write 852526452, wait/,
      1,
    ],
    ['two ways at once', before, ['--fix', '--format-file'], /--fix goes before --format-file/, 2],
    ['a way that there is not', before, ['--bump-serial', '-1'], /Allowed choices are date, unix, \+1/, 2],
  ]
  for (const [name, text, args, said, code] of rows) {
    const folder = folderOf(t, { 'a.zone': text, 'b.zone': before })
    const ran = await zonecheck(...args, '--yes', join(folder, 'b.zone'), join(folder, 'a.zone'))
    t.equal(ran.code, code, name)
    t.match(ran.stderr, said, name)
    t.equal(readFileSync(join(folder, 'a.zone'), 'utf8'), text, name)
    t.equal(readFileSync(join(folder, 'b.zone'), 'utf8'), before, `${name}: nothing at all`)
  }
  const { code, stderr } = await zonecheck('--format-file', '/nonexistent.zone')
  t.equal(code, 2)
  t.match(stderr, /cannot read|nonexistent/)
})

t.test('in Japanese', async (t) => {
  const folder = folderOf(t, { 'a.zone': before })
  const { stdout } = await zonecheck('--lang', 'ja', '--format-file', join(folder, 'a.zone'))
  t.match(stdout, 'を書き直しますか?')
})

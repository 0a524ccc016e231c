// Where zonecheck's text comes from, and for which zone and view zonecheck takes it.

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { requestsOf } from '../../src/cli/zonecheck-requests.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { reverseGuess } from '../../src/text/zonefile/origin.ts'
import { zonecheckProgram as program } from '../support/program.ts'

function zonecheck(args: readonly string[], cwd: string, input?: string) {
  const run = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    input,
    env: { PATH: process.env.PATH },
  })
  return { stdout: run.stdout, stderr: run.stderr, status: run.status }
}

const soa =
  '$TTL 1h\n@ SOA ns1.example.net. hm.example.net. 1 1d 2h 4w 1h\n@ NS ns1.example.net.\n@ NS ns2.example.org.\n'

t.test('digits alone name no zone', async (t) => {
  const folder = t.testdir({ 'db.192.0.2': soa, '55.211.10.zone': soa, 'x.zone': soa })
  const { stdout, status } = zonecheck(['db.192.0.2', '55.211.10.zone'], folder)
  t.equal(status, 2)
  t.match(
    stdout,
    'cannot tell the zone of "db.192.0.2": a name of digits alone is not the name of a zone [no-origin]\n' +
      'fix: write "$ORIGIN 2.0.192.in-addr.arpa." into the first line, or say it with --origin 2.0.192.in-addr.arpa\n',
  )
  t.match(
    stdout,
    'fix: write "$ORIGIN 55.211.10.in-addr.arpa." into the first line, or say it with --origin 55.211.10.in-addr.arpa\n',
  )
  const told = zonecheck(
    ['--origin', '2.0.192.in-addr.arpa=db.192.0.2', '--origin', '55.211.10.in-addr.arpa=55.211.10.zone'],
    folder,
  )
  t.match(told, { status: 0, stdout: /^2 files: no problems/m })
})

t.test('the first line names the zone where nothing else does, as one is told', async (t) => {
  const folder = t.testdir({ 'db.192.0.2': `$ORIGIN 2.0.192.in-addr.arpa.\n${soa}` })
  t.match(zonecheck(['db.192.0.2'], folder), { status: 0, stdout: /read as zone 2\.0\.192\.in-addr\.arpa/ })
})

t.test('the number of an open file is no network', { skip: !existsSync('/dev/fd') && 'no /dev/fd' }, async (t) => {
  const fd = openSync(join(t.testdir({ zone: soa }), 'zone'), 'r')
  t.teardown(() => closeSync(fd))
  const { stdout } = spawnSync(process.execPath, [program, '/dev/fd/3'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', fd],
  })
  t.match(stdout, 'fix: write "$ORIGIN NAME." into the first line, or say it with --origin NAME\n')
  t.notMatch(stdout, 'in-addr')
})

t.test('the network of digits is guessed by how people write it', async (t) => {
  const cases: [string, string | undefined][] = [
    ['db.192.0.2', '2.0.192.in-addr.arpa'],
    ['db.127', '127.in-addr.arpa'],
    ['db.10.1', '1.10.in-addr.arpa'],
    ['2.0.192.zone', '2.0.192.in-addr.arpa'],
    ['1.168.192.db', '1.168.192.in-addr.arpa'],
    ['192.168.1.zone', '1.168.192.in-addr.arpa'],
    ['203.0.113', '203.0.113.in-addr.arpa'],
    ['db.203.0.113', '113.0.203.in-addr.arpa'],
    ['2024.zone', undefined],
    ['1.2.3.4', undefined],
  ]
  for (const [file, zone] of cases) t.equal(reverseGuess(file), zone, file)
})

t.test('the summary says which zone a file was read as', async (t) => {
  const folder = t.testdir({ 'univ.example.zone': soa })
  t.match(zonecheck(['univ.example.zone'], folder).stdout, 'univ.example.zone, read as zone univ.example.: no problems')
  t.match(
    zonecheck(['--origin', 'univ.example', 'univ.example.zone'], folder).stdout,
    /^univ\.example\.zone: no problems/m,
  )
})

t.test('text may come through standard input', async (t) => {
  const folder = t.testdir({ 'hosts.inc': 'www A 192.0.2.300\n' })
  const bad = zonecheck(['--origin', 'univ.example', '-'], folder, `${soa}$INCLUDE hosts.inc\nx A 192.0.2.999\n`)
  t.equal(bad.status, 1)
  t.match(bad.stdout, 'stdin:6:5: error')
  t.match(bad.stdout, 'hosts.inc:1:7: error')
  t.equal(zonecheck(['--origin', 'univ.example', '/dev/stdin'], folder, soa).status, 0)
  t.match(zonecheck(['-'], folder, soa), { status: 2, stdout: /cannot tell the zone of "stdin"/ })
  t.match(zonecheck(['--fix', '--yes', '--origin', 'univ.example', '-'], folder, soa), {
    status: 2,
    stderr: /through a pipe/,
  })
})

t.test('text may come from another command, once, however often it is looked at', async (t) => {
  const folder = t.testdir({ 'a.txt': `${soa}www A 192.0.2.1\nwww A 192.0.2.1\n` })
  const line = `"$NODE" "${program}" --origin univ.example <(cat a.txt)`
  const run = spawnSync('bash', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NODE: process.execPath },
  })
  t.match(run, { status: 0, stdout: /duplicate-record/ })
})

t.test(
  'a pipe is not read where a file includes it',
  { skip: process.platform === 'win32' && 'no FIFO' },
  async (t) => {
    const folder = t.testdir({ 'univ.example.zone': `${soa}$INCLUDE pipe\n` })
    spawnSync('mkfifo', [join(folder, 'pipe')])
    t.match(zonecheck(['univ.example.zone'], folder), { status: 1, stdout: /include-missing/ })
  },
)

t.test('--at judges signatures at another time', async (t) => {
  const signature = 'RRSIG SOA 13 2 3600 20260201000000 20260101000000 1 univ.example. AAAA'
  const folder = t.testdir({ 'univ.example.zone': `${soa}@ ${signature}\n` })
  const at = (time: string) => zonecheck(['--at', time, 'univ.example.zone'], folder).stdout
  t.notMatch(at('2026-01-10'), 'rrsig-expired')
  t.match(at('2026-02-02T00:00Z'), 'rrsig-expired')
  t.match(at('20260202000000'), 'rrsig-expired')
  t.equal(zonecheck(['--at', 'soon', 'univ.example.zone'], folder).status, 2)
})

t.test('--include-root lets zones share files beside their folders', async (t) => {
  const folder = t.testdir({
    shared: { 'ns.inc': '@ TXT shared\n' },
    zones: { 'univ.example.zone': `${soa}$INCLUDE ../shared/ns.inc\n` },
    outside: 'x TXT no\n',
  })
  const file = 'zones/univ.example.zone'
  t.match(zonecheck([file], folder), { status: 1, stdout: /include-outside/ })
  t.equal(zonecheck(['--include-root', '.', file], folder).status, 0)
  t.match(zonecheck(['--include-root', 'zones', file], folder), { status: 1, stdout: /include-outside/ })
  t.match(zonecheck(['--include-root', 'nowhere', file], folder), { status: 2, stderr: /no such file/ })
})

const nothing = { files: [], views: [], origins: [] }

t.test('a file given to a view and plainly is looked at once', async (t) => {
  const folder = realpathSync(t.testdir({ 'a.zone': '', 'b.zone': '' }))
  const [a, b] = [join(folder, 'a.zone'), join(folder, 'b.zone')]
  const asked = { ...nothing, files: [a, b, `${folder}/./a.zone`], views: [{ name: 'inside', file: a }] }
  t.strictSame(
    requestsOf(asked).map(({ file, view }) => [file, view]),
    [
      [b, undefined],
      [a, 'inside'],
    ],
  )
  t.equal(requestsOf({ ...nothing, files: [a, a] }).length, 1)
})

t.test('names of files that tell views apart name the views', async (t) => {
  const views = (files: string[]) => requestsOf({ ...nothing, files }).map(({ view, name }) => [view, name])
  t.strictSame(views(['univ.example.internal', 'univ.example.external.zone']), [
    ['internal', 'univ.example'],
    ['external', 'univ.example'],
  ])
  // A zone may be called so.
  t.strictSame(views(['corp.internal', 'univ.example.external']), [
    [undefined, undefined],
    [undefined, undefined],
  ])
  t.strictSame(views(['a/univ.example.internal', 'b/univ.example.external']).flat().filter(Boolean), [])
})

t.test('each file may have a zone of its own', async (t) => {
  const [a, b] = ['a.example.', 'b.example.'].map((name) => nameFromText(name))
  const asked = { files: ['x', 'y'], views: [], origins: [{ origin: a! }, { origin: b!, file: 'z' }] }
  t.strictSame(
    requestsOf(asked).map(({ file, origin }) => [file, nameText(origin!)]),
    [
      ['x', 'a.example.'],
      ['y', 'a.example.'],
      ['z', 'b.example.'],
    ],
  )
})

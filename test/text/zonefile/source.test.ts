// Files on disk: the ones that cannot be read, and the ones that must not be.

import { execFileSync } from 'node:child_process'
import { chmodSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Problem } from '../../../src/text/findings/problem.ts'
import { parseZoneFile } from '../../../src/text/zonefile/parser.ts'
import { readConfined, readSource, type Source, textSource } from '../../../src/text/zonefile/source.ts'
import { type InWords, inWords, messageOf } from '../../support/english.ts'
import { brief, origin, read, readText } from './harness.ts'

const record = '$TTL 60\na A 192.0.2.1\n'

function problemsOf(path: string, limits = {}): string[] {
  const source = readSource(path)
  if ('rule' in source) return [`${source.place.line}:${source.place.column} ${source.rule}: ${messageOf(source)}`]
  return read(source, { limits }).problems.map(
    ({ place, rule, message }) => `${place.line}:${place.column} ${rule}: ${message}`,
  )
}

t.test('a file that cannot be a zone gives one located error', async (t) => {
  const folder = t.testdir({
    'empty.zone': '',
    'comments.zone': '; nothing\n\n$TTL 60\n',
    'nul.zone': `${record}b TXT "\0"\n`,
    'latin.zone': Buffer.from('; Universit\xe9\na 60 A 192.0.2.1\n', 'latin1'),
    'utf16le.zone': Buffer.from(`\ufeff${record}`, 'utf16le'),
    'utf16be.zone': Buffer.from(`\ufeff${record}`, 'utf16le').swap16(),
    'utf16.zone': Buffer.from(record, 'utf16le'),
    'folder.zone': {},
  })
  const at = (name: string) => join(folder, name)
  const cannot = (name: string) => `cannot read "${at(name)}":`
  t.same(problemsOf(at('missing.zone')), [`1:1 unreadable-file: ${cannot('missing.zone')} no such file`])
  t.same(problemsOf(at('folder.zone')), [`1:1 unreadable-file: ${cannot('folder.zone')} it is a folder`])
  t.same(problemsOf(at('empty.zone/x')), [
    `1:1 unreadable-file: ${cannot('empty.zone/x')} a part of the path is not a folder`,
  ])
  t.match(problemsOf(at('empty.zone')), ['1:1 empty-file: '])
  t.match(problemsOf(at('comments.zone')), ['1:1 empty-file: '])
  t.same(problemsOf(at('nul.zone')), [`3:8 not-text: ${cannot('nul.zone')} it is not text: it holds a NUL octet`])
  t.same(problemsOf(at('latin.zone')), [])
  for (const name of ['utf16le.zone', 'utf16be.zone', 'utf16.zone']) {
    t.same(problemsOf(at(name)), [`1:1 not-text: ${cannot(name)} it is UTF-16 text`])
    const source = readSource(at(name))
    t.match('rule' in source && inWords([source])[0], { fix: 'save it as UTF-8' })
  }
})

t.test(
  'a file without permission is an error',
  { skip: process.getuid?.() === 0 && 'root may read everything' },
  async (t) => {
    const file = join(t.testdir({ 'a.zone': record }), 'a.zone')
    chmodSync(file, 0)
    t.match(problemsOf(file), ['1:1 unreadable-file: '])
  },
)

t.test('a file over the limit, and one of 100 MB that is no text, give one error at once', async (t) => {
  const folder = t.testdir({ 'large.zone': '', 'a.zone': record })
  const large = join(folder, 'large.zone')
  truncateSync(large, 100 * 2 ** 20)
  t.match(problemsOf(large), ['1:1 not-text: '])
  t.match(readSource(join(folder, 'a.zone'), { maxBytes: 10 }), { rule: 'too-large', place: { line: 1, column: 1 } })
})

t.test('random octets without NUL end with a bounded list of problems', async (t) => {
  const octets = Uint8Array.from({ length: 3_000_000 }, (_, i) => Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 24 || 1)
  const { problems } = readText(octets)
  t.equal(problems.length, 1001)
  t.match(problems.at(-1), { rule: 'too-many-problems' })
})

t.test('devices and pipes are not opened', { skip: process.platform === 'win32' }, async (t) => {
  const folder = t.testdir({ 'a.zone': `${record}$INCLUDE pipe\n$INCLUDE sub\n`, sub: {} })
  execFileSync('mkfifo', [join(folder, 'pipe')])
  t.match(problemsOf('/dev/zero'), ['1:1 unreadable-file: cannot read "/dev/zero": it is a device'])
  t.match(problemsOf(join(folder, 'pipe')), ['1:1 unreadable-file: '])
  t.match(problemsOf(join(folder, 'a.zone')), [
    /^3:10 include-missing: .* it is a FIFO$/,
    /^4:10 include-missing: .* a folder$/,
  ])
})

t.test(
  'includes stay in the folder of the main file, links followed',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = t.testdir({
      zones: {
        'a.zone':
          '$TTL 60\n$INCLUDE in.inc\n$INCLUDE out.inc\n$INCLUDE linked/x.inc\n$INCLUDE sub/../in.inc\n$INCLUDE ../zones2/x.inc\n',
        'real.inc': 'real A 192.0.2.1\n',
        sub: {},
      },
      zones2: { 'x.inc': 'secret\n' },
    })
    const zones = join(folder, 'zones')
    symlinkSync('real.inc', join(zones, 'in.inc'))
    symlinkSync('../zones2/x.inc', join(zones, 'out.inc'))
    symlinkSync('../zones2', join(zones, 'linked'))
    const source = readSource(join(zones, 'a.zone'))
    if ('rule' in source) return t.fail(messageOf(source))
    const { records, problems } = read(source)
    t.equal(records.length, 2)
    t.same(
      problems.map(({ place, rule }) => `${place.line}:${place.column} ${rule}`),
      ['3:10 include-outside', '4:10 include-outside', '6:10 include-outside'],
    )
    t.notMatch(JSON.stringify(problems), /secret/)
  },
)

t.test(
  'a main file that is a link has the folder of the file it leads to',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = t.testdir({
      zones: { 'a.zone': '$TTL 60\n$INCLUDE x.inc\n', 'x.inc': 'x A 192.0.2.1\n' },
      links: {},
    })
    symlinkSync('../zones/a.zone', join(folder, 'links/a.zone'))
    t.same(problemsOf(join(folder, 'links/a.zone')), [])
  },
)

t.test(
  'a loop through a link under another name is found, and its chain named',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = t.testdir({ 'a.zone': '$TTL 60\n$INCLUDE b.inc\n', 'b.inc': '$INCLUDE again.zone\nb A 192.0.2.1\n' })
    symlinkSync('a.zone', join(folder, 'again.zone'))
    const source = readSource(join(folder, 'a.zone'))
    if ('rule' in source) return t.fail(messageOf(source))
    const { problems } = read(source)
    const names = ['a.zone', 'b.inc', 'again.zone'].map((name) => join(folder, name))
    t.match(problems, [{ rule: 'include-loop', place: { file: names[1], line: 1, column: 10 } }])
    t.ok(problems[0]?.message.endsWith(names.join(' -> ')))
  },
)

t.test('included files are named as the operator would', async (t) => {
  const folder = t.testdir({
    zones: { 'a.zone': '$TTL 60\n$INCLUDE sub/b.inc\n', sub: { 'b.inc': '$INCLUDE c.inc\n', 'c.inc': 'c A x\n' } },
  })
  const before = process.cwd()
  process.chdir(folder)
  t.teardown(() => process.chdir(before))
  const source = readSource('zones/a.zone')
  if ('rule' in source) return t.fail(messageOf(source))
  t.same(read(source).problems.map(brief), ['zones/sub/c.inc:1:5+1 bad-rdata'])
})

t.test('files that include one another again and again come to an end', async (t) => {
  const others: Record<string, string> = { 'i40.inc': 'x 60 A 192.0.2.1\n' }
  for (let i = 0; i < 40; i++) others[`i${i}.inc`] = `$INCLUDE i${i + 1}.inc\n$INCLUDE i${i + 1}.inc\n`
  const deep = readText('$INCLUDE i0.inc\n', others)
  t.ok(deep.problems.length > 0)
  t.ok(deep.problems.every(({ rule }) => rule === 'include-limit' || rule === 'too-many-problems'))
  const wide = readText('$INCLUDE i29.inc\n', others, { limits: { includes: 100 } })
  t.ok(wide.problems.some(({ rule }) => rule === 'include-limit'))
  t.ok(wide.records.length <= 100)
  const bytes = readText('$INCLUDE i29.inc\n', others, { limits: { bytes: 500 } })
  t.ok(bytes.problems.some(({ rule }) => rule === 'include-limit'))
})

t.test('records from $GENERATE are bounded over the whole zone', async (t) => {
  const text = '$TTL 60\n$GENERATE 0-99 a$ A 192.0.2.$\n$GENERATE 0-99 b$ A 192.0.2.$\n$GENERATE 0-99 c$ A 192.0.2.$\n'
  const { records, problems } = readText(text, {}, { limits: { generated: 250 } })
  t.equal(records.length, 200)
  t.match(problems, [{ rule: 'generate-range', place: { line: 4, column: 11 } }])
})

t.test('what short text makes is bounded in octets: $GENERATE and files included again', async (t) => {
  const wide = (name: string) => `$GENERATE 0-99 ${name}$ TXT "\${0,100,d}"\n`
  const generated = readText(`$TTL 60\n${wide('a')}${wide('b')}${wide('c')}`, {}, { limits: { made: 15_000 } })
  t.match(generated.problems, [
    {
      rule: 'generate-range',
      message: 'cannot read range "0-99": $GENERATE and files included again make more than 15000 octets of text',
      place: { line: 3, column: 11 },
    },
    { rule: 'generate-range', place: { line: 4, column: 11 } },
  ])
  t.ok(generated.records.length < 200, 'it stops where the limit is crossed')
  const others = { 'a.inc': 'x 60 A 192.0.2.1\n'.repeat(100) }
  const again = readText('$INCLUDE a.inc\n'.repeat(9), others, { limits: { made: 5 * 1700 } })
  t.match(again.problems, [{ rule: 'include-limit', place: { line: 7 } }, {}, {}])
  t.same(readText('$INCLUDE a.inc\n', others, { limits: { made: 0 } }).problems, [], 'the first time is no repetition')
})

t.test('sixteen lines that would make gigabytes end with a finding', async (t) => {
  const hole = `\${0,127,d} `.repeat(20)
  const lines = Array.from({ length: 16 }, (_, i) => `$GENERATE 0-65530 h${i}x$ TXT "${hole}"\n`).join('')
  const source = textSource('main.zone', `$TTL 60\n${lines}`) as Source
  let octets = 0
  const sink = {
    owner: () => {},
    record: (_type: number, _ttl: number, _rdata: Uint8Array, length: number) => (octets += length),
  }
  const { problems } = parseZoneFile(source, { origin }, sink)
  t.match(problems[0], { rule: 'generate-range', place: { line: 2 } })
  t.equal(problems.length, 16)
  t.ok(octets < 2 ** 27)
})

t.test('a parenthesis that is never closed in a large file costs one problem, not the file', async (t) => {
  const filler = 'h 60 A 192.0.2.1\n'.repeat(200_000)
  const { records, problems } = readText(`a 60 TXT ( x\n${filler}`)
  t.equal(records.length, 200_000)
  t.match(problems, [{ rule: 'unbalanced-parenthesis', place: { line: 1, column: 10 } }])
})

t.test('an entry of too many words is refused', async (t) => {
  const { problems, records } = readText(`a 60 TXT ${'x '.repeat(140_000)}\nb 60 A 192.0.2.1\n`)
  t.same(records, ['b.example.com. 60 IN A 192.0.2.1'])
  t.match(problems, [{ rule: 'syntax', place: { line: 1 } }])
})

t.test('progress is told about once for each MiB', async (t) => {
  const steps: number[] = []
  readText('h 60 A 192.0.2.1\n'.repeat(200_000), {}, { progress: (done) => steps.push(done) })
  t.equal(steps.length, 3)
  t.ok(steps.every((step, i) => step > (steps[i - 1] ?? 0) && step <= 1))
})

t.test('a link that a configuration names leads nowhere out of its folder', async (t) => {
  const folder = t.testdir({
    secret: 'token: abc\n',
    zones: { 'plain.zone': record, release: { 'r.zone': record }, sub: {} },
  })
  const at = (name: string) => join(folder, 'zones', name)
  symlinkSync('../secret', at('out.zone'))
  symlinkSync('out.zone', at('twice.zone'))
  symlinkSync(join(folder, 'secret'), at('absolute.zone'))
  symlinkSync('release/r.zone', at('within.zone'))
  symlinkSync('zones/release', join(folder, 'current'))
  for (const name of ['out.zone', 'twice.zone', 'absolute.zone']) {
    const refused = problemOf(readConfined(at(name)))
    t.match(refused, {
      rule: 'unreadable-file',
      message: `cannot read "${at(name)}": it is a link that leads out of its folder`,
      fix: `put the file itself there, or name "${join(folder, 'secret')}" in the configuration`,
    })
    t.notMatch(JSON.stringify(refused), 'abc')
  }
  for (const path of [at('plain.zone'), at('within.zone'), join(folder, 'current/r.zone')])
    t.notMatch(readConfined(path), { rule: String }, path)
  t.match(problemOf(readConfined(at('missing.zone'))), { message: /no such file$/ })
  t.notMatch(readSource(at('out.zone')), { rule: String }, 'a person at a terminal names what they may read')
})

function problemOf(read: Source | Problem): InWords | undefined {
  return 'rule' in read ? inWords([read])[0] : undefined
}

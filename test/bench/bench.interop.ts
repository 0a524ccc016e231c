// That the benchmark works, row by row, on zones of a few records: no figure is looked at. Peers that are not installed are
// not compared with; without dnsperf there is nothing to run.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'

import { validCookie } from './clients/cookie.ts'
import { dnsperf, readReport } from './clients/dnsperf.ts'
import { readCommandLine } from './command-line.ts'
import { fullScale } from './context.ts'
import { median, pairedRatio } from './measure/statistics.ts'
import { dataText, documentText } from './report/document.ts'
import { type Finding, keep, withKept } from './report/kept.ts'
import { readNotes } from './report/notes.ts'
import { plotText } from './report/plot.ts'
import { rows } from './rows/index.ts'
import { atMost, type Row } from './rows/row.ts'
import { environment } from './servers/environment.ts'
import { installed } from './servers/kind.ts'
import { hosts } from './zones/zone-text.ts'

t.setTimeout(2_400_000)
/** In milliseconds, for each run. */
const PATIENCE = 600_000
const run = promisify(execFile)
const program = join(import.meta.dirname, 'bench.ts')
const able = process.platform === 'linux' && dnsperf !== undefined && installed('taskset') !== undefined
const skip = able ? false : 'wants Linux, dnsperf and taskset'
const names = rows.map(({ name }) => name)

t.test('a quick run measures each kind of row, writes them down, and leaves nothing behind', { skip }, async (t) => {
  const folder = temporary(t)
  const words = ['--quick', '--peers', 'NSD', '--only', 'hits,load,small,composing,latency', '--save-to', folder]
  const env = { ...environment, TMPDIR: temporary(t) }
  const { stdout } = await run(process.execPath, [program, ...words], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|Janus is left out/)
  const document = readFileSync(join(folder, 'performance-data.md'), 'utf8')
  for (const heading of ['CPU per answer, µs', 'first answer after, s', 'live after, ms', 'p99, µs'])
    t.match(document, new RegExp(`\\| server \\|.*${heading}.*\n.*\n\\| Janus \\| +[\\d.]+`), heading)
  t.match(document, /(met|missed)\**: derived ÷ read: at most 1 ×: [\d.]+ ×/)
  const screen = readFileSync(join(folder, 'performance.md'), 'utf8')
  t.match(screen, /\| UDP, MX.* \| [\d.]+ \| NSD, [\d.]+ \| [\d.]+ \|/)
  t.ok(screen.split('\n').length < 60, 'one screen')
  t.match(readFileSync(join(folder, 'performance.svg'), 'utf8'), /<svg .*<title>Janus: /s)
  t.strictSame(readdirSync(env.TMPDIR), [], 'the temporary folder is empty')
})

t.test('another checkout of Janus takes turns with this one, and every ratio is told', { skip }, async (t) => {
  const env = { ...environment, TMPDIR: temporary(t) }
  const words = ['--quick', '--against', join(import.meta.dirname, '../..'), '--only', 'hits,load']
  const { stdout } = await run(process.execPath, [program, ...words], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|left out|echo/)
  t.match(stdout, /now ÷ before +\d\.\d{3}\n/, 'one turn, one ratio')
  t.match(stdout, /Janus before, from its image +\d/)
  t.match(stdout, /(met|missed): CPU per answer ÷ before, median of the turns: at most 1\.02 ×: \d/)
  t.match(stdout, /(met|missed): CPU per answer ÷ before, nine of eleven turns: at most 1\.05 ×: \d/)
  t.match(stdout, /(met|missed): first answer ÷ Janus before, both from images: at most 1\.02 ×: \d/)
  t.notMatch(stdout, /best peer: at most|÷ Janus before, from its image/)
})

t.test('a profile has the functions of the thread that answers', { skip }, async (t) => {
  const env = { ...environment, TMPDIR: temporary(t) }
  const { stdout } = await run(process.execPath, [program, '--quick', '--only', 'profile'], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|left no profile/)
  for (const asked of ['hits', 'hits from 200 ports', 'a list, from 200 ports'])
    t.match(stdout, new RegExp(`${asked}: function, itself alone[^]*?\\(batch/loop\\.ts\\) +\\d`), asked)
})

t.test('each request of the console is measured', { skip }, async (t) => {
  const env = { ...environment, TMPDIR: temporary(t) }
  const { stdout } = await run(process.execPath, [program, '--quick', '--only', 'screens'], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|Janus is left out/)
  t.match(stdout, /\n +search +search\?holds=nothing-has-this&limit=50 +\d+ +[\d.]+ /)
})

t.test('doors that encrypt, and that of proxies, are measured', { skip }, async (t) => {
  const env = { ...environment, TMPDIR: temporary(t) }
  const words = ['--quick', '--peers', 'NSD', '--only', 'doh,idle,proxied']
  const { stdout } = await run(process.execPath, [program, ...words], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|Janus is left out/)
  for (const figure of [/memory each, kB\n +Janus +100 +\d/, /header .*\n +without +[\d.]+ .*\n +with +[\d.]+ /])
    t.match(stdout, figure)
  if (installed('h2load')) t.match(stdout, /failed\n +Janus +[\d.]+ +\d+ +0\n/)
})

t.test('signing is measured, and denials that are signed when somebody asks', { skip }, async (t) => {
  const env = { ...environment, TMPDIR: temporary(t) }
  const words = ['--quick', '--peers', 'Knot', '--only', 'signing,denial']
  const { stdout } = await run(process.execPath, [program, ...words], { env, timeout: PATIENCE })
  t.notMatch(stdout, /it failed|Janus: /)
  t.match(stdout, /signatures by .*\n(.*\n)* +Janus, the signing alone +[\d.]+ +[\d.]+\n/)
  t.match(stdout, /one changed, ms.*\n +Janus +[\d.]+ +\d+ +[\d.]+ +[\d.]+\n/)
  t.match(stdout, /one update signed after, ms.*\n +Janus +[\d.]+ +[\d.]+\n/)
  t.match(stdout, /questions a second.*\n +(while|at a start).* [\d.]+ +[\d.]+ +0\n +at rest +[\d.]+ +[\d.]+ +0\n/)
  t.match(stdout, /CPU of a denial, µs.*\n +Janus +[\d.]+ +\d+ +\d+ +0 +\d+\n/)
})

t.test('words that make no sense are told', (t) => {
  t.throws(() => readCommandLine(['--only', 'hits,tpc'], names, 'docs'), /no row "tpc"/)
  t.throws(() => readCommandLine(['--save', '--quick'], names, 'docs'), /mean nothing/)
  t.throws(() => readCommandLine(['--rounds', '-1'], names, 'docs'))
  t.throws(() => readCommandLine(['--against', '.', '--save'], names, 'docs'), /no place beside it/)
  t.match(readCommandLine(['--against', '.'], names, 'docs'), { rounds: 11, seconds: 3 })
  t.throws(() => readCommandLine(['--zones', '60000', '--save'], names, 'docs'), /tells of 10,000/)
  t.match(readCommandLine(['--zones', '60000'], names, 'docs'), { zones: 60_000 })
  t.match(readCommandLine(['--save'], names, 'docs'), { save: 'docs', rounds: 4, seconds: 1 })
  t.end()
})

t.test("dnsperf's account is read", (t) => {
  const text = `
  Queries sent:         299875
  Queries completed:    299870 (100.00%)
  Queries lost:         5 (0.00%)

  Response codes:       NOERROR 299000 (99.71%), NXDOMAIN 870 (0.29%)
  Average packet size:  request 37, response 59
  Run time (s):         1.000050
  Queries per second:   299861.705670

  Average Latency (s):  0.000318 (min 0.000010, max 0.001000)
`
  const rcodes = new Map([
    ['NOERROR', 299000],
    ['NXDOMAIN', 870],
  ])
  t.strictSame(readReport(text), { answered: 299870, lost: 5, rate: 299861.70567, latency: 318, size: 59, rcodes })
  t.end()
})

t.test('ratios are taken within a round, and rounds without a figure do not count', (t) => {
  t.equal(pairedRatio([1, 20, 300], [2, 10, 100]), 2)
  t.equal(pairedRatio([1, Number.NaN, 300], [2, 10, 100]), 1.75)
  t.equal(median([4, 1, 3, 2]), 2.5)
  t.match(atMost('x', pairedRatio([], []), 1), { met: undefined })
  t.end()
})

t.test('notes go to their row, and all others to the end', (t) => {
  const notes = readNotes(['hits'], 'How to write notes.\n\n## hits\n\nWhy.\n\n## The profile\n\nWhere.\n')
  t.strictSame([...notes.byRow], [['hits', 'Why.']])
  t.equal(notes.others, '## The profile\n\nWhere.')
  t.end()
})

t.test('a row that is measured alone takes its own place, and the others stay as they were', (t) => {
  const folder = temporary(t)
  const [first, second, third] = rows
  if (!first || !second || !third) return t.fail('there are rows')
  const found = (row: Row, date: string, us: number): Finding => ({
    row,
    result: { tables: [], verdicts: [atMost('x', us, 5, 'µs')], cpu: new Map([['Janus', us]]) },
    machine: [
      ['date', date],
      ['processor', '2 × Slow'],
    ],
    rounds: 2,
    seconds: 1,
  })
  keep(folder, [found(first, '2026-01-01', 4), found(second, '2026-01-01', Number.NaN), found(third, '2026-01-01', 3)])
  const findings = withKept(folder, [found(second, '2026-02-02', 7)], [first, second])
  t.strictSame(
    findings.map(({ row, result }) => [row.name, result.cpu?.get('Janus')]),
    [
      [first.name, 4],
      [second.name, 7],
    ],
    'the third is no row any more',
  )
  const report = { findings, notes: readNotes(names, ''), plot: 'x.svg' }
  t.match(documentText(report), /date 2026-02-02, processor 2 × Slow; older rows: 1,/)
  t.match(dataText(report), /Measured 2026-01-01 on 2 × Slow, 2 × 1 s\.[^#]*: 4\.00 µs/)
  keep(folder, [found(first, '2026-01-01', Number.NaN)])
  t.ok(Number.isNaN(withKept(folder, [], [first])[0]?.result.cpu?.get('Janus')), 'what was not measured stays so')
  t.end()
})

t.test('a plot cuts the bars of the slowest, and says how long they are', (t) => {
  const svg = plotText([
    {
      workload: 'hits',
      cpu: new Map([
        ['Janus', 4],
        ['BIND', 60],
      ]),
    },
  ])
  t.match(svg, />60<\/text>/)
  t.notMatch(svg, /NaN|undefined|="-/)
  t.end()
})

t.test('a cookie is one that a server with the same secret takes', (t) => {
  t.match(validCookie(), /^2464c4abcf10c95701000000[0-9a-f]{24}$/)
  t.end()
})

t.test('zones are those that the rows speak of', (t) => {
  // One line is $TTL.
  const records = (hostCount: number) => hosts(hostCount).text.trim().split('\n').length - 1
  const each = records(2) - records(1)
  t.equal(records(1) + (fullScale.largeHosts - 1) * each, 1_000_000)
  t.equal(new Set(names).size, names.length)
  t.end()
})

function temporary(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'janus-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

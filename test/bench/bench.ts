// `npm run bench`: Janus beside other nameservers, on this machine, in turns. Installs nothing; compares with what is there.
// README of it: --help.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { dnsperf } from './clients/dnsperf.ts'
import { killTools, runTool } from './clients/tool.ts'
import { readCommandLine, usage, type Wanted } from './command-line.ts'
import { type Bench, coresOf, fullScale, quickScale } from './context.ts'
import { DATA, dataText, documentText } from './report/document.ts'
import { type Finding, KEPT, keep, withKept } from './report/kept.ts'
import { busyText, machine } from './report/machine.ts'
import { readNotes } from './report/notes.ts'
import { plotText } from './report/plot.ts'
import { resultText } from './report/terminal.ts'
import { rows } from './rows/index.ts'
import type { Result, Row } from './rows/row.ts'
import { earlier } from './servers/earlier.ts'
import { useCompileCache } from './servers/environment.ts'
import { installInto } from './servers/installed.ts'
import type { ServerKind } from './servers/kind.ts'
import { peers } from './servers/peers.ts'
import { killAll } from './servers/running.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const PLOT = 'performance.svg'

/** A machine may be so many times slower than the one that the estimates are from, and need so many seconds more. */
const SLOWEST = 3
const SPARE_S = 60

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  const names = rows.map(({ name }) => name)
  let wanted: Wanted
  try {
    wanted = readCommandLine(words, names, DOCS)
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`)
    return 2
  }
  if (wanted.help) {
    console.log(`${usage}\nrows:\n${rows.map(({ name, work }) => `  ${name.padEnd(10)} ${work}`).join('\n')}`)
    return 0
  }
  if (process.platform !== 'linux' || dnsperf === undefined) {
    console.error('bench: it needs Linux and dnsperf: apt-get install dnsperf')
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'janus-bench-'))
  cleanUpOnSignals(folder)
  try {
    return await measure(wanted, folder)
  } finally {
    cleanUp(folder)
  }
}

async function measure(wanted: Wanted, folder: string): Promise<number> {
  useCompileCache(folder)
  installInto(folder)
  const bench = benchOf(wanted, folder)
  const chosen = rows.filter(({ name }) => wanted.only?.includes(name) ?? true)
  await pin(process.pid, bench.cores.client)
  announce(bench, chosen, wanted)
  const findings: Finding[] = []
  for (const row of chosen) {
    const result = await runRow(bench, row)
    const { rounds, seconds } = bench
    findings.push({ row, result, machine: machine(bench.peers), rounds, seconds })
    console.log(resultText(row, result))
    // After each row: who stops it halfway keeps what was measured.
    if (wanted.save !== undefined) save(wanted.save, findings)
  }
  if (wanted.save !== undefined)
    console.log(`\nwritten to ${wanted.save}: performance.md, ${DATA}, ${KEPT} and ${PLOT}`)
  return 0
}

function benchOf({ peers: names, against, rounds, seconds, quick, zones }: Wanted, folder: string): Bench {
  const asked = (name: string) => names?.some((other) => other.toLowerCase() === name.toLowerCase()) ?? true
  const scale = quick ? quickScale : fullScale
  return {
    rounds,
    seconds,
    scale: zones === undefined ? scale : { ...scale, departments: zones },
    folder,
    peers:
      against === undefined
        ? peers.filter(({ name, program }) => program !== undefined && asked(name))
        : [earlier(against, join(folder, 'earlier'))],
    pairs: against !== undefined,
    cores: coresOf(availableParallelism()),
    progress,
  }
}

/** The benchmark itself must not take turns with the servers: it shares the client's core, and all that it starts says where. */
async function pin(pid: number, cores: string): Promise<void> {
  await runTool('taskset', ['-a', '-c', '-p', cores, String(pid)], { cores, seconds: 5 })
}

function announce(bench: Bench, chosen: readonly Row[], { quick }: Wanted): void {
  const missing = peers.filter(({ program }) => program === undefined)
  const wanted = ['dnsperf', ...peers.flatMap(({ packages }) => packages), 'bind9-utils']
  console.log(`Debian packages that this compares with: ${wanted.join(' ')}`)
  if (missing.length > 0) console.log(`Not installed here: ${missing.map(namePackages).join(', ')}`)
  console.log(
    machine(bench.peers)
      .map(([what, value]) => `${what}: ${value}`)
      .join('\n'),
  )
  const busy = busyText()
  if (busy && !quick) console.log(busy)
  const seconds = chosen.reduce((sum, row) => sum + row.estimate(bench), 0)
  console.log(`${chosen.length} rows, ${bench.rounds} rounds: about ${Math.ceil(seconds / 60)} min`)
}

function namePackages({ name, packages }: ServerKind): string {
  return `${name} (${packages.join(', ')})`
}

/** A row that fails, or does not end, is a row without figures; the others are measured. */
async function runRow(bench: Bench, row: Row): Promise<Result> {
  const folder = join(bench.folder, row.name)
  mkdirSync(folder)
  progress(row.work)
  try {
    const run = row.run({ ...bench, progress: (text) => progress(`${row.name}: ${text}`) }, folder)
    return await within(SLOWEST * row.estimate(bench) + SPARE_S, run)
  } catch (error) {
    killTools()
    killAll()
    const { message } = error as Error
    return { tables: [], verdicts: [{ what: row.target, measured: 'it failed', met: undefined }], remarks: [message] }
  } finally {
    progress('')
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it had not ended after ${Math.round(seconds)} s`)), seconds * 1000)
  })
  // What goes on when it is late has lost its servers, and is told to nobody.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** One line that is written over, on a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

function save(folder: string, fresh: readonly Finding[]): void {
  mkdirSync(folder, { recursive: true })
  const findings = withKept(folder, fresh, rows)
  keep(folder, findings)
  const report = { findings, notes: readNotes(rows.map(({ name }) => name)), plot: PLOT }
  writeFileSync(join(folder, 'performance.md'), documentText(report))
  writeFileSync(join(folder, DATA), dataText(report))
  const series = findings.flatMap(({ row, result }) => (result.cpu ? [{ workload: row.name, cpu: result.cpu }] : []))
  writeFileSync(join(folder, PLOT), plotText(series))
}

function cleanUpOnSignals(folder: string): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => {
      cleanUp(folder)
      process.exit(code)
    })
}

function cleanUp(folder: string): void {
  killAll()
  killTools()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

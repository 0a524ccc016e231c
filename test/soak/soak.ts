// A server under a steady load for a long time, reloaded again and again: is anything lost, does memory grow? Writes its
// figures into docs/performance-data.md. `npm run soak` takes 20 minutes; SOAK_MINUTES and SOAK_RATE make it shorter or lighter.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { campus, campusZone } from '../support/small-campus.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? 20)
const RATE = Number(process.env.SOAK_RATE ?? 20_000)
const RELOAD_EVERY_MS = 5000
const SAMPLE_EVERY_MS = 15_000
const HOSTS = 10_000

type Sample = { readonly minute: number; readonly pss: number; readonly heap: number }

type LogLine = { readonly msg: string; readonly listen: readonly string[] }

class Log {
  readonly #counts = new Map<string, number>()
  readonly #lines = new Map<string, LogLine>()
  #partial = ''
  #wake: () => void = () => {}

  constructor(stream: NodeJS.ReadableStream) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      const lines = (this.#partial + text).split('\n')
      this.#partial = lines.pop()!
      for (const line of lines) {
        const read = JSON.parse(line) as LogLine
        this.#lines.set(read.msg, read)
        this.#counts.set(read.msg, this.count(read.msg) + 1)
      }
      this.#wake()
    })
  }

  async line(msg: string): Promise<LogLine> {
    for (;;) {
      const line = this.#lines.get(msg)
      if (line) return line
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  count(msg: string): number {
    return this.#counts.get(msg) ?? 0
  }
}

const folder = mkdtempSync(join(tmpdir(), 'janus-soak-'))
try {
  await soak()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function soak(): Promise<void> {
  for (const [name, text] of Object.entries(campus())) writeFileSync(join(folder, name), text)
  edit(1)
  const types = ['A', 'MX', 'AAAA']
  // Names that exist and, one in four, names that do not: resolvers ask for many of those.
  const questions = Array.from({ length: 4 * HOSTS }, (_, i) =>
    i % 4 === 3 ? `gone${i}.univ.example A` : `h${i % HOSTS}.univ.example ${types[i % 3]}`,
  )
  writeFileSync(join(folder, 'questions'), `${questions.join('\n')}\n`)
  const server = spawn(process.execPath, ['src/cli/janus.js', 'serve', '--config', join(folder, 'janus.yaml')], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const log = new Log(server.stdout)
  const port = Number(/:(\d+)$/.exec(String((await log.line('ready')).listen[0]))![1])
  const seconds = MINUTES * 60
  const load = [
    '-s',
    '127.0.0.1',
    '-p',
    `${port}`,
    '-d',
    join(folder, 'questions'),
    '-Q',
    `${RATE}`,
    '-l',
    `${seconds}`,
  ]
  const dnsperf = spawn('dnsperf', [...load, '-c', '8', '-t', '5'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let report = ''
  dnsperf.stdout.setEncoding('utf8').on('data', (text: string) => {
    report += text
  })
  const done = new Promise<void>((resolve) => dnsperf.on('close', () => resolve()))
  const samples: Sample[] = []
  const begun = Date.now()
  let edition = 1
  let ended = false
  void done.then(() => {
    ended = true
  })
  for (let next = begun; !ended; next += RELOAD_EVERY_MS) {
    await Promise.race([done, pause(Math.max(0, next - Date.now()))])
    edit(++edition)
    server.kill('SIGHUP')
    if (samples.length * SAMPLE_EVERY_MS <= Date.now() - begun)
      samples.push(sample(server.pid!, (Date.now() - begun) / 60_000))
  }
  await pause(2000)
  samples.push(sample(server.pid!, MINUTES))
  server.kill('SIGTERM')
  await new Promise((resolve) => server.on('close', resolve))
  write(report, samples, log.count('reloaded'), log.count('a UDP worker died, and is replaced'))
}

/** Every reload changes ten thousand addresses in both faces. */
function edit(edition: number): void {
  const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i} A 192.0.2.${(i + edition) % 250}\n MX 10 mx`).join('\n')
  for (const [view, file] of [
    ['internal', 'in.zone'],
    ['external', 'out.zone'],
  ] as const)
    writeFileSync(join(folder, file), campusZone(view, { serial: edition, more: hosts }))
}

function sample(pid: number, minute: number): Sample {
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1])
  return { minute, pss: kilobytes('Pss') / 1024, heap: kilobytes('Anonymous') / 1024 }
}

function write(report: string, samples: readonly Sample[], reloads: number, deaths: number): void {
  const fact = (what: RegExp) => what.exec(report)?.[1] ?? '?'
  const at = (share: number) => samples[Math.min(samples.length - 1, Math.floor(share * samples.length))]!
  const rows = [0.05, 0.25, 0.5, 0.75, 1].map((share) => at(share))
  const text = `## Soak

One server with ${HOSTS.toLocaleString('en')} hosts in two faces, two workers, asked ${RATE.toLocaleString('en')} times a second for ${MINUTES} minutes (A, MX, AAAA, one in four for a
name that does not exist), every host changed and reloaded every ${RELOAD_EVERY_MS / 1000} seconds. \`npm run soak\` on ${new Date().toISOString().slice(0, 10)}, Node.js
${process.version}, ${cpus().length} cores (${cpus()[0]!.model.trim()}), client on the same machine.

| | |
| --- | --- |
| queries sent | ${Number(fact(/Queries sent: +(\d+)/)).toLocaleString('en')} |
| queries lost | ${fact(/Queries lost: +(\d+ \([\d.]+%\))/)} |
| queries a second | ${Number(fact(/Queries per second: +([\d.]+)/)).toFixed(0)} |
| latency on average, at most | ${(Number(fact(/Average Latency \(s\): +([\d.]+)/)) * 1000).toFixed(2)} ms, ${(Number(fact(/max ([\d.]+)/)) * 1000).toFixed(1)} ms |
| reloads | ${reloads} |
| workers that died | ${deaths} |

Memory of the process (Pss), in MB:

| minute | Pss | anonymous |
| --- | --- | --- |
${rows.map(({ minute, pss, heap }) => `| ${minute.toFixed(1)} | ${pss.toFixed(0)} | ${heap.toFixed(0)} |`).join('\n')}
`
  process.stdout.write(text)
  // The first is what people read, the second what the benchmark keeps when it writes the first anew.
  for (const file of ['docs/performance-data.md', 'test/bench/notes.md'])
    put(join(import.meta.dirname, '../..', file), text)
}

function put(file: string, section: string): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '# Performance\n'
  const others = old.replace(/(?:^|\n)## Soak\n[\s\S]*?(?=\n## |$)/, '').trimEnd()
  writeFileSync(file, `${others}\n\n${section}`)
}

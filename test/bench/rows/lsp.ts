// A line of a large zone edited: how long an editor waits for the findings of both faces.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Editor } from '../../support/editor.ts'
import { quantile } from '../measure/statistics.ts'
import { environment } from '../servers/environment.ts'
import { programOf } from '../servers/installed.ts'
import { type Random, randomFrom } from '../zones/random.ts'
import { hosts } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

/** Three lines each: 100,000 in all. */
const HOSTS = 33_331
const EDITS = 200
const TARGET_MS = 100

export const lsp: Row = {
  name: 'lsp',
  work: `${EDITS} edits of one line, at random places of a zone of 100,000 lines with a second face as large: from the edit to the findings`,
  target: `95 of 100 within ${TARGET_MS} ms`,
  estimate: (bench) => (bench.seconds < 1 ? 4 : 25),
  run: async (bench, folder): Promise<Result> => {
    const isQuick = bench.seconds < 1
    const count = isQuick ? 300 : HOSTS
    const file = writeSite(folder, count)
    const { server, editor } = start(bench.cores.serverPair)
    try {
      await editor.begin()
      const begun = performance.now()
      const lines = siteText(count).split('\n')
      editor.open(file, lines.join('\n'))
      await editor.findings(file)
      const first = performance.now() - begun
      const cpuBefore = cpuMs(server.pid!)
      const times = await edit(editor, file, lines, isQuick ? 10 : EDITS, bench.progress)
      const cpu = (cpuMs(server.pid!) - cpuBefore) / times.length
      await editor.end()
      times.sort((a, b) => a - b)
      const p95 = quantile(times, 0.95)
      const figures = [first, quantile(times, 0.5), p95, times.at(-1)!, cpu].map((ms) => ms.toFixed(0))
      return {
        tables: [
          {
            columns: ['lines', 'first, ms', 'median, ms', 'p95, ms', 'longest, ms', 'CPU, ms an edit'],
            lines: [[`${lines.length - 1}`, ...figures]],
          },
        ],
        verdicts: [atMost('p95', p95, TARGET_MS, 'ms')],
      }
    } finally {
      server.kill('SIGKILL')
    }
  },
}

function siteText(count: number): string {
  return hosts(count).text
}

/** Inside every host takes its own mail, outside the gateway does; addresses differ. */
function writeSite(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true })
  const outside = hosts(count, { gateway: true }).text.replaceAll(' IN A 10.', ' IN A 203.')
  const file = join(folder, 'in.zone')
  writeFileSync(file, siteText(count))
  writeFileSync(join(folder, 'out.zone'), outside)
  const zones = '{univ.example: {internal: in.zone, external: out.zone}}'
  const views = '{internal: [10.0.0.0/8], external: [any]}'
  writeFileSync(join(folder, 'janus.yaml'), `listen: [127.0.0.1:0]\nviews: ${views}\nzones: ${zones}\n`)
  return file
}

function start(cores: string): { readonly server: ChildProcess; readonly editor: Editor } {
  const command = ['-c', cores, process.execPath, programOf('zonecheck'), 'lsp']
  const server = spawn('taskset', command, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] })
  return { server, editor: new Editor(server.stdout, server.stdin) }
}

/** What the process has taken of processors so far: the figure that a busy machine changes least. */
function cpuMs(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * 10
}

async function edit(
  editor: Editor,
  file: string,
  lines: string[],
  count: number,
  progress: (text: string) => void,
): Promise<number[]> {
  const random = randomFrom(1)
  const times: number[] = []
  const write = async (line: number, text: string) => {
    const range = { start: { line, character: 0 }, end: { line, character: lines[line]!.length } }
    lines[line] = text
    const begun = performance.now()
    editor.type(file, text, range)
    await editor.findings(file)
    times.push(performance.now() - begun)
  }
  for (let i = 0; times.length < count; i++) {
    progress(`edit ${times.length + 1} of ${count}`)
    const line = FIRST_HOST + random.below(lines.length - FIRST_HOST - 1)
    const before = lines[line]!
    const after = edits[i % edits.length]!(before, i, random)
    await write(line, after)
    // Nobody leaves a line that cannot be read.
    if (after.includes('BROKEN') && times.length < count) await write(line, before)
  }
  return times
}

/** Behind the apex and its servers. */
const FIRST_HOST = 8

const edits: readonly ((line: string, i: number, random: Random) => string)[] = [
  (line) => line.replace(' IN ', ' 7200 IN '),
  (line, i) => line.replace(/^\S+/, `new${i}`),
  (_, i, random) => `alias${i} IN CNAME h${random.below(100)}`,
  (line) => `${line} ; a note`,
  (_, i) => `lost${i} IN MX 10 nowhere${i}`,
  (line) => line.replace(/\S+$/, 'BROKEN BROKEN'),
  () => '',
]

// A server that is killed at any of its writes loses nothing that it has accepted, and gives no serial to two contents.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { folderOf } from '../support/janus.ts'
import type { Line } from '../support/killed-server.ts'

const program = join(import.meta.dirname, '../support/killed-server.ts')

/** What the server says until it is killed at that step, or is through with what it does. */
function served(folder: string, at: number, from: number): Promise<readonly Line[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, program, folder, `${at}`, `${from}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const parts: Buffer[] = []
    child.stdout.on('data', (part) => parts.push(part))
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL' && code !== 0) reject(new Error(`it ended with ${code}`))
      const lines = Buffer.concat(parts).toString().split('\n').slice(0, -1)
      resolve(lines.map((line) => JSON.parse(line)))
    })
  })
}

t.test('killed at each write in turn, and started again', { timeout: 1_200_000 }, async (t) => {
  const folder = folderOf(t, {
    'janus.yaml':
      'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {inside: [127.0.0.1]}\nzones: {a.example: a.zone}\n',
    'a.zone': '$TTL 60\n@ SOA ns hostmaster 5 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  })
  const bySerial = new Map<number, string>()
  let kept: readonly Line[] = []
  let isThrough = false
  let step = 1
  for (; !isThrough; step++) {
    const lines = await served(folder, step, 2 + ((step * 8) % 240))
    isThrough = lines.at(-1)?.said === 'ends'
    const [start] = lines
    for (const line of lines) {
      if (!('serial' in line)) continue
      const known = bySerial.get(line.serial) ?? line.records
      bySerial.set(line.serial, line.records)
      if (known !== line.records)
        t.fail(`step ${step}: serial ${line.serial} was that of ${known}, and is of ${line.records}`)
    }
    if (start?.said === 'starts') {
      const may = mayBe(kept)
      if (may && !may.has(start.records)) t.fail(`step ${step}: ${start.records} is served, not one of ${[...may]}`)
      kept = []
    }
    kept = [...kept, ...lines]
  }
  // A log is synced by its writes, each of which is two steps here.
  t.ok(step > 30, `${step} steps`)
})

/** What may be served after a crash: what was accepted last, or what was wanted since. Undefined where a person published since. */
function mayBe(lines: readonly Line[]): ReadonlySet<string> | undefined {
  const last = lines.findLastIndex(({ said }) => said === 'accepted' || said === 'starts')
  const since = lines.slice(Math.max(last, 0))
  if (last < 0 || since.some(({ said }) => said === 'writes the file with' || said === 'serves')) return undefined
  return new Set(since.flatMap((line) => ('records' in line ? [line.records] : [])))
}

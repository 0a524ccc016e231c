// Appends to a log until it is killed, by itself, at the step that it is told, or in the middle of it. Says what it asks for, and what
// was accepted.

import { writeSync } from 'node:fs'
import { Log } from '../../src/store/log.ts'
import { disk, type LogDisk, type LogFile } from '../../src/store/log-file.ts'

const [path, at, room] = process.argv.slice(2) as [string, string, string]
let steps = 0

/** Of what is written the first half is a step too. */
async function step<T>(task: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
  await count()
  if (half) {
    await half()
    await count()
  }
  return task()
}

async function count(): Promise<void> {
  if (++steps !== Number(at)) return
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
}

function counted(file: LogFile): LogFile {
  return {
    ...file,
    write: (at, bytes) =>
      step(
        () => file.write(at, bytes),
        () => file.write(at, bytes.subarray(0, bytes.length >> 1)),
      ),
    sync: () => step(file.sync),
    cut: (size) => step(() => file.cut(size)),
  }
}

const counting: LogDisk = {
  open: async (path, through) => counted(await step(() => disk.open(path, through))),
  replace: (from, to) => step(() => disk.replace(from, to)),
  syncFolder: (path) => step(() => disk.syncFolder(path)),
  remove: (path) => step(() => disk.remove(path)),
}

const options = { version: 1, onTorn: () => {}, disk: counting, room: Number(room) }
const opened = await Log.open(path, options, () => {})
if (typeof opened === 'string') throw new Error(opened)
const log = opened

const asked: string[] = []

/** Written at once: a pipe may be lost with the process. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}

async function append(...records: string[]): Promise<void> {
  for (const record of records) say(`asked ${record}`)
  asked.push(...records)
  await log.append(records.map((record) => Buffer.from(record)))
  for (const record of records) say(`accepted ${record}`)
}

await append('one')
await Promise.all([append('two'), append('three', 'four')])
await log.compact(async (_from, _end, to) => {
  const next = await Log.open(to, options, () => {})
  if (typeof next === 'string') throw new Error(next)
  await next.append(asked.map((record) => Buffer.from(record)))
  await next.close()
})
await append('five')
await log.close()

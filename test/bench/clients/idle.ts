// Connections of TLS that are open and ask nothing: they are held by a program of their own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { environment } from '../servers/environment.ts'

export type IdleTask = {
  readonly port: number
  readonly connections: number
  /** What each asks once. */
  readonly name: string
  readonly type: number
}

export type IdleReport = { readonly open: number; readonly failed: number }

/** Calls `look` while they are open. */
export async function whileIdle<T>(
  task: IdleTask,
  cores: string,
  look: (report: IdleReport) => T | Promise<T>,
): Promise<T> {
  const client = join(import.meta.dirname, 'idle-client.ts')
  const child = spawn('taskset', ['-c', cores, process.execPath, client, JSON.stringify(task)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    const line = await Promise.race([once(child.stdout, 'data'), ended])
    const text = String(line[0])
    if (!text.startsWith('{')) throw new Error(`the client of idle connections ended with ${text}`)
    return await look(JSON.parse(text) as IdleReport)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

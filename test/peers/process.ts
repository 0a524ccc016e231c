// A nameserver as a child process in a folder of its own, on a free port of 127.0.0.1; gone when the test is over.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'

/** Files by name, and the command that starts the server in their folder. */
export type Setup = {
  readonly program: string
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
}

export interface RunningServer {
  readonly port: number
  readonly folder: string
  /** What it wrote to its standard error so far. */
  readonly log: () => string
  readonly hasEnded: () => boolean
  /** Each of these servers reads its files again on a SIGHUP. */
  reload(): void
  /** It ends, and begins again with all that it has kept. `meanwhile`: done while it is not there. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

// tap tells a test that takes too long to go: its servers go with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** The program's path, or undefined where it is not installed. */
export function installed(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** `at`: the port that it had before, where it comes again. */
export async function run(setup: (port: number, folder: string) => Setup, at?: number): Promise<RunningServer> {
  const port = at ?? (await freePort())
  const folder = mkdtempSync(join(tmpdir(), 'janus-peer-'))
  const { program, files, args } = setup(port, folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  let log = ''
  const start = () => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (chunk) => {
      log = (log + chunk).slice(-100_000)
    })
    return child
  }
  let child = start()
  const killNow = () => child.kill('SIGKILL')
  process.on('exit', killNow)
  return {
    port,
    folder,
    log: () => log,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    reload: () => void child.kill('SIGHUP'),
    restart: async (meanwhile = async () => {}) => {
      // What it has kept is what it begins with: it may end in its own time.
      await end(child, 60_000)
      await meanwhile()
      child = start()
    },
    stop: async () => {
      await end(child, 3000)
      process.off('exit', killNow)
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

async function end(child: ChildProcess, patience: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  await gone
  clearTimeout(timer)
}

// A server as a child process in a folder of its own, pinned to its cores. Whatever happens to the benchmark, nothing that it
// started and no file of its stays behind.

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type CpuTime,
  cpuOf,
  memoryOf,
  peakOf,
  processTree,
  type ThreadTimes,
  threadsOf,
  waitedOf,
} from '../measure/process-tree.ts'
import { environment } from './environment.ts'
import type { Launch } from './kind.ts'

export type Place = { readonly folder: string; readonly port: number; readonly cores: string }

const running = new Set<Running>()

export class Running {
  readonly name: string
  readonly folder: string
  readonly port: number
  /** When the process was about to be made, by performance.now(). */
  readonly started: number
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  #over = false

  /** Starts it and does not wait until it answers. */
  constructor(name: string, launch: Launch, { folder, port, cores }: Place) {
    this.name = name
    this.folder = folder
    this.port = port
    writeFiles(launch, folder)
    const output = openSync(join(folder, 'output'), 'a')
    this.started = performance.now()
    // A group of its own: processes that the server leaves behind are ended with it.
    this.#child = spawn('taskset', ['-c', cores, launch.program, ...launch.args], {
      cwd: folder,
      env: { ...environment, ...launch.env },
      stdio: ['ignore', output, output],
      detached: true,
    })
    closeSync(output)
    running.add(this)
    this.ended = new Promise((resolve) => {
      const over = () => {
        this.#over = true
        this.killNow()
        running.delete(this)
        resolve()
      }
      this.#child.once('exit', over)
      this.#child.once('error', over)
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  get over(): boolean {
    return this.#over
  }

  /** CPU time of the whole process tree so far, in microseconds. */
  cpu(): number {
    const { user, system } = this.cpuTime()
    return user + system
  }

  cpuTime(): CpuTime {
    return cpuOf(processTree(this.pid))
  }

  /** CPU time of each thread so far. */
  threads(): ThreadTimes {
    return threadsOf(processTree(this.pid))
  }

  /** Milliseconds so far for which its first thread has waited for a processor. */
  waited(): number {
    return waitedOf(this.pid)
  }

  /** Memory of the whole process tree, in octets. */
  memory(): number {
    return memoryOf(processTree(this.pid))
  }

  /** The most that the processes of the tree have had. */
  peak(): number {
    return peakOf(processTree(this.pid))
  }

  /** The last lines that it wrote. */
  lastWords(): string {
    return readFileSync(join(this.folder, 'output'), 'utf8').trimEnd().split('\n').slice(-4).join('\n')
  }

  async stop(): Promise<void> {
    if (this.#over) return
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.killNow(), STOP_MS)
    await this.ended
    clearTimeout(timer)
  }

  killNow(): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // The whole group has ended.
    }
  }
}

/** For when the benchmark itself is ended: SIGINT, SIGTERM, an error. */
export function killAll(): void {
  for (const server of running) server.killNow()
}

const STOP_MS = 3000

/** Lays out a server's folder, for itself alone: keys may be in it. */
export function writeFiles({ files = {}, links = {} }: Launch, folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    symlinkSync(target, join(folder, name))
  }
}

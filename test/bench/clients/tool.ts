// A program that runs to its end beside the benchmark, pinned to the client's core, and what it printed.

import { type ChildProcess, spawn } from 'node:child_process'
import { environment } from '../servers/environment.ts'

const running = new Set<ChildProcess>()

export type ToolOptions = { readonly cores: string; readonly seconds: number }

/** Rejects where it fails, or takes longer than `seconds`. */
export function runTool(program: string, args: readonly string[], { cores, seconds }: ToolOptions): Promise<string> {
  const child = spawn('taskset', ['-c', cores, program, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let printed = ''
  let complained = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained = (complained + text).slice(-2000)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child)
      if (code === 0) resolve(printed)
      else reject(new Error(`${program} ended with ${signal ?? `exit code ${code}`}: ${complained.trim()}`))
    })
  })
}

export function killTools(): void {
  for (const child of running) child.kill('SIGKILL')
}

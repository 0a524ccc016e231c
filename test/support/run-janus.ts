// The command `janus` as people run it, in a process of its own.

import { spawnSync } from 'node:child_process'
import { checkout, janusProgram } from './program.ts'

export const root = `${checkout}/`

export type Run = { readonly stdout: string; readonly stderr: string; readonly status: number | null }

export function janus(args: readonly string[], cwd: string = root): Run {
  const { stdout, stderr, status } = spawnSync(process.execPath, [janusProgram, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  })
  return { stdout, stderr, status }
}

// The command `janus` as people run it, in a process of its own.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const command = fileURLToPath(new URL('../../src/cli/janus.js', import.meta.url))

export type Run = { readonly stdout: string; readonly stderr: string; readonly status: number | null }

export function janus(args: readonly string[], cwd: string = root): Run {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  })
  return { stdout, stderr, status }
}

// A state folder on a small disk of its own, which a test fills.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { run } from './janus.ts'

/** The state folder, empty, on a disk of a megabyte or so; undefined where nobody may make one. */
export async function mounted(t: Test, folder: string, size = '1m'): Promise<string | undefined> {
  const state = join(folder, 'state')
  mkdirSync(state, { mode: 0o700 })
  const made = await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', state]).catch(() => ({
    code: 1,
  }))
  if (made.code !== 0) return undefined
  t.teardown(() => run('umount', ['-l', state]))
  return state
}

export const filler = (state: string) => join(state, 'filler')

/** With a file, to the last octet. */
export function fill(state: string): void {
  for (let size = 1 << 16; size >= 1; size >>= 1)
    for (;;)
      try {
        writeFileSync(filler(state), Buffer.alloc(size), { flag: 'a' })
      } catch {
        break
      }
}

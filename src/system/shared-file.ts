// A file without a name, through which one process hands octets to another.

import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Posix } from './posix.ts'

/** Its descriptor. In memory where the system has such files, else on disk and without a name. Throws system errors. */
export function openNameless(posix: Posix | undefined): number {
  const fd = posix?.memoryFile('janus') ?? -1
  if (fd >= 0) return fd
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  try {
    return openSync(join(folder, 'images'), 'wx+', 0o600)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

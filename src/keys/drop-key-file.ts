// Deletes a file of a key, but never the last one, even while other processes delete or make files of the same key.

import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from '../system/write-whole.ts'

/**
 * `isLast` says whether the key has no other file; we ask it when this file is out of the way. False where this file is the last and
 * stays. Throws system errors.
 */
export function dropKeyFile(path: string, isLast: () => boolean): boolean {
  // Under this name nobody takes it for a key. Two processes that put aside the last two files at once both find none left, and both
  // bring theirs back.
  const aside = join(dirname(path), `.dropped.${randomUUID()}`)
  renameSync(path, aside)
  if (isLast()) {
    renameSync(aside, path)
    return false
  }
  rmSync(aside)
  // The file must not come back after a crash: whoever has its secret would be let in again.
  syncFolder(dirname(path))
  return true
}

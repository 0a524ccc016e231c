// Deletes a file of a key, but never the last one: whoever else deletes or makes files of the same key at that moment.

import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from '../system/write-whole.ts'

/**
 * `isLast`: whether no other file of the key is there, looked at when this one is out of the way. False where it is, and stays. Throws
 * system errors.
 */
export function dropKeyFile(path: string, isLast: () => boolean): boolean {
  // Nobody takes it for a key there. Two who put aside the last two at once both find none, and both bring theirs back.
  const aside = join(dirname(path), `.dropped.${randomUUID()}`)
  renameSync(path, aside)
  if (isLast()) {
    renameSync(aside, path)
    return false
  }
  rmSync(aside)
  // After a crash it does not come back: who had it would be let in again.
  syncFolder(dirname(path))
  return true
}

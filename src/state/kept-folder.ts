// The folder `kept` in the state folder, for what nothing else can make again. Operators may delete all else there. They back up this
// folder, and Janus deletes nothing in it.

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isFull } from '../system/full-disk.ts'
import { writeWhole } from '../system/write-whole.ts'

/** A file beside the folder that says that there was one, and names each file that was in it on a line. */
const MARK = 'kept.made'

export type KeptFolder = {
  readonly path: string
  /** The folder was there and is gone: its contents are lost. Only the first caller sees that, because it creates the folder again. */
  readonly isMissed: boolean
  /** Whether a file of that name was there and is gone. */
  readonly misses: (file: string) => boolean
  /** From now on, misses the folder, and files of these names if they are gone. Throws system errors. */
  readonly keeps: (...names: string[]) => void
}

/**
 * Gives the folder and creates it if there is none, as in a new state folder or one of an older version. The folder may be a link. Throws
 * system errors.
 */
export function keptFolder(state: string): KeptFolder {
  const path = join(state, 'kept')
  const mark = join(state, MARK)
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const isMissed = !isThere && existsSync(mark)
  if (!isThere) mkdirSync(path, { recursive: true, mode: 0o750 })
  const files = filesIn(mark)
  return {
    path,
    isMissed,
    misses: (file) => files.has(file) && !existsSync(join(path, file)),
    keeps: (...names) => {
      if (names.every((file) => files.has(file)) && existsSync(mark)) return
      for (const file of names) files.add(file)
      leaveMarkIfRoom(mark, files)
    },
  }
}

/** For programs that only read: creates nothing and misses nothing. */
export function folderToRead(state: string): KeptFolder {
  return { path: keptFile(state, ''), isMissed: false, misses: () => false, keeps: () => {} }
}

/** The path of a file in the folder. */
export function keptFile(state: string, name: string): string {
  return join(state, 'kept', name)
}

function filesIn(mark: string): Set<string> {
  if (!existsSync(mark)) return new Set()
  return new Set(readFileSync(mark, 'utf8').split('\n').filter(Boolean))
}

/** A full disk takes no mark: the next start writes it, and nothing needs it before. What is kept is worth more than its mark. */
function leaveMarkIfRoom(mark: string, files: ReadonlySet<string>): void {
  try {
    leaveMark(mark, files)
  } catch (error) {
    if (!isFull(error)) throw error
  }
}

/** Once the mark is on the disk, Janus misses these files if they are gone. */
function leaveMark(mark: string, files: ReadonlySet<string>): void {
  writeWhole(mark, [...files].map((file) => `${file}\n`).join(''))
}

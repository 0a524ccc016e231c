// `kept` in the state folder: what nothing else can make again. Operators may delete all else there; they back this up, and we delete
// nothing in it.

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isFull } from '../system/full-disk.ts'
import { writeWhole } from '../system/write-whole.ts'

/** Beside the folder: that there has been one, and which files have been in it, a line each. */
const MARK = 'kept.made'

export type KeptFolder = {
  readonly path: string
  /** It was there, and somebody has taken it away: what was in it is lost. */
  readonly isMissed: boolean
  /** Whether a file of that name was there, and is not. Whoever asks second finds the folder made, and its files missing. */
  readonly misses: (file: string) => boolean
  /** From now on a file of that name is missed where it is not there. Throws system errors. */
  readonly keeps: (file: string) => void
}

/**
 * The folder, made where there is none: so it is in a state folder that is new or comes from an older version. It may be a link to one
 * that lies somewhere else. Throws system errors.
 */
export function keptFolder(state: string): KeptFolder {
  const path = join(state, 'kept')
  const mark = join(state, MARK)
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const isMissed = !isThere && existsSync(mark)
  if (!isThere) mkdirSync(path, { recursive: true, mode: 0o750 })
  const files = filesIn(mark)
  if (!existsSync(mark)) leaveMarkIfRoom(mark, files)
  return {
    path,
    isMissed,
    misses: (file) => files.has(file) && !existsSync(join(path, file)),
    keeps: (file) => {
      if (files.has(file)) return
      files.add(file)
      leaveMarkIfRoom(mark, files)
    },
  }
}

/** For who writes nothing there: it makes none, and misses nothing. */
export function folderToRead(state: string): KeptFolder {
  return { path: keptFile(state, ''), isMissed: false, misses: () => false, keeps: () => {} }
}

/** Where a file of the folder lies, or would. */
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

/** Once the mark is on the disk, what is missing is missed. */
function leaveMark(mark: string, files: ReadonlySet<string>): void {
  writeWhole(mark, [...files].map((file) => `${file}\n`).join(''))
}

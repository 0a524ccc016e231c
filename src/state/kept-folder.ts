// `kept` in the state folder: what nothing else can make again. All else there may be deleted; this is backed up, and nothing in it
// is deleted by us.

import { closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Beside the folder: that there has been one. */
const MARK = 'kept.made'

export type KeptFolder = {
  readonly path: string
  /** It was there, and somebody has taken it away: what was in it is lost. */
  readonly isMissed: boolean
}

/** The folder, made where there is none: so it is in a state folder that is new or comes from an older version. Throws system errors. */
export function keptFolder(state: string): KeptFolder {
  const path = join(state, 'kept')
  const mark = join(state, MARK)
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    leaveMark(state, mark)
    return { path, isMissed: false }
  }
  const isMissed = existsSync(mark)
  mkdirSync(path, { recursive: true, mode: 0o750 })
  leaveMark(state, mark)
  return { path, isMissed }
}

/** Once the mark is on the disk, a folder that is missing is missed. */
function leaveMark(state: string, mark: string): void {
  if (existsSync(mark)) return
  writeFileSync(mark, '', { flag: 'wx', mode: 0o640 })
  const fd = openSync(state, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

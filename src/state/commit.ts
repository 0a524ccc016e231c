// Puts several files in place together: after a crash at any moment, either all of them are new or none is.
//
//   the new files are written beside the old ones, under names of their own
//   a commit record names them all; from the moment that it is there, they count
//   each takes its place, and the record goes away; whoever finds a record finishes what it says

import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { readRegular } from '../system/regular-file.ts'
import { moveWhole, syncFolder } from '../system/write-whole.ts'

/** The name under which a new file waits. */
export function waitingName(path: string): string {
  return `${path}.next`
}

/** `paths` lie in `folder`, each with its new version waiting beside it. Throws system errors: before the record, nothing has changed. */
export function commitTogether(folder: string, paths: readonly string[]): void {
  if (paths.length === 0) return
  const record = join(folder, RECORD)
  const temporary = `${record}.new`
  for (const path of new Set(paths.map(dirname))) syncFolder(path)
  writeAnew(temporary, JSON.stringify(paths.map((path) => relative(folder, path))), { flush: true })
  moveWhole(temporary, record)
  finish(folder, paths)
}

/** Writes a new file, and never into a link or another file that somebody has put there. Throws system errors. */
export function writeAnew(path: string, text: string, { flush = false } = {}): void {
  rmSync(path, { force: true })
  writeFileSync(path, text, { flush, flag: 'wx', mode: 0o640 })
}

/**
 * After a crash, completes what was committed and deletes what was not. Only the one user of the folder may call it. `isOurs` tells by the
 * name which half-written files are ours: somebody may keep files of his own in the folder.
 */
export function recoverFolder(folder: string, isOurs: (name: string) => boolean): void {
  const record = readRecord(join(folder, RECORD))
  if (record) {
    const root = resolve(folder)
    const paths = record.map((path) => resolve(root, path)).filter((path) => isWithin(root, path))
    finish(folder, paths)
  }
  rmSync(`${join(folder, RECORD)}.new`, { force: true })
  for (const path of filesIn(folder)) if (isOurs(basename(path))) rmSync(path, { force: true })
}

const RECORD = 'commit.json'
/** In octets: far above what 100,000 faces take. */
const MAX_RECORD = 1 << 26

function finish(folder: string, paths: readonly string[]): void {
  for (const path of paths) moveIfThere(waitingName(path), path)
  for (const path of new Set(paths.map(dirname))) syncFolder(path)
  rmSync(join(folder, RECORD), { force: true })
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function readRecord(path: string): string[] | undefined {
  try {
    const paths = JSON.parse(readRegular(path, MAX_RECORD).toString('utf8'))
    return Array.isArray(paths) && paths.every((one) => typeof one === 'string') ? paths : undefined
  } catch {
    return undefined
  }
}

/** Whether `path` lies below `root` without any link on the way. */
function isWithin(root: string, path: string): boolean {
  if (!path.startsWith(`${root}/`)) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!isFolder(folder)) return false
    if (folder === root) return true
  }
}

/** Follows no links: what they lead to is not ours to delete. */
function filesIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

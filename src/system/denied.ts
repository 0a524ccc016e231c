// Says which permission keeps this process from a file, so that an operator can give it.

import { type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { lineOf } from './accounts.ts'
import type { FileSaid } from './regular-file.ts'

/** How to let this process, as it is now, read the file; for a file that it may not open. */
export function howToPermit(path: string): FileSaid {
  const user = userName(process.geteuid?.() ?? 0)
  const folder = closedFolder(resolve(path))
  const mode = modeOf(folder ?? path)
  if (folder !== undefined)
    return mode === undefined
      ? { code: 'allow-folder', parameters: { user, folder } }
      : { code: 'allow-folder-mode', parameters: { user, folder, mode } }
  return mode === undefined
    ? { code: 'allow-file', parameters: { user, file: path } }
    : { code: 'allow-file-mode', parameters: { user, file: path, mode } }
}

/** The outermost folder above the file that this process may not enter. */
function closedFolder(path: string): string | undefined {
  const parent = dirname(path)
  if (parent === path) return undefined
  const outer = closedFolder(parent)
  if (outer !== undefined) return outer
  try {
    // To look at anything in a folder takes the permission to enter it.
    statSync(`${parent}/.`)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? parent : undefined
  }
}

/** `root:root 0750` */
function modeOf(path: string): string | undefined {
  let stats: Stats
  try {
    stats = statSync(path)
  } catch {
    return undefined
  }
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0')
  return `${userName(stats.uid)}:${groupName(stats.gid)} ${mode}`
}

function userName(uid: number): string {
  return nameIn('/etc/passwd', uid)
}

function groupName(gid: number): string {
  return nameIn('/etc/group', gid)
}

function nameIn(file: string, id: number): string {
  return lineOf(file, (fields) => fields[2] === String(id))?.[0] ?? String(id)
}

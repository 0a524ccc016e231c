// Gives, as root, a folder and all in it to the user as whom the server goes on. A former owner may have put links into the folder, and may
// still change it. So this looks at each file and gives it by one descriptor, follows no link, and leaves alone whatever is not plainly a
// part of the folder.

import {
  closeSync,
  constants,
  existsSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  type Stats,
  statSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import type { Account } from './accounts.ts'

/** Makes the folder where there is none. Gives a sentence for each thing that it leaves as it is; throws system errors. */
export function giveFolder(folder: string, account: Account): string[] {
  const found = findFolder(resolve(folder))
  if ('foreign' in found) {
    // A user who owns the folder around it can make it himself. It is a flaw only if it exists and belongs to somebody else.
    const owner = statSync(folder, { throwIfNoEntry: false })?.uid
    return owner === undefined || owner === account.uid ? [] : [`${folder} ${found.foreign}`]
  }
  mkdirSync(found.path, { recursive: true, mode: 0o750 })
  const left: string[] = []
  giveEntry({ shown: found.path, path: found.path, depth: 0 }, account, undefined, left)
  return left
}

const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_DIRECTORY = 0 } = constants
/** Depth of folders within folders. */
const MAX_DEPTH = 16
const MAX_LINKS = 40

/** The real path of the folder, if root owns all folders above it, so that nobody else can turn one meanwhile; else why not. */
function findFolder(folder: string): { readonly path: string } | { readonly foreign: string } {
  let rest = namesIn(folder)
  let path = '/'
  for (let links = 0; rest.length > 0; ) {
    const next = join(path, rest[0]!)
    const stat = lstatSync(next, { throwIfNoEntry: false })
    if (stat === undefined) return { path: join(path, ...rest) }
    if (rest.length === 1 && stat.isDirectory()) return { path: next }
    if (stat.uid !== 0) return { foreign: `is reached through ${next}, which belongs to another user` }
    if (stat.isSymbolicLink()) {
      if (++links > MAX_LINKS) return { foreign: 'is reached through links that lead in a circle' }
      rest = [...namesIn(resolve(path, readlinkSync(next))), ...rest.slice(1)]
      path = '/'
    } else {
      rest = rest.slice(1)
      path = next
    }
  }
  return { path }
}

function namesIn(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

type Entry = {
  /** `shown`: the path for people. `path`: the path for the system. */
  readonly shown: string
  readonly path: string
  readonly depth: number
}

/** Gives one entry. A folder's content comes before it, so that the user has a folder only once he has all of it. */
function giveEntry(entry: Entry, account: Account, top: Stats | undefined, left: string[]): void {
  const kind = lstatSync(entry.path, { throwIfNoEntry: false })
  // Programs make their sockets and pipes anew.
  if (kind === undefined || kind.isSocket() || kind.isFIFO()) return
  const flaw = flawOf(kind, top, account) ?? (entry.depth > MAX_DEPTH ? 'lies too deep' : undefined)
  if (flaw !== undefined) {
    left.push(`${entry.shown} ${flaw}`)
    return
  }
  const fd = openSync(entry.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | (kind.isDirectory() ? O_DIRECTORY : 0))
  try {
    const opened = fstatSync(fd)
    const other = flawOf(opened, top, account)
    if (other !== undefined) left.push(`${entry.shown} ${other}`)
    else if (opened.uid !== account.uid) {
      if (opened.isDirectory())
        for (const name of readdirSync(byDescriptor(fd, entry.path)))
          giveEntry(
            { shown: join(entry.shown, name), path: join(byDescriptor(fd, entry.path), name), depth: entry.depth + 1 },
            account,
            top ?? opened,
            left,
          )
      fchownSync(fd, account.uid, account.gid)
    }
  } finally {
    closeSync(fd)
  }
}

/** Why we must not give the entry. `top`: the whole folder; undefined if this is that folder. */
function flawOf(stat: Stats, top: Stats | undefined, account: Account): string | undefined {
  if (stat.isSymbolicLink()) return 'is a link'
  if (!stat.isDirectory() && !stat.isFile()) return 'is no file'
  if (top === undefined) return stat.isDirectory() ? undefined : 'is no folder'
  if (stat.dev !== top.dev) return 'is on another file system'
  if (stat.uid !== top.uid && stat.uid !== account.uid) return 'belongs to another user'
  if (stat.isFile() && stat.nlink > 1) return 'has another name elsewhere'
  return undefined
}

/** A path by the open descriptor: nobody can turn it by a link. */
function byDescriptor(fd: number, path: string): string {
  return existsSync(`/proc/self/fd/${fd}`) ? `/proc/self/fd/${fd}` : path
}

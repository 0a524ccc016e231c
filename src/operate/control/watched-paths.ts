// Finds the folders to watch, and the names to watch for in them, so that no change of what a path leads to is missed: of the file at
// its end, of each link on the way, of each folder, and of whatever does not exist yet.

import { lstatSync, readlinkSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'

/** By folder, links followed. The folders of the files themselves come first, those above them after. */
export type WatchedPaths = ReadonlyMap<string, ReadonlySet<string>>

const MAX_LINKS = 40

/**
 * `paths` are absolute. `late`: called where something on the way has changed at or after `since`, in milliseconds since 1970.
 */
export function watchedPaths(paths: Iterable<string>, since = Number.POSITIVE_INFINITY, late = () => {}): WatchedPaths {
  const near = new Map<string, Set<string>>()
  const far = new Map<string, Set<string>>()
  const looked = new Map<string, Stats | undefined>()
  const lookAt = (path: string): Stats | undefined => {
    if (looked.has(path)) return looked.get(path)
    const stat = statOf(path)
    looked.set(path, stat)
    if (stat && Math.max(stat.ctimeMs, stat.mtimeMs) >= since && !stat.isDirectory()) late()
    return stat
  }
  for (const path of new Set(paths)) follow(path, lookAt, near, far)
  return new Map([...near, ...[...far].map(([folder, names]) => [folder, union(names, near.get(folder))] as const)])
}

function follow(
  path: string,
  lookAt: (path: string) => Stats | undefined,
  near: Map<string, Set<string>>,
  far: Map<string, Set<string>>,
): void {
  let rest = namesIn(path)
  let folder = '/'
  for (let links = 0; rest.length > 0; ) {
    const [name, ...more] = rest as [string, ...string[]]
    const next = join(folder, name)
    const stat = lookAt(next)
    const isEnd = more.length === 0 || stat === undefined || stat.isSymbolicLink()
    add(isEnd ? near : far, folder, name)
    if (stat === undefined) return
    if (!stat.isSymbolicLink()) {
      folder = next
      rest = more
    } else if (++links > MAX_LINKS) return
    else {
      rest = [...namesIn(resolve(folder, readlinkSync(next))), ...more]
      folder = '/'
    }
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function add(to: Map<string, Set<string>>, folder: string, name: string): void {
  const names = to.get(folder)
  if (names) names.add(name)
  else to.set(folder, new Set([name]))
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  return new Set([...a, ...b])
}

function namesIn(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

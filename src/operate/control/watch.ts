// Reloads when a file that Janus serves from has changed and is quiet again. It watches folders, not files: editors and tools put a new
// file in the place of the old one, and orchestrators turn a link above it.

import { type FSWatcher, statSync, watch } from 'node:fs'
import type { Server } from '../../serve/server.ts'
import { configuredFiles } from '../../supply/load.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import { type WatchedPaths, watchedPaths } from './watched-paths.ts'

/** Milliseconds without a change before it reloads: a program may write several files one after the other. */
const QUIET = 500

/** Folders to watch at the most. The system has a limit too, for all programs of a user together. */
const MAX_WATCHES = 4096

export type WatchOptions = {
  readonly changed: () => void
  /** Called with the number of folders that cannot be watched, whenever it changes. */
  readonly missed: (folders: number, reason: string) => void
}

type Watcher = { readonly watcher: FSWatcher; readonly inode: string; names: ReadonlySet<string> }

export class FileWatch {
  readonly #options: WatchOptions
  readonly #watchers = new Map<string, Watcher>()
  #timer: NodeJS.Timeout | undefined
  #missed = 0

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** Watches what the server's configuration names now. `since`: when its files began to be read, in milliseconds since 1970. */
  follow(server: Server, since: number): void {
    let late = false
    const wanted = watchedPaths(filesOf(server), since, () => {
      late = true
    })
    this.#drop(wanted)
    const isNew = [...wanted].some(([folder, names]) => !isWithin(names, this.#watchers.get(folder)?.names))
    this.#tell(this.#add(wanted))
    // Nothing reports a change from before the watch: it is looked for by time.
    if (late && isNew) this.#soon()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { watcher } of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #drop(wanted: WatchedPaths): void {
    // Another folder may have taken the place of a watched one.
    for (const [folder, { watcher, inode }] of this.#watchers)
      if (!wanted.has(folder) || inodeOf(folder) !== inode) {
        watcher.close()
        this.#watchers.delete(folder)
      }
  }

  /** Gives a reason for each folder that cannot be watched. */
  #add(wanted: WatchedPaths): string[] {
    const failed: string[] = []
    for (const [folder, names] of wanted) {
      const known = this.#watchers.get(folder)
      if (known) known.names = names
      else if (this.#watchers.size >= MAX_WATCHES) failed.push(`there are more than ${MAX_WATCHES} of them`)
      else {
        const reason = this.#watch(folder, names)
        if (reason !== undefined) failed.push(reason)
      }
    }
    return failed
  }

  #watch(folder: string, names: ReadonlySet<string>): string | undefined {
    try {
      const inode = inodeOf(folder)
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || this.#watchers.get(folder)?.names.has(name)) this.#soon()
      })
      watcher.on('error', () => {
        watcher.close()
        this.#watchers.delete(folder)
      })
      this.#watchers.set(folder, { watcher, inode, names })
      return undefined
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // The watch of the folder above tells when a missing one comes. Nothing is served from a folder that may not be read.
      return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' ? undefined : message
    }
  }

  #tell(failed: readonly string[]): void {
    if (failed.length > 0 && failed.length !== this.#missed) this.#options.missed(failed.length, failed[0]!)
    this.#missed = failed.length
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#options.changed, QUIET)
  }
}

function isWithin(names: ReadonlySet<string>, known: ReadonlySet<string> = new Set()): boolean {
  return [...names].every((name) => known.has(name))
}

function inodeOf(folder: string): string {
  try {
    const { dev, ino } = statSync(folder)
    return `${dev}:${ino}`
  } catch {
    return ''
  }
}

/** The files from which served zones were read, and those to mend before a face is served, whether they exist or not. */
function filesOf({ current, lastReload, latest }: Server): string[] {
  const { settings, loaded, absent = [] } = current.candidate
  const named = loaded.faces.flatMap(({ face, lines, madeOf = [], lastRead = [] }) => [
    fileToEdit(face),
    ...configuredFiles(face),
    ...(lines?.files ?? []),
    ...madeOf.map(({ asked }) => asked),
    ...lastRead,
  ])
  const refused = lastReload?.refused ?? []
  const problems = [...loaded.faces.flatMap((face) => face.problems), ...refused.flatMap(({ findings }) => findings)]
  const wanted = problems.flatMap(({ place, sought }) => [place.file, ...(sought === undefined ? [] : [sought])])
  const others = [...refused.flatMap(({ file, files }) => [file, ...files]), ...absent.map(({ file }) => file)]
  return [settings.file, latest.file, ...named, ...others, ...wanted]
}

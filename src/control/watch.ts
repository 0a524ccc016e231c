// Reloads when a file that is served from has changed and is quiet again. Folders are watched, not files: editors and tools
// put a new file in the place of the old one.

import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Server } from '../server/server.ts'

/** How long nothing must have changed, in milliseconds: whoever writes several files is to be given the time. */
const QUIET = 500

export class FileWatch {
  readonly #changed: () => void
  readonly #watchers = new Map<string, FSWatcher>()
  #files = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Watches what the server's configuration names now. */
  follow(server: Server): void {
    const paths = filesOf(server)
    this.#files = new Set(paths.map((path) => basename(path)))
    const folders = new Set(paths.map((path) => dirname(path)))
    for (const [folder, watcher] of this.#watchers)
      if (!folders.has(folder)) {
        watcher.close()
        this.#watchers.delete(folder)
      }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && !this.#files.has(name)) return
        clearTimeout(this.#timer)
        this.#timer = setTimeout(this.#changed, QUIET)
      })
      watcher.on('error', () => {
        watcher.close()
        this.#watchers.delete(folder)
      })
      this.#watchers.set(folder, watcher)
    } catch {
      // A folder that does not exist is tried again after the next reload.
    }
  }
}

/** What is served was read from, and what is to be mended before it is. */
function filesOf({ current, lastReload }: Server): string[] {
  const { settings, loaded } = current.candidate
  const named = loaded.faces.flatMap(({ path, lines }) => [
    path.path,
    ...(path.over ?? []).map((layer) => layer.path),
    ...(lines?.files ?? []),
  ])
  // A file that a refused zone includes is known from what was found in it, and from nowhere else.
  const refused = lastReload?.refused ?? []
  const problems = [...loaded.faces.flatMap((face) => face.problems), ...refused.flatMap(({ findings }) => findings)]
  return [settings.file, ...named, ...refused.map(({ file }) => file), ...problems.map(({ place }) => place.file)]
}

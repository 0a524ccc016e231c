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
  follow({ current }: Server): void {
    const { settings, loaded } = current.candidate
    const included = loaded.faces.flatMap(({ lines }) => lines?.files ?? [])
    const paths = [settings.file, ...loaded.faces.map(({ path }) => path.path), ...included]
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

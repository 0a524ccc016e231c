// Keeps when faces of primaries were last known to be the newest: one file for all, with a line for each change. Tens of thousands may come
// at once, and a file made and renamed for each held up threads that answer, for as long as the disk had other work.
//
//   KEY {"serial":…}       the last line of a key counts
//   KEY null               the key has no times any more
//
// Usual lines are not synced, so a power failure may take the last ones: zones are then asked for sooner.

import { appendFile, closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

/** So many octets beyond twice those that count, the file is written anew. */
const BULKY = 1 << 20

const NONE = 'null'

/** No JSON ends with it, not even one that was cut off in a string and goes on with it. */
const TORN = '!'

export class TimesFile {
  readonly #path: string
  /** The JSON that the file has last for each key. */
  readonly #known = new Map<string, string>()
  #waiting = new Map<string, string>()
  #writing: ReadonlyMap<string, string> = new Map()
  /** Settled when the waiting lines are written. */
  #done = Promise.withResolvers<void>()
  #going: Promise<void> | undefined
  /** Stays open from the first line on: to open the file for each line would take longer than to write the line. */
  #fd: number | undefined
  #inode: number | undefined
  /** How long the file is, and how long it would be if it were written anew; both in characters, which are octets. */
  #size = 0
  #counts = 0
  /** How long the file was when it could not be written anew. */
  #triedAt = 0

  constructor(path: string) {
    this.#path = path
    this.read()
  }

  /** Reads the file. Call it again if somebody else may have put a file there. If the file cannot be read, nothing new is known. */
  read(): void {
    let text = ''
    try {
      text = readFileSync(this.#path, 'latin1')
    } catch {
      return
    }
    this.#size = text.length
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at)
      // A crash may have cut off the last line.
      if (end < 0) break
      const space = text.indexOf(' ', at)
      if (space > at && space < end && text[end - 1] !== TORN)
        this.#note(text.slice(at, space), text.slice(space + 1, end))
      at = end + 1
    }
  }

  /** The JSON that was put last for the key; undefined where there is none. */
  of(key: string): string | undefined {
    const last = this.#waiting.get(key) ?? this.#writing.get(key) ?? this.#known.get(key)
    return last === NONE ? undefined : last
  }

  /** Without `json`, the key has none any more. Resolves once a start would find that. Rejects with system errors: nothing has changed. */
  put(key: string, json = NONE): Promise<void> {
    this.#waiting.set(key, json)
    this.#going ??= this.#go()
    return this.#done.promise
  }

  /** For a start, where it may block the thread: all of them are on the disk when it returns. Throws system errors. */
  putAtOnce(all: ReadonlyMap<string, string>): void {
    const text = textOf(all)
    writeFileSync(this.#path, text, { flag: 'a', mode: 0o640, flush: true })
    for (const [key, json] of all) this.#note(key, json)
    this.#size += text.length
  }

  /** Resolves when nothing waits any more, and closes the file. */
  async written(): Promise<void> {
    while (this.#going !== undefined) await this.#going
    this.#close()
  }

  async #go(): Promise<void> {
    // Lines that are put in the same turn are written with the first.
    await Promise.resolve()
    while (this.#waiting.size > 0) {
      const { promise, resolve, reject } = this.#done
      promise.catch(() => {})
      this.#writing = this.#waiting
      this.#waiting = new Map()
      this.#done = Promise.withResolvers()
      try {
        await this.#append(this.#writing)
        for (const [key, json] of this.#writing) this.#note(key, json)
        resolve()
      } catch (error) {
        reject(error)
      }
      this.#writing = new Map()
      if (this.#size > Math.max(2 * this.#counts, this.#triedAt) + BULKY) await this.#writeAnew()
    }
    this.#going = undefined
  }

  async #append(all: ReadonlyMap<string, string>): Promise<void> {
    const lost = await this.#findLost()
    this.#fd ??= openSync(this.#path, 'a', 0o640)
    this.#inode ??= fstatSync(this.#fd).ino
    const text = lost + textOf(all)
    await promisify(appendFile)(this.#fd, text)
    this.#size += text.length
  }

  /**
   * Somebody may have deleted the file, or put another in its place: no start would find what we add to the old one. Gives what has to be
   * written again.
   */
  async #findLost(): Promise<string> {
    const inode = await stat(this.#path).then(
      ({ ino }) => ino,
      () => undefined,
    )
    if (inode !== this.#inode) this.#close()
    if (inode !== undefined || this.#known.size === 0) return ''
    this.#size = 0
    return textOf(this.#known)
  }

  /** A file that stays large is no fault: where there is no room for a smaller one now, there may be later. */
  async #writeAnew(): Promise<void> {
    try {
      await this.#replace()
      this.#triedAt = 0
    } catch {
      this.#triedAt = this.#size
    }
  }

  async #replace(): Promise<void> {
    const draft = `${this.#path}.new`
    const text = textOf(this.#known)
    try {
      const file = await open(draft, 'w', 0o640)
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, this.#path)
    } catch (error) {
      // The draft may be what fills the disk.
      await rm(draft, { force: true })
      throw error
    }
    this.#size = text.length
    this.#close()
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    this.#inode = undefined
  }

  #note(key: string, json: string): void {
    const before = this.#known.get(key)
    if (before !== undefined) this.#counts -= lineLength(key, before)
    if (json === NONE) this.#known.delete(key)
    else {
      this.#known.set(key, json)
      this.#counts += lineLength(key, json)
    }
  }
}

/** Ends what a write before may have left of a line, so that no start takes it for one: of its key, the line before counts. */
function textOf(all: ReadonlyMap<string, string>): string {
  let text = `${TORN}\n`
  for (const [key, json] of all) text += `${key} ${json}\n`
  return text
}

function lineLength(key: string, json: string): number {
  return key.length + json.length + 2
}

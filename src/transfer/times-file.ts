// When faces of primaries were last known to be the newest: a line for each time that this changes, in one file for all of them. Tens of
// thousands may come at once: to make and rename a file for each held up whoever answers, for as long as the disk had others to write down.
//
//   KEY {"serial":…}       the last line of a key counts
//   KEY null               it has none any more
//
// Nothing is synced but a file that was written anew: a power failure may take the last lines. Then zones are asked for sooner.

import { appendFile, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Octets beyond twice what counts at which the file is written anew. */
const BULKY = 1 << 20

const NONE = 'null'

export class TimesFile {
  readonly #path: string
  /** What the file says, by key. */
  readonly #known = new Map<string, string>()
  #waiting = new Map<string, string>()
  #writing: ReadonlyMap<string, string> = new Map()
  /** Of what waits. */
  #done = Promise.withResolvers<void>()
  #going: Promise<void> | undefined
  /** Stays open from the first line on: to open it for each would take longer than to write that. */
  #fd: number | undefined
  /** How long the file is, and how long it would be if it were written anew; both in characters, which are octets. */
  #size = 0
  #counts = 0

  constructor(path: string) {
    this.#path = path
    this.read()
  }

  /** Reads the file: for who has found out that somebody else may have put one there. Throws no system error: then nothing is known. */
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
      if (space > at && space < end) this.#note(text.slice(at, space), text.slice(space + 1, end))
      at = end + 1
    }
  }

  /** The JSON that was put last; undefined where there is none. */
  of(key: string): string | undefined {
    const last = this.#waiting.get(key) ?? this.#writing.get(key) ?? this.#known.get(key)
    return last === NONE ? undefined : last
  }

  /** Resolves once a start would find it. Rejects with system errors: then it finds the one before. */
  put(key: string, json = NONE): Promise<void> {
    this.#waiting.set(key, json)
    this.#going ??= this.#go()
    return this.#done.promise
  }

  /** At a start, while nobody else has a turn: all of them are on the disk when it returns. Throws system errors. */
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
    // What is put in the same turn goes with the first.
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
      // A larger file is no fault: there may be room for a smaller one later.
      if (this.#size > 2 * this.#counts + BULKY) await this.#writeAnew().catch(() => {})
    }
    this.#going = undefined
  }

  async #append(all: ReadonlyMap<string, string>): Promise<void> {
    this.#fd ??= openSync(this.#path, 'a', 0o640)
    const text = textOf(all)
    await promisify(appendFile)(this.#fd, text)
    this.#size += text.length
  }

  async #writeAnew(): Promise<void> {
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
      // It may be what fills the disk.
      await rm(draft, { force: true })
      throw error
    }
    this.#size = text.length
    this.#close()
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
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

/** Begins with a new line: the last one may have been cut off. */
function textOf(all: ReadonlyMap<string, string>): string {
  let text = '\n'
  for (const [key, json] of all) text += `${key} ${json}\n`
  return text
}

function lineLength(key: string, json: string): number {
  return key.length + json.length + 2
}

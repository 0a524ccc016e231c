// Finds the files that a configuration names: their paths start from named's working folder, and lie below the root of a chroot or of an
// unpacked backup.

import { existsSync, globSync, readlinkSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { readRegular } from '../../system/regular-file.ts'
import { whyUnreadable } from '../../text/zonefile/content.ts'
import { NotReadable, readStatements, type Statement } from './statements.ts'

const MAX_INCLUDES = 1000
const MAX_LINKS = 40
/** The size of one file, in octets. */
const MAX_SIZE = 1 << 28

export class ConfFiles {
  /** Absolute paths lie below it. */
  readonly #root: string
  /** The folder of the configuration, as named sees its path. */
  readonly #start: string
  #directory: string
  #includes = 0

  constructor(path: string, root: string) {
    this.#root = resolve(root)
    const folder = relative(this.#root, dirname(resolve(path)))
    this.#start = folder === '..' || folder.startsWith(`..${sep}`) ? sep : join(sep, folder)
    this.#directory = this.#start
  }

  /** named changes to `directory` as soon as it reads it: later paths start from there. */
  changeDirectory(written: string): void {
    this.#directory = resolve(this.#start, written)
  }

  /** A function that finds paths as named means them in its present working folder. */
  locator(): (written: string) => string {
    const directory = this.#directory
    return (written) => belowRoot(this.#root, resolve(directory, written))
  }

  /** Files of the path below the working folder; where there are none, those below the file's folder: named may have been started there. */
  find(written: string, { file, line }: Statement): string[] {
    if (++this.#includes > MAX_INCLUDES)
      throw new NotReadable(`${file}:${line}: more than ${MAX_INCLUDES} files are included; does one include itself?`)
    const beside = isAbsolute(written) ? [] : filesAt(resolve(dirname(resolve(file)), written))
    const found = filesAt(this.locator()(written))
    return found.length > 0 ? found : beside
  }
}

export function statementsAt(path: string): Statement[] {
  try {
    return readStatements(readRegular(path, MAX_SIZE).toString('utf8'), path)
  } catch (error) {
    if (error instanceof NotReadable) throw error
    throw new NotReadable(`cannot read "${path}": ${whyUnreadable(error)}`)
  }
}

/** The file at the path, or all that match the pattern. */
function filesAt(path: string): string[] {
  if (existsSync(path)) return [path]
  return /[*?[]/.test(path) ? globSync(path).sort() : []
}

/** The file below the root. With a root, an absolute path outside of it is one as named knew it, and no file of this machine. */
export function fileBelow(root: string, file: string): string {
  const folder = resolve(root)
  const isBelow = folder === sep || file.startsWith(`${folder}${sep}`)
  return !isAbsolute(file) || isBelow ? file : belowRoot(folder, file)
}

/** The path below the root: links and `..` in a backup never lead to files of the machine that reads it. */
function belowRoot(root: string, path: string): string {
  if (root === sep) return path
  let at: string[] = []
  const rest = path.split(sep)
  for (let links = 0; rest.length > 0; ) {
    const part = rest.shift()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      at.pop()
      continue
    }
    const target = linkAt(join(root, ...at, part))
    if (target === undefined || ++links > MAX_LINKS) at.push(part)
    else {
      if (isAbsolute(target)) at = []
      rest.unshift(...target.split(sep))
    }
  }
  return join(root, ...at)
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

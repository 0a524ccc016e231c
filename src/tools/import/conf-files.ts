// Where the files are that a configuration names: from the folder where named works, and below the root of a chroot or of an
// unpacked backup.

import { existsSync, globSync, readlinkSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { readRegular } from '../../system/regular-file.ts'
import { whyUnreadable } from '../../text/zonefile/content.ts'
import { NotReadable, readStatements, type Statement } from './statements.ts'

const MAX_INCLUDES = 1000
const MAX_LINKS = 40
/** Of one file, in octets. */
const MAX_SIZE = 1 << 28

export class ConfFiles {
  /** What absolute paths are below. */
  readonly #root: string
  /** As named sees it. */
  readonly #start: string
  #directory: string
  #includes = 0

  constructor(path: string, root: string) {
    this.#root = resolve(root)
    const folder = relative(this.#root, dirname(resolve(path)))
    this.#start = folder === '..' || folder.startsWith(`..${sep}`) ? sep : join(sep, folder)
    this.#directory = this.#start
  }

  /** named changes to `directory` as soon as it has read it: paths that follow count from there. */
  changeDirectory(written: string): void {
    this.#directory = resolve(this.#start, written)
  }

  /** Finds paths as named means them where it works now. */
  locator(): (written: string) => string {
    const directory = this.#directory
    return (written) => belowRoot(this.#root, resolve(directory, written))
  }

  /** From `directory`; from the folder of the file where there is nothing: named may have been started there. */
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

/** One file, or all that a pattern means. */
function filesAt(path: string): string[] {
  if (existsSync(path)) return [path]
  return /[*?[]/.test(path) ? globSync(path).sort() : []
}

/** Who gives a root means no file of the machine: an absolute path elsewhere is one as named knew it. */
export function fileBelow(root: string, file: string): string {
  const folder = resolve(root)
  const isBelow = folder === sep || file.startsWith(`${folder}${sep}`)
  return !isAbsolute(file) || isBelow ? file : belowRoot(folder, file)
}

/** Links and `..` in a backup never lead to the files of the machine that reads it. */
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

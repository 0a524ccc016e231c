// Zone text from a file on disk or from memory, with access to the files that it includes, and to no others.

import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import type { Said } from '../../dns/said.ts'
import type { Problem } from '../findings/problem.ts'
import { saying } from '../findings/told.ts'
import { type Content, contentOf, readContent, type Unfit, unreadable } from './content.ts'
import { locate } from './excerpt.ts'
import { say } from './says.ts'

export type Source = Content & {
  /** The path as the operator wrote it; for an included file, in the same style. */
  readonly file: string
  /** Two sources with one identity are one file, by whatever path each was reached. */
  readonly identity: string
  /** The absolute path that we opened: the links in it lead to `identity`. Missing for text in memory. */
  readonly asked?: string
  /** The file that `$INCLUDE written` in this one means, or why we refuse it. */
  readonly include: (written: string) => Source | Refused
}

/** Why a file is not included. */
export type Refused = {
  readonly rule: string
  readonly message: Said
  readonly fix?: Said
  readonly sought?: string
}

export const MAX_BYTES = 2 ** 30

/** Contents that files do not hold yet, by their identity. */
export type Drafts = ReadonlyMap<string, Uint8Array>

/** Reads paths and files. */
export type Disk = {
  /** Where the links in an absolute path lead. Throws system errors. */
  readonly real: (path: string) => string
  /** `path`: without links. */
  readonly content: (path: string, maxBytes: number) => Content | Unfit
  /** The same for a file that is included. */
  readonly included: (path: string, maxBytes: number) => Content | Unfit
}

/** The disk as it is now. */
const now: Disk = { real: realpathSync, content: readContent, included: readContent }

export type SourceOptions = {
  readonly maxBytes?: number
  readonly drafts?: Drafts | undefined
  /** Included files must lie in this folder or below; by default in the file's own. */
  readonly root?: string | undefined
  readonly disk?: Disk
}

/** The zone file at `path`, or the problem with it. */
export function readSource(path: string, options: SourceOptions = {}): Source | Problem {
  const asked = resolve(path)
  let real: string
  try {
    real = (options.disk ?? now).real(asked)
  } catch (error) {
    return unfitProblem(path, unreadable(error))
  }
  return sourceAt(path, asked, real, options)
}

function sourceAt(
  path: string,
  asked: string,
  real: string,
  { maxBytes = MAX_BYTES, drafts = new Map(), root, disk = now }: SourceOptions,
): Source | Problem {
  const read = new Map([...drafts].map(([identity, bytes]) => [identity, contentOf(bytes)]))
  const tree: Tree = { root: root ?? dirname(real), maxBytes, read, disk, shared: root !== undefined }
  const content = readOnce(real, tree, disk.content)
  return 'rule' in content ? unfitProblem(path, content) : fileSource(path, asked, real, content, tree)
}

/**
 * The same for a path of a server's configuration. A person who may write into the folder of zones may make a link there, and the server's
 * findings quote what it reads: as with included files, links must not lead out of the folder.
 */
export function readConfined(path: string, disk: Disk = now): Source | Problem {
  const asked = resolve(path)
  let real: string
  let folder: string
  try {
    real = disk.real(asked)
    folder = realpathSync(dirname(asked))
  } catch (error) {
    return unfitProblem(path, unreadable(error))
  }
  if (!leaves(relative(folder, real))) return sourceAt(path, asked, real, { disk })
  const why = say('link-out-of-folder')
  return unfitProblem(path, { rule: 'unreadable-file', why, fix: say('put-file-itself', { target: real }) })
}

/** A source of what came through a pipe. It may include files as if it were a file in the folder. */
export function pipedSource(file: string, bytes: Uint8Array, folder: string): Source | Problem {
  const content = contentOf(bytes)
  if ('rule' in content) return unfitProblem(file, content)
  const root = realpathSync(folder)
  const tree: Tree = { root, maxBytes: MAX_BYTES, read: new Map(), disk: now, shared: false }
  const include = (written: string) => includeFile(written, 'stdin', join(root, 'stdin'), tree)
  return { ...content, file, identity: `pipe ${file}`, include }
}

/** A source made of text or octets; `others` are the files it may include, by path relative to its folder. */
export function textSource(
  file: string,
  text: string | Uint8Array,
  others: Readonly<Record<string, string>> = {},
): Source | Problem {
  const name = posix.basename(file)
  const texts = Object.entries({ ...others, [name]: text })
  const contents = new Map(texts.map(([path, text]) => [posix.normalize(path), contentOf(text)]))
  const content = contents.get(name)!
  return 'rule' in content ? unfitProblem(file, content) : memorySource(file, name, content, contents)
}

/** What the files of one zone share. We read a file once, however often it is included. */
type Tree = {
  /** The folder of the main file, links followed. */
  readonly root: string
  readonly maxBytes: number
  readonly read: Map<string, Content | Unfit>
  readonly disk: Disk
  /** Whether somebody named the folder: then absolute paths into it are good. */
  readonly shared: boolean
}

function readOnce(real: string, tree: Tree, fromDisk: Disk['content']): Content | Unfit {
  const known = tree.read.get(real)
  if (known) return known
  const content = fromDisk(real, tree.maxBytes)
  tree.read.set(real, content)
  return content
}

function fileSource(file: string, asked: string, real: string, content: Content, tree: Tree): Source {
  return { ...content, file, asked, identity: real, include: (written) => includeFile(written, file, real, tree) }
}

/** Paths are relative to the file with the directive. The file must lie below the root when all links are followed. */
function includeFile(written: string, file: string, from: string, tree: Tree): Source | Refused {
  const absolute = isAnyAbsolute(written)
  if (absolute && !tree.shared) return leavesFolder(written, say('absolute-path'))
  const shown = absolute ? written : join(dirname(file), written)
  const path = absolute ? written : join(dirname(from), written)
  if (leaves(relative(tree.root, path))) return leavesFolder(written)
  let real: string
  try {
    real = tree.disk.real(path)
  } catch (error) {
    return { ...missing(shown, unreadable(error)), sought: path }
  }
  if (leaves(relative(tree.root, real))) return leavesFolder(written)
  const content = readOnce(real, tree, tree.disk.included)
  return 'rule' in content ? { ...missing(shown, content), sought: path } : fileSource(shown, path, real, content, tree)
}

/** A source in memory. `path` and identity are relative to the main file's folder. */
function memorySource(file: string, path: string, content: Content, all: ReadonlyMap<string, Content | Unfit>): Source {
  const include = (written: string): Source | Refused => {
    if (isAnyAbsolute(written)) return leavesFolder(written, say('absolute-path'))
    const shown = posix.join(posix.dirname(file), written)
    const inner = posix.join(posix.dirname(path), written)
    if (leaves(inner)) return leavesFolder(written)
    const found = all.get(inner)
    if (!found || 'rule' in found) return missing(shown, found ?? { rule: 'unreadable-file', why: say('file-missing') })
    return memorySource(shown, inner, found, all)
  }
  return { ...content, file, identity: path, include }
}

/** The problem of a file that we do not take. */
export function unfitProblem(file: string, { rule, why, fix, at }: Unfit): Problem {
  const problem = { rule, severity: 'error', ...saying(say('file-unreadable', { file, why }), fix) } as const
  if (!at) return { ...problem, place: { file, line: 1, column: 1, length: 1 } }
  return { ...problem, ...locate({ ...at.content, file }, 1, at.content.begin, at.offset, at.offset + 1) }
}

/** Why an included file is refused: one that cannot be read counts as missing. */
function missing(shown: string, { rule, why, fix }: Unfit): Refused {
  return {
    rule: rule === 'unreadable-file' ? 'include-missing' : rule,
    message: say('file-unreadable', { file: shown, why }),
    ...(fix && { fix }),
  }
}

function isAnyAbsolute(path: string): boolean {
  return isAbsolute(path) || posix.isAbsolute(path)
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith(`..${sep}`) || isAbsolute(path)
}

function leavesFolder(written: string, how = say('outside-folder')): Refused {
  return {
    rule: 'include-outside',
    message: say('include-refused', { file: written, why: how }),
    fix: say('move-file'),
  }
}

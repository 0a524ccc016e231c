// Finds the unit of an open file, which we check together: the configuration above that names the file, with all files that it names; or
// the file alone.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EditedDisk, Judge, Judged } from './judge.ts'

export type Unit = { readonly kind: 'alone' | 'together'; readonly path: string }

export type Units = {
  readonly disk: EditedDisk
  readonly judge: Judge
  /** The result of the last pass over a unit. */
  readonly last: (unit: Unit) => Judged | undefined
  /** What we keep of files from one question to the next, by path. */
  readonly texts: Map<string, KnownText>
}

/** The facts about a text that decide its unit. `mark`: its version. */
type KnownText = { readonly mark: string; readonly hasSoa: boolean; readonly includes: readonly string[] }

/** The file of a configuration; it may have any name where the editor opens it as YAML. */
const CONFIG = 'janus.yaml'

export function unitKey({ kind, path }: Unit): string {
  return `${kind} ${path}`
}

/** Whether the path or URI is that of a configuration. */
export function isConfig(path: string): boolean {
  return /\.ya?ml$/i.test(path)
}

/** `path`: without links. */
export function unitOf(path: string, units: Units): Unit {
  const { disk, judge, last } = units
  if (isConfig(path)) return { kind: 'together', path }
  for (const folder of foldersAbove(path)) {
    const config = join(folder, CONFIG)
    if (disk.mark(config) === 'gone') continue
    const unit: Unit = { kind: 'together', path: config }
    if (judge.named(config).has(path) || last(unit)?.files.has(path)) return unit
  }
  return { kind: 'alone', path: includerOf(path, units) ?? path }
}

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    folders.push(folder)
    if (folder === dirname(folder)) return folders
  }
}

/** The most files of a folder that we look into, and the most octets of one. */
const MOST_FILES = 200
const MOST_OCTETS = 1 << 20

/** A zone file, in the same folder or the one above, that includes this file without an SOA. */
function includerOf(path: string, units: Units): string | undefined {
  if (textOf(path, units).hasSoa) return undefined
  const folder = dirname(path)
  const candidates = [folder, dirname(folder)].flatMap((one) => namesIn(one).map((file) => join(one, file)))
  return candidates.slice(0, MOST_FILES).find((candidate) => {
    if (candidate === path) return false
    const { hasSoa, includes } = textOf(candidate, units)
    return hasSoa && includes.some((written) => leadsTo(path, join(dirname(candidate), written), units.disk))
  })
}

function leadsTo(path: string, written: string, disk: EditedDisk): boolean {
  try {
    return disk.real(written) === path
  } catch {
    return false
  }
}

/** The facts about a file. We ask for them at each key that is pressed, so we read a file once for each version. */
function textOf(path: string, { disk, texts }: Units): KnownText {
  const mark = disk.mark(path)
  const known = texts.get(path)
  if (known?.mark === mark) return known
  const text = readText(path, mark, disk)
  const includes = [...text.matchAll(/^\$INCLUDE[ \t]+"?([^\s";]+)/gim)].map(([, written]) =>
    Buffer.from(written!, 'latin1').toString(),
  )
  const now = { mark, hasSoa: /[ \t]SOA[ \t]/i.test(text), includes }
  texts.set(path, now)
  return now
}

function readText(path: string, mark: string, disk: EditedDisk): string {
  if (!isSmallFile(path) && mark === 'gone') return ''
  const content = disk.content(path, MOST_OCTETS)
  return 'rule' in content
    ? ''
    : Buffer.from(content.bytes.buffer, content.bytes.byteOffset, content.size).toString('latin1')
}

function isSmallFile(path: string): boolean {
  if (!existsSync(path)) return false
  const file = statSync(path)
  return file.isFile() && file.size <= MOST_OCTETS
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

// What is looked at together for an open file: the configuration above it that names it, with all that it names, or the file alone.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { EditedDisk, Judge, Judged } from './judge.ts'

export type Unit = { readonly kind: 'alone' | 'together'; readonly path: string }

export type Units = {
  readonly disk: EditedDisk
  readonly judge: Judge
  /** What the last pass over a unit has found. */
  readonly last: (unit: Unit) => Judged | undefined
}

/** The file of a configuration; it may have any name where the editor opens it as YAML. */
const CONFIG = 'janus.yaml'

export function unitKey({ kind, path }: Unit): string {
  return `${kind} ${path}`
}

/** Of a path or a URI. */
export function isConfig(path: string): boolean {
  return /\.ya?ml$/i.test(path)
}

/** `path`: without links. */
export function unitOf(path: string, { disk, judge, last }: Units): Unit {
  if (isConfig(path)) return { kind: 'together', path }
  for (const folder of foldersAbove(path)) {
    const config = join(folder, CONFIG)
    if (disk.mark(config) === 'gone') continue
    const unit: Unit = { kind: 'together', path: config }
    if (judge.named(config).has(path) || last(unit)?.files.has(path)) return unit
  }
  return { kind: 'alone', path: includerOf(path, disk) ?? path }
}

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    folders.push(folder)
    if (folder === dirname(folder)) return folders
  }
}

/** So many files of a folder are looked into, and none that is larger, in octets. */
const MOST_FILES = 200
const MOST_OCTETS = 1 << 20

/** A zone file beside it, or in the folder above, of which the file without an SOA is a part. */
function includerOf(path: string, disk: EditedDisk): string | undefined {
  if (hasSoa(textOf(path, disk))) return undefined
  const folder = dirname(path)
  const name = basename(path)
  const candidates = [folder, dirname(folder)].flatMap((one) => namesIn(one).map((file) => join(one, file)))
  return candidates.slice(0, MOST_FILES).find((candidate) => {
    if (candidate === path) return false
    const text = textOf(candidate, disk)
    return hasSoa(text) && includedBy(text, candidate, disk).has(path) && text.includes(name)
  })
}

function includedBy(text: string, from: string, disk: EditedDisk): Set<string> {
  const found = new Set<string>()
  for (const [, written] of text.matchAll(/^\$INCLUDE[ \t]+"?([^\s";]+)/gim))
    try {
      found.add(disk.real(join(dirname(from), written!)))
    } catch {
      // It leads nowhere.
    }
  return found
}

function hasSoa(text: string): boolean {
  return /[ \t]SOA[ \t]/i.test(text)
}

function textOf(path: string, disk: EditedDisk): string {
  if (!isSmallFile(path) && disk.mark(path) === 'gone') return ''
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

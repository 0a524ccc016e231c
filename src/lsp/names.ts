// The names of all zones of a unit: which word stands at a place, who owns a name, and who refers to it.

import type { Location, Position } from 'vscode-languageserver'
import type { EditedDisk, Judge, JudgedFile } from './judge.ts'
import { type Entry, type FileNames, type Included, type NameWord, readNames, type Section } from './name-index.ts'
import type { OpenFiles } from './open-files.ts'
import { TextLines } from './text-lines.ts'

/** A file as read for some views. */
export type ShownFile = {
  readonly path: string
  readonly names: FileNames
  readonly lines: TextLines
  readonly views: readonly string[]
}

type Kept = Pick<ShownFile, 'names' | 'lines'> & { readonly mark: string }

/** Reads names from files, and keeps them as long as a file has the same version. */
export class NameReader {
  readonly #disk: EditedDisk
  readonly #judge: Judge
  #kept = new Map<string, Kept>()

  constructor(disk: EditedDisk, judge: Judge) {
    this.#disk = disk
    this.#judge = judge
  }

  read(zones: readonly JudgedFile[]): Names {
    const used = new Map<string, Kept>()
    const files: ShownFile[] = []
    const visit = (
      path: string,
      views: readonly string[],
      origin: Uint8Array,
      ttl: number,
      above: readonly string[],
    ) => {
      const key = JSON.stringify([path, Buffer.from(origin).toString('latin1'), ttl])
      const mark = this.#disk.mark(path)
      const known = used.get(key) ?? this.#kept.get(key)
      const kept = known?.mark === mark ? known : this.#readOne(path, origin, ttl, mark)
      if (kept === undefined) return
      used.set(key, kept)
      files.push({ path, ...kept, views })
      for (const { source, origin, ttl, views: only } of kept.names.included) {
        if (above.includes(source.identity)) continue
        const shown = only === undefined ? views : views.filter((view) => only.includes(view))
        visit(source.identity, shown, origin, ttl, [...above, source.identity])
      }
    }
    for (const { path, origin, views } of zones) {
      const real = realOf(path, this.#disk)
      visit(real, views, origin, -1, [real])
    }
    this.#kept = used
    return new Names(files)
  }

  #readOne(path: string, origin: Uint8Array, ttl: number, mark: string): Kept | undefined {
    const source = this.#judge.open(path)
    return source && { names: readNames(source, origin, ttl), lines: new TextLines(source), mark }
  }
}

function realOf(path: string, disk: EditedDisk): string {
  try {
    return disk.real(path)
  } catch {
    return path
  }
}

export type At = {
  readonly file: ShownFile
  readonly offset: number
  readonly word: NameWord | undefined
  readonly entry: Entry | undefined
  readonly included: Included | undefined
}

export type Use = { readonly file: ShownFile; readonly word: NameWord }

export class Names {
  readonly files: readonly ShownFile[]

  constructor(files: readonly ShownFile[]) {
    this.files = files
  }

  /** The word and record at the place; undefined where no zone has the file. */
  at(path: string, position: Position): At | undefined {
    const file = this.files.find((one) => one.path === path)
    if (file === undefined) return undefined
    const { words, entries, included } = file.names
    const offset = file.lines.offset(position)
    const holds = ({ start, end }: { readonly start: number; readonly end: number }) => start <= offset && offset <= end
    const word = words.find(holds)
    const entry = word?.entry ?? entries.find(({ typeAt, rdataAt }) => holds({ start: typeAt.start, end: rdataAt.end }))
    return { file, offset, word, entry, included: included.find(holds) }
  }

  /** The words that are the name. Each place comes once, although we may read a file for several zones. */
  uses(name: string, role?: NameWord['role']): Use[] {
    const seen = new Set<string>()
    return this.files.flatMap((file) =>
      file.names.words.flatMap((word) => {
        if (word.name !== name || (role !== undefined && word.role !== role)) return []
        const key = `${word.start} ${file.path}`
        if (seen.has(key)) return []
        seen.add(key)
        return [{ file, word }]
      }),
    )
  }

  /** The records of a name, in the order of files. */
  records(name: string): { readonly file: ShownFile; readonly entry: Entry }[] {
    return this.files.flatMap((file) =>
      file.names.entries.filter(({ owner }) => owner === name).map((entry) => ({ file, entry })),
    )
  }
}

/** The records of a view at the name; the view is '' where nothing names views. */
export function recordsIn(names: Names, name: string, view: string): ReturnType<Names['records']> {
  const isShown = (views: Section) => views === undefined || views.includes(view)
  const own = names
    .records(name)
    .filter(({ file, entry }) => (file.views.length === 0 || file.views.includes(view)) && isShown(entry.views))
  const replaced = new Set(own.flatMap(({ entry }) => (entry.views === undefined || entry.adds ? [] : [entry.type])))
  const hidden = names.files
    .flatMap(({ names }) => names.hidden)
    .filter((one) => one.name === name && isShown(one.views))
    .map(({ type }) => type)
  const isLeft = ({ views, type }: Entry) =>
    views !== undefined || !(replaced.has(type) || hidden.includes(0) || hidden.includes(type))
  return own.filter(({ entry }) => isLeft(entry))
}

/** The views that show the name, by their names in the configuration or the files. */
export function viewsWith(names: Names, name: string): string[] {
  const records = names.records(name)
  const configured = records.flatMap(({ file }) => file.views)
  const written = names.files.flatMap(({ names }) => names.entries.flatMap(({ views }) => views ?? []))
  const views = new Set(configured.length > 0 ? configured : written)
  return views.size === 0 ? [''] : [...views]
}

function locationOf({ file, word }: Use, open: OpenFiles): Location {
  return { uri: open.uriOf(file.path), range: file.lines.range(word) }
}

/** The places of the name's records; for an $INCLUDE, the file. */
export function definitionsAt(names: Names, at: At, open: OpenFiles): Location[] {
  const { word, included } = at
  const begin = { line: 0, character: 0 }
  if (included && word === undefined)
    return [{ uri: open.uriOf(included.source.identity), range: { start: begin, end: begin } }]
  return word === undefined ? [] : names.uses(word.name, 'owner').map((use) => locationOf(use, open))
}

/** The places that refer to the name; with `declared`, its owners too. */
export function referencesAt(names: Names, { word }: At, open: OpenFiles, declared: boolean): Location[] {
  if (word === undefined) return []
  return names.uses(word.name, declared ? undefined : 'told').map((use) => locationOf(use, open))
}

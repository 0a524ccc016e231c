// Finds which of the files given to zonecheck are served in one view. Rules look for names in the files of the same view, and a view has one
// face of a zone: where two files hold the same zone, they are faces of it in different views.
//
//   no zone twice                          all files are one view
//   internal/a.zone external/a.zone        one view for each folder that has a zone of another one too; the files of all
//   shared/b.zone                          other folders are in every view
//   internal/a.zone and b.zone with $VIEW    the views that $VIEW names; a folder called like one belongs to it
//   a.internal a.external.zone             in one folder: the views that the names end with (zonecheck-requests.ts)
//   a.one.zone a.two.zone                  in one folder: the first file of each zone, the second of each, and so on

import { basename, dirname, resolve } from 'node:path'

export type ViewFile = {
  readonly file: string
  /** The zone's name, lower-cased. */
  readonly zone: string
  /** The view that the file was given to by name. */
  readonly view?: string | undefined
}

export type ViewGroup = {
  /** Whether the group is a guess: nothing says which files of one folder belong together. */
  readonly guessed?: boolean
  readonly name: string | undefined /** Indexes of files. */
  readonly files: readonly number[]
}

export function groupViews(files: readonly ViewFile[]): ViewGroup[] {
  const named = groupBy(files, ({ view }) => view)
  const unnamed = named.get(undefined) ?? []
  named.delete(undefined)
  if (named.size === 0) return groupByFolder(files)
  // A file without a view beside files with one is in every view; in a folder that is called like a view, only in that one.
  const views = new Set(named.keys())
  const folder = (i: number) => basename(dirname(resolve(files[i]!.file)))
  return [...named].map(([name, own]) => ({
    name,
    files: [...own, ...unnamed.filter((i) => folder(i) === name || !views.has(folder(i)))],
  }))
}

function groupByFolder(files: readonly ViewFile[]): ViewGroup[] {
  const twice = new Set(
    [...groupBy(files, ({ zone }) => zone)].filter(([, same]) => same.length > 1).map(([zone]) => zone),
  )
  if (twice.size === 0) return [{ name: undefined, files: files.map((_, i) => i) }]
  const folders = groupBy(files, ({ file }) => resolve(dirname(file)))
  const faces = [...folders].filter(([, own]) => own.some((i) => twice.has(files[i]!.zone)))
  const shared = [...folders].filter(([, own]) => !own.some((i) => twice.has(files[i]!.zone))).flatMap(([, own]) => own)
  return faces.flatMap(([folder, own]) =>
    layers(files, own).map((layer, i, all) => ({
      name: all.length > 1 ? `${basename(folder)} ${i + 1}` : basename(folder),
      files: [...layer, ...shared],
      guessed: all.length > 1,
    })),
  )
}

/** Groups the files of one folder so that no group has a zone twice; a zone with only one file is in all groups. */
function layers(files: readonly ViewFile[], own: readonly number[]): number[][] {
  const zones = [...groupBy(own, (i) => files[i]!.zone).values()].map((same) => same.map((at) => own[at]!))
  const count = Math.max(...zones.map((same) => same.length))
  return Array.from({ length: count }, (_, layer) =>
    zones.flatMap((same) => (same.length === 1 ? same : same.slice(layer, layer + 1))),
  )
}

/** The indexes of items, by key. */
function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number[]> {
  const groups = new Map<K, number[]>()
  for (const [i, item] of items.entries()) {
    const group = groups.get(key(item))
    if (group) group.push(i)
    else groups.set(key(item), [i])
  }
  return groups
}

// Finds the files that zonecheck has to check: each once, with the zone and the view that an option or its name gives it.

import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

export type FileRequest = {
  readonly file: string
  readonly view?: string | undefined
  /** The zone of the file, if an option gives it; else its text or its name tells. */
  readonly origin?: Uint8Array | undefined
  /** A name in place of the file's own from which to guess the zone. */
  readonly name?: string | undefined
}

/** `NAME`, or `NAME=FILE` for one file. */
export type ViewOption = { readonly name: string; readonly file?: string }
export type OriginOption = { readonly origin: Uint8Array; readonly file?: string }

export type Asked = {
  readonly files: readonly string[]
  readonly views: readonly ViewOption[]
  readonly origins: readonly OriginOption[]
}

/** A file that is named twice counts once; what an option says of it holds. */
export function requestsOf({ files, views, origins }: Asked): FileRequest[] {
  const common = origins.find(({ file }) => file === undefined)?.origin
  const zones = new Map(origins.flatMap(({ origin, file }) => (file === undefined ? [] : [[identityOf(file), origin]])))
  const inViews = views.flatMap(({ name, file }) => (file === undefined ? [] : [{ file, view: name }]))
  const taken = new Set(inViews.map(({ file }) => identityOf(file)))
  const plain = [...files, ...origins.flatMap(({ file }) => file ?? [])].filter((file) => {
    const identity = identityOf(file)
    return !taken.has(identity) && taken.add(identity)
  })
  const sides = views.length > 0 ? new Map<string, Side>() : sidesOf(plain)
  return [...plain.map((file) => ({ file, ...sides.get(file) })), ...inViews].map((request) => ({
    ...request,
    origin: zones.get(identityOf(request.file)) ?? common,
  }))
}

function identityOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

type Side = { readonly view: string; readonly name: string }

/** Finds pairs such as `univ.example.internal` and `univ.example.external` in one folder: the last part names the view, the rest the zone. */
function sidesOf(files: readonly string[]): Map<string, Side> {
  const parted = files.flatMap((file) => {
    const [, name, view] = SIDE.exec(basename(file)) ?? []
    return name === undefined ? [] : [{ file, folder: resolve(dirname(file)), name, view: view!.toLowerCase() }]
  })
  const faces = Map.groupBy(parted, ({ folder, name }) => join(folder, name.toLowerCase()))
  return new Map(
    [...faces.values()].flatMap((same) =>
      new Set(same.map(({ view }) => view)).size < 2 ? [] : same.map(({ file, name, view }) => [file, { name, view }]),
    ),
  )
}

const SIDE = /^(.+?)[._-](internal|external|inside|outside|intern|extern|public|private)(?:\.(?:zone|db))?$/i

// Makes all that one zone file gives by itself: its zone and, where lines differ by view, a face for each of these views. Servers, `janus
// check` and zonecheck take this way, in any thread.
//
//   text -> records (by two threads where it is large) -> zone -> rules       the file itself
//   text -> records of one view -> laid over each other -> zone -> rules      for each view

import type { MessagePort } from 'node:worker_threads'
import { finishZone, isLayered, type JudgedZone, type ReadOptions, readZone } from '../../check/read-zone.ts'
import type { Source } from '../../text/zonefile/source.ts'
import type { Built } from '../pieces/parse-pieces.ts'
import type { ReadZone } from '../read-zone.ts'
import type { Sliced } from '../slices.ts'
import { type ReadSource, readLayerFiles, viewsNamed } from './layers.ts'

/** A file, and what to make of it. */
export type FileOrder = {
  readonly key: string
  readonly path: string
  readonly origin: Uint8Array
  /** What else is made of the file. */
  readonly layered?: LayeredOrder | undefined
}

export type LayeredOrder = {
  /** Names of all views, if known: lines for others are then misspelt. */
  readonly views?: readonly string[] | undefined
  /** Faces to make if the file has lines that differ by view, or with `always`: then the file is no zone by itself. */
  readonly faces: readonly LayeredFace[]
  /** Whether to make a face for each view that the file names; faceKey() gives its key. */
  readonly named?: boolean
  readonly always: boolean
}

export type LayeredFace = {
  readonly key: string
  readonly view: string
  /** Files laid over the first one. */
  readonly over: readonly string[]
}

export type FileOptions = Omit<ReadOptions, 'origin'> & {
  readonly read: ReadSource
  readonly pieces?: Pieces | undefined
}

/** Another way than reading the file from beginning to end: two threads read it, or most of it is known already. */
export type Pieces = {
  /** Gives undefined where that did not work: then we read the file in one piece. */
  readonly read: (progress: ReadOptions['progress'], source: Source) => Promise<Built | undefined>
  /** A helper, which has begun, and does errands afterwards. */
  readonly helper?: MessagePort
}

/** Zones by key. */
export type ZonesOfFile = readonly (readonly [key: string, zone: ReadZone])[]

/** Reads the file in slices; waits only for a helper. */
export function* readingFile(order: FileOrder, options: FileOptions): Sliced<ZonesOfFile> {
  const { key, path, layered } = order
  if (layered?.always) return facesOf(order, layered, options)
  const source = options.read(path)
  if ('rule' in source) return [[key, { problems: [source] }]]
  const own = yield* readingText(source, order.origin, options)
  return layered && isLayered(own) ? [[key, own], ...facesOf(order, layered, options, source)] : [[key, own]]
}

/** The key of a file's face in a view that it names. */
export function faceKey(key: string, view: string): string {
  return `${key}\0${view}`
}

function* readingText(source: Source, origin: Uint8Array, { pieces, ...options }: FileOptions): Sliced<JudgedZone> {
  let built: Built | undefined
  if (pieces)
    yield pieces.read(options.progress, source).then((read) => {
      built = read
    })
  if (!built) return readZone(source, { ...options, origin })
  const { rules, now } = options
  return finishZone(built.builder, built.parsed, rules, { partner: pieces?.helper, now })
}

function facesOf(
  { key, path, origin }: FileOrder,
  { views, faces, named }: LayeredOrder,
  { rules, now, read }: FileOptions,
  source?: Source,
): ZonesOfFile {
  const wanted = named && source ? [...faces, ...namedFaces(key, source, origin)] : faces
  return wanted.map(({ key, view, over }) => [
    key,
    readLayerFiles([path, ...over], read, { origin, view, views, rules, now }),
  ])
}

function namedFaces(key: string, source: Source, origin: Uint8Array): LayeredFace[] {
  return viewsNamed(source, origin).map((view) => ({ key: faceKey(key, view), view, over: [] }))
}

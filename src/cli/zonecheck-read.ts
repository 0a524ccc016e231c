// Reads zonecheck's files by the code that servers use (supply/sources/file.ts), and much text of several files in loader threads. Files that
// are read here are not hashed, and their text stays at hand for findings.

import type { ActiveRule } from '../check/walk.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { inSlices } from '../supply/slices.ts'
import { type FileOrder, faceKey, type Pieces, readingFile } from '../supply/sources/file.ts'
import { fileSize } from '../system/file-size.ts'
import type { Problem } from '../text/findings/problem.ts'
import { readSource, type Source } from '../text/zonefile/source.ts'
import type { Progress } from './check-progress.ts'
import { say } from './says.ts'
import type { FilesOptions } from './zonecheck-files.ts'
import type { LargeFile } from './zonecheck-large.ts'
import type { FileRequest } from './zonecheck-requests.ts'

/** A request whose zone is known. */
export type KnownRequest = FileRequest & { readonly origin: Uint8Array }

/** The zone of each file by its name, and its faces by faceKey(). */
export type Zones = ReadonlyMap<string, ReadZone>

/** One order for each file, in however many views it is wanted. */
export function ordersOf(requests: readonly KnownRequest[], view: string | undefined): FileOrder[] {
  const byFile = Map.groupBy(requests, ({ file }) => file)
  return [...byFile].map(([file, wanted]) => {
    const views = wanted.map((request) => request.view ?? view)
    const faces = views.flatMap((view) => (view === undefined ? [] : [{ key: faceKey(file, view), view, over: [] }]))
    const layered = { faces, named: views.includes(undefined), always: false }
    return { key: file, path: file, origin: wanted[0]!.origin, layered }
  })
}

export async function readOrders(
  orders: readonly FileOrder[],
  sources: Sources,
  rules: readonly ActiveRule[],
  options: FilesOptions,
): Promise<Zones> {
  const zones = new Map<string, ReadZone>(await readAhead(orders, sources, options))
  const { progress, now } = options
  const pieces = options.large && told(options.large, progress)
  for (const order of orders) {
    // Reads here what a thread could not read, or reports why it cannot be read.
    if (zones.get(order.key)?.subject) continue
    const made = await inSlices(
      readingFile(order, { read: sources.read, rules, now, pieces, progress: progress.of(order.path) }),
    )
    for (const [key, zone] of made) zones.set(key, zone)
  }
  return zones
}

/** The views for which the file has lines. */
export function viewsRead(file: string, zones: Zones): string[] {
  const begin = faceKey(file, '')
  return [...zones.keys()].filter((key) => key.startsWith(begin)).map((key) => key.slice(begin.length))
}

/** The texts of files, each read from the disk once, for the name of its zone and for its records. */
export class Sources {
  readonly #options: FilesOptions
  readonly #known: Map<string, Source | Problem>

  constructor(options: FilesOptions) {
    this.#options = options
    this.#known = new Map(options.piped)
    if (options.large) this.#known.set(options.large.file, options.large.source)
  }

  readonly read = (file: string): Source | Problem => {
    const { drafts, includeRoot: root, disk } = this.#options
    const source = this.#known.get(file) ?? readSource(file, { drafts, root, ...(disk && { disk }) })
    this.#known.set(file, source)
    return source
  }

  /** Drops texts that threads read: all texts at once would take as much memory again as all zones. */
  forget(files: readonly string[]): void {
    for (const file of files) this.#known.delete(file)
  }
}

function told({ pieces, file }: LargeFile, progress: Progress): Pieces {
  const read: Pieces['read'] = async (shown, source) => {
    const built = await pieces.read(shown, source)
    progress.checking(file)
    return built
  }
  return { ...pieces, read }
}

async function readAhead(
  orders: readonly FileOrder[],
  sources: Sources,
  { severities, sifted, progress, piped, drafts, disk, includeRoot, now }: FilesOptions,
): Promise<Zones> {
  const elsewise = drafts !== undefined || disk !== undefined || includeRoot !== undefined || now !== undefined
  const files = orders.filter(({ path }) => !piped?.has(path))
  if (elsewise || !isWorthThreads(files)) return new Map()
  sources.forget(files.map(({ path }) => path))
  // Loaded on demand: one small file does not wait for it.
  const { readInThreads } = await import('./zonecheck-threads.ts')
  return progress.during(say('many-files', { count: orders.length }), readInThreads(files, { severities, sifted }))
}

/** Octets of text from which threads are worth their start. */
const WORTH_THREADS = 4 << 20

function isWorthThreads(orders: readonly FileOrder[]): boolean {
  if (orders.length < 2) return false
  return orders.reduce((sum, { path }) => sum + fileSize(path), 0) >= WORTH_THREADS
}

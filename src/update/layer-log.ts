// The log of layers, in `kept` of the state folder because nothing else can make them again. The next start finds each change whole for
// which append() resolved, and none for which it rejected.

import { type FaceName, faceKey } from '../store/change.ts'
import { Log, type LogOptions } from '../store/log.ts'
import { disk, type LogDisk } from '../store/log-file.ts'
import { MAGIC, readLog, writeRecord } from '../store/log-format.ts'
import type { LayerSet } from './entry.ts'
import { isEmpty, ownerKey } from './entry.ts'
import {
  type LayerRecord,
  readLayerRecords,
  readShown,
  readStep,
  type ShownMark,
  writeLayerRecords,
} from './layer-record.ts'

const LAYERS_VERSION = 1

export type LayerLogOptions = Pick<LogOptions, 'onTorn' | 'disk'> & {
  /** Called when a smaller log could not be written. */
  readonly onBulky: (error: unknown) => void
  /** From so many octets on, the log writes itself anew, smaller. */
  readonly bulky?: number
}

/** A face's layer in the log, and what everybody is shown of it. */
export type KeptLayer = LayerRecord & ShownMark

const BULKY = 1 << 22

export class LayerLog {
  /** The layers that open() found, by face. */
  readonly found: ReadonlyMap<string, KeptLayer>
  readonly #log: Log
  readonly #options: LayerLogOptions
  #bulky: number
  #compacting: Promise<void> | undefined

  private constructor(log: Log, found: ReadonlyMap<string, KeptLayer>, options: LayerLogOptions) {
    this.#log = log
    this.found = found
    this.#options = options
    this.#bulky = options.bulky ?? BULKY
  }

  /** Gives a sentence if nobody must write to the file. Rejects with system errors. */
  static async open(path: string, options: LayerLogOptions): Promise<LayerLog | string> {
    const found = new Found()
    const log = await Log.open(path, { version: LAYERS_VERSION, ...options }, (payload) => found.add(payload))
    return typeof log === 'string' ? log : new LayerLog(log, found.layers, options)
  }

  /** Appends records of writeLayerRecords(), each all or nothing. */
  async append(records: readonly Uint8Array[]): Promise<void> {
    await this.#log.append(records)
    if (this.#log.size > this.#bulky) this.#compacting ??= this.#compact()
  }

  async close(): Promise<void> {
    await this.#compacting
    await this.#log.close()
  }

  async #compact(): Promise<void> {
    const { disk: on, bulky = BULKY } = this.#options
    try {
      await this.#log.compact((path, end, to) => compactLayers({ path, end, to, on }))
    } catch (error) {
      this.#options.onBulky(error)
    }
    this.#bulky = Math.max(bulky, this.#log.size * 2)
    this.#compacting = undefined
  }
}

/** Reads, by face, what a log says so far that another process may be writing. */
export async function readLayerLog(octets: Uint8Array): Promise<ReadonlyMap<string, KeptLayer>> {
  const found = new Found()
  const read = async (at: number, length: number) => octets.subarray(at, at + length)
  await readLog({ read }, octets.length, LAYERS_VERSION, (payload) => found.add(payload))
  return found.layers
}

/** `stepped`: by how much somebody had set the wall clock in all before the set was written. `shown`: by which settings everybody sees it. */
type FoundSet = { readonly set: LayerSet; readonly stepped: number; readonly shown: string }

type FoundFace = {
  readonly name: FaceName
  readonly serial: number
  readonly digest: string | undefined
  /** The newest settings by which everybody is shown something of the layer. */
  shown: string
  readonly sets: Map<string, FoundSet>
}

/** The newest set of each rrset. */
class Found {
  readonly #faces = new Map<string, FoundFace>()
  #stepped = 0

  add(payload: Uint8Array): void {
    this.#stepped += readStep(payload)
    const mark = readShown(payload)
    if (mark !== undefined) this.#mark(mark)
    for (const { name, serial, digest, sets, shown = '' } of readLayerRecords(payload)) {
      const key = faceKey(name)
      const face = this.#faces.get(key) ?? { name, serial, digest, shown, sets: new Map<string, FoundSet>() }
      this.#faces.set(key, Object.assign(face, { serial, digest, shown: shown || face.shown }))
      for (const set of sets) {
        const setKey = `${set.type} ${ownerKey(set.owner)}`
        if (isEmpty(set)) face.sets.delete(setKey)
        else face.sets.set(setKey, { set, stepped: this.#stepped, shown })
      }
    }
  }

  #mark({ name, shown, unseen }: ShownMark): void {
    const face = this.#faces.get(faceKey(name))
    if (face === undefined) return
    face.shown = shown
    for (const [key, found] of face.sets)
      face.sets.set(key, { ...found, shown: unseen.has(ownerKey(found.set.owner)) ? '' : shown })
  }

  get layers(): ReadonlyMap<string, KeptLayer> {
    return new Map(
      [...this.#faces].map(([key, { sets, ...face }]) => [
        key,
        {
          ...face,
          sets: Array.from(sets.values(), ({ set, stepped }) => later(set, this.#stepped - stepped)),
          unseen: unseenOf(sets.values(), face.shown),
        },
      ]),
    )
  }
}

function unseenOf(sets: Iterable<FoundSet>, word: string): ReadonlySet<string> {
  return new Set([...sets].flatMap(({ set, shown }) => (shown === word ? [] : [ownerKey(set.owner)])))
}

/** The same set by a clock that somebody has set by so much since. */
function later(set: LayerSet, by: number): LayerSet {
  if (by === 0) return set
  const moved = (entries: LayerSet['added']) =>
    new Map(
      [...entries].map(([key, entry]) => {
        const { at, until } = entry
        return [key, { ...entry, at: at + by, until: until === undefined ? undefined : until + by }]
      }),
    )
  return { ...set, added: moved(set.added), hidden: moved(set.hidden) }
}

type CompactLayers = {
  readonly path: string
  readonly end: number
  readonly to: string
  readonly on: LogDisk | undefined
}

async function compactLayers({ path, end, to, on = disk }: CompactLayers): Promise<void> {
  const found = new Found()
  const from = await on.open(path)
  try {
    const ending = await readLog(from, end, LAYERS_VERSION, (payload) => found.add(payload))
    if (ending.kind !== 'whole') throw new Error(`${path} is damaged, and stays as it is`)
  } finally {
    await from.close()
  }
  const file = await on.open(to)
  try {
    await file.cut(0)
    await file.write(0, MAGIC)
    let at = MAGIC.length
    for (const layer of found.layers.values())
      for (const part of parts(layer)) {
        const record = writeRecord(LAYERS_VERSION, writeLayerRecords([part]))
        await file.write(at, record)
        at += record.length
      }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** How many sets one record holds. */
const TOGETHER = 1000

/** Splits a layer into records. A face whose layer is empty still gets one, for its serial. */
function* parts({ unseen, shown, ...layer }: KeptLayer): Generator<LayerRecord, void, undefined> {
  const by = Map.groupBy(layer.sets, ({ owner }) => unseen.has(ownerKey(owner)))
  for (const [isUnseen, sets] of by.size === 0 ? [[true, layer.sets] as const] : by)
    for (let i = 0; i === 0 || i < sets.length; i += TOGETHER)
      yield { ...layer, ...(!isUnseen && { shown }), sets: sets.slice(i, i + TOGETHER) }
}

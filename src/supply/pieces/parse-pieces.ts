// Reads a large zone file with two threads: the front part here, the rest in another thread. We guess what the rear part starts from by the
// beginning of the file: most files have their only $ORIGIN and $TTL there. We check the guess. Where it was wrong, or anything is wrong in
// the file, the caller reads the file again in one piece, so that reports never depend on how we read it.

import type { MessagePort } from 'node:worker_threads'
import { giveBack, take } from '../../memory/budget.ts'
import { defaultLimits } from '../../text/zonefile/limits.ts'
import { type Parsed, type ParseOptions, parseZoneFile, type StretchEnd } from '../../text/zonefile/parser.ts'
import type { Defaults } from '../../text/zonefile/record-reader.ts'
import type { Source } from '../../text/zonefile/source.ts'
import { type BuilderColumns, heapRoom, ZoneBuilder } from '../../zone/builder.ts'
import { entryAt } from './entry-at.ts'
import { ownBuffers, type StretchJob, type StretchResult } from './stretch.ts'

/** A builder with all records of the text. */
export type Built = { readonly builder: ZoneBuilder; readonly parsed: Parsed }

/**
 * Has the other thread (`helper`: helper.ts) begin now. Call the returned function to read the front part, `share` of the text, here; it
 * gives undefined where reading in two parts did not work.
 */
export function beginPieces(
  source: Source,
  origin: Uint8Array,
  helper: MessagePort,
  share = 0.5,
): (progress?: ParseOptions['progress']) => Promise<Built | undefined> {
  const defaults = defaultsOf(source, origin)
  if (defaults === undefined) return async () => undefined
  const from = entryAt(source, Math.floor(source.size * share))
  const { bytes, size, file } = source
  take(heapRoom(size))
  const room = new SharedArrayBuffer(heapRoom(size))
  const frontRoom = Math.floor((room.byteLength * from) / size)
  const heap = new Uint8Array(room, frontRoom)
  const rear = ask(helper, { bytes, size, file, origin, stretch: { from, to: size, defaults }, heap })
  return async (progress) => {
    const builder = new ZoneBuilder(origin, source.size, new Uint8Array(room, 0, frontRoom), true)
    const stretch = { from: source.begin, to: from }
    const parsed = parseZoneFile(
      source,
      { origin, stretch, progress: progress && ((done) => progress(Math.min(1, done / share))) },
      builder,
    )
    if (parsed.problems.length > 0 || parsed.text.lines.files.length > 1) return undefined
    if (!parsed.end || !fits(parsed.end, from, defaults)) return undefined
    const columns = await rear
    if (columns === undefined) return undefined
    // The other thread has given them back to its budget.
    take(octetsOf(columns))
    if (exceeds(parsed, columns)) return undefined
    builder.absorb(columns, parsed.end.line - 1)
    release(columns)
    return { builder, parsed }
  }
}

/** The limits hold for the zone as a whole. */
function exceeds(front: Pick<Parsed, 'generated' | 'made'>, rear: Pick<Parsed, 'generated' | 'made'>): boolean {
  return front.generated + rear.generated > defaultLimits.generated || front.made + rear.made > defaultLimits.made
}

/** Frees the memory at once: together the two threads hold much. */
function release(columns: BuilderColumns): void {
  giveBack(octetsOf(columns))
  for (const buffer of ownBuffers(columns)) buffer.transfer(0)
}

function octetsOf(columns: BuilderColumns): number {
  return ownBuffers(columns).reduce((octets, { byteLength }) => octets + byteLength, 0)
}

function ask(helper: MessagePort, job: StretchJob): Promise<StretchResult> {
  helper.postMessage(job)
  return new Promise((resolve) => {
    helper.once('message', resolve)
    helper.once('close', () => resolve(undefined))
  })
}

const HEAD = 1 << 14

/** The defaults of an entry behind the beginning of the file. */
function defaultsOf(source: Source, origin: Uint8Array): Defaults | undefined {
  const nobody = { owner: () => {}, record: () => {} }
  return parseZoneFile(source, { origin, stretch: { from: source.begin, to: HEAD } }, nobody).end?.defaults
}

/** Whether the rear part began where the front part ended, with the same origin and TTL. */
function fits({ at, defaults }: StretchEnd, from: number, guessed: Defaults): boolean {
  const sameOrigin = Buffer.compare(defaults.origin, guessed.origin) === 0
  return at === from && sameOrigin && defaults.defaultTtl >= 0 && defaults.defaultTtl === guessed.defaultTtl
}

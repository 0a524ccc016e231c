// One large zone file read by two threads: the front part here, the rest in another thread. What the rear part starts from is
// guessed by the beginning of the file: the $ORIGIN and $TTL that most files have there and nowhere else. The guess is
// checked; where it was wrong, or anything is wrong in the file, the file is to be read again in one piece, so that what is
// reported never depends on how the file was read.

import type { MessagePort } from 'node:worker_threads'
import { giveBack, take } from '../../memory/budget.ts'
import { defaultLimits } from '../../text/zonefile/limits.ts'
import { type Parsed, type ParseOptions, parseZoneFile, type StretchEnd } from '../../text/zonefile/parser.ts'
import type { Defaults } from '../../text/zonefile/record-reader.ts'
import type { Source } from '../../text/zonefile/source.ts'
import { type BuilderColumns, heapRoom, ZoneBuilder } from '../../zone/builder.ts'
import { entryAt } from './entry-at.ts'
import { ownBuffers, type StretchJob, type StretchResult } from './stretch.ts'

/** A builder that was given all records of the text. */
export type Built = { readonly builder: ZoneBuilder; readonly parsed: Parsed }

/**
 * The other thread (`helper`: helper.ts) begins now, and this one when the function that is given is called, with `share` of the
 * text left to it. It gives undefined where that did not work out.
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
    // The other thread has let go of them.
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

/** At once: together the two threads hold much. */
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

/** What an entry behind the beginning of the file starts from. */
function defaultsOf(source: Source, origin: Uint8Array): Defaults | undefined {
  const nobody = { owner: () => {}, record: () => {} }
  return parseZoneFile(source, { origin, stretch: { from: source.begin, to: HEAD } }, nobody).end?.defaults
}

/** Whether the rear part was read from where the front part ended, with the same origin and TTL. */
function fits({ at, defaults }: StretchEnd, from: number, guessed: Defaults): boolean {
  const sameOrigin = Buffer.compare(defaults.origin, guessed.origin) === 0
  return at === from && sameOrigin && defaults.defaultTtl >= 0 && defaults.defaultTtl === guessed.defaultTtl
}

// Fetches one zone from one primary: the changes since our version, else the whole zone. When the first goes wrong, the second follows at
// once, on the same connection (RFC 9103 §7.10.2).

import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type, typeName } from '../dns/types.ts'
import { OutOfBudget } from '../memory/budget.ts'
import { traceOf } from '../system/why.ts'
import { signRequest } from '../wire/tsig/sign.ts'
import { type BadAnswer, type Verifier, verifying } from '../wire/tsig/stream.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Edition } from '../zone/edition.ts'
import { Editor } from '../zone/editor.ts'
import { fold, roomAtFirst } from '../zone/fold.ts'
import { roomFor } from '../zone/room.ts'
import { APEX, NONE, Zone } from '../zone/zone.ts'
import type { Connections, Lost } from './connection.ts'
import { type Ends, takeEnds } from './entry-ends.ts'
import { expireOf } from './expire-option.ts'
import { netDifference } from './net-difference.ts'
import { counted, faultSaid, isUnreachable, lostSaid, type Peer, peerText, unverifiedSaid } from './peer.ts'
import { Portions, type TransferPortion } from './portions.ts'
import { requestMessage } from './request.ts'
import { say } from './says.ts'
import { type Delivered, type LeftOut, type StreamFault, ZoneStream } from './stream.ts'
import { type Digest, verifyDigest } from './zonemd.ts'

export type FetchJob = {
  readonly apex: Uint8Array
  readonly peer: Peer
  /** Our version, if the primary may send changes to it. */
  readonly ours: { readonly image: SharedArrayBuffer; readonly edition: Edition } | undefined
  /** The serial served now, for messages. */
  readonly stays: number | undefined
  readonly limits: { readonly records: number; readonly octets: number }
  readonly zonemd: 'off' | 'verify' | 'require'
}

export type Fetched = { readonly expire: number | undefined; readonly octets: number; readonly records: number } & (
  | (Came & { readonly kind: 'zone'; readonly zone: Zone; readonly insteadOf: Said | undefined })
  | (Came & { readonly kind: 'changes'; readonly changes: Changeset; readonly serial: number })
  /** The primary has our version or an older one. */
  | { readonly kind: 'nothing-newer'; readonly serial: number }
)

type Came = {
  readonly leftOut: LeftOut
  readonly ends: Ends
  /** The zone has digests, but none that can be verified. */
  readonly isUndigested: boolean
}

export type FetchFailure = { readonly kind: 'failed'; readonly reason: Said; readonly unreachable: boolean }

/** Milliseconds for which Janus does not again try what a primary did not take. */
const REMEMBERED = 48 * 3600_000
/** Milliseconds after which a lone SOA counts as the whole answer. */
const LONE_SOA = 2_000
const MOST_TRIES = 5

/** What each primary does not take (IXFR, or an OPT record), and until when Janus goes by that. */
export class Refusals {
  readonly #until = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  note(peer: Peer, what: 'ixfr' | 'edns'): void {
    this.#until.set(keyOf(peer, what), this.#now() + REMEMBERED)
  }

  takes(peer: Peer, what: 'ixfr' | 'edns'): boolean {
    return (this.#until.get(keyOf(peer, what)) ?? 0) <= this.#now()
  }
}

function keyOf({ at }: Peer, what: string): string {
  return `${what} ${at.address} ${at.port}`
}

type End =
  | {
      readonly kind: 'delivered'
      readonly delivered: Delivered
      readonly stream: ZoneStream
      readonly ends: Ends
      readonly expire?: number
    }
  | { readonly kind: 'fault'; readonly fault: StreamFault }
  | { readonly kind: 'lost'; readonly lost: Lost }
  | { readonly kind: 'unverified'; readonly bad: BadAnswer }
  | { readonly kind: 'said'; readonly reason: Said }
  | OutOfMemory

/** No memory was left for more records. */
type OutOfMemory = { readonly kind: 'memory'; readonly records: number }

export async function fetchZone(
  job: FetchJob,
  connections: Connections,
  refusals: Refusals,
  portions = new Portions(),
): Promise<Fetched | FetchFailure> {
  const portion = portions.open()
  try {
    return await tried(job, connections, refusals, portion)
  } finally {
    portion.close()
  }
}

async function tried(
  job: FetchJob,
  connections: Connections,
  refusals: Refusals,
  portion: TransferPortion,
): Promise<Fetched | FetchFailure> {
  const { peer } = job
  const ours = job.ours && Zone.open(job.ours.image, job.ours.edition)
  let edns = refusals.takes(peer, 'edns')
  let from = ours !== undefined && refusals.takes(peer, 'ixfr') ? ours : undefined
  let insteadOf: Said | undefined
  for (let tries = 1; ; tries++) {
    const end = await exchange(job, from, edns, connections, portion)
    const made = end.kind === 'delivered' ? portion.during(() => finished(job, from, end, insteadOf)) : end
    if (made.kind === 'memory' && portion.relieve() && tries < MOST_TRIES) continue
    portion.giveBack()
    if (made.kind === 'zone' || made.kind === 'changes' || made.kind === 'nothing-newer') return made
    if (made.kind === 'failed') {
      if (from === undefined) return made
      insteadOf = made.reason
      from = undefined
      continue
    }
    const reason = reasonOf(job, made, portion)
    const failure = { kind: 'failed', reason, unreachable: made.kind === 'lost' && isUnreachable(made.lost) } as const
    if (tries === MOST_TRIES || failure.unreachable) return failure
    // The peer had closed the connection before it saw the request.
    if (made.kind === 'lost' && made.lost.kind === 'closed' && !made.lost.fresh) continue
    if (edns && isTooNew(made)) {
      edns = false
      continue
    }
    if (from === undefined) return failure
    if (isTooNew(made)) refusals.note(peer, 'ixfr')
    insteadOf = reason
    from = undefined
    // The peer refused IXFR without OPT as well.
    edns = refusals.takes(peer, 'edns')
  }
}

/** The peer knows less than we asked of it. */
function isTooNew(end: End): boolean {
  return end.kind === 'fault' && end.fault.kind === 'rcode' && TOO_NEW.has(end.fault.rcode)
}

const TOO_NEW: ReadonlySet<number> = new Set([Rcode.FORMERR, Rcode.NOTIMP])

function reasonOf(
  { peer, stays }: FetchJob,
  end: Exclude<End, { kind: 'delivered' }>,
  { most }: TransferPortion,
): Said {
  switch (end.kind) {
    case 'fault':
      return faultSaid(peer, end.fault, serialText(stays))
    case 'lost':
      return lostSaid(peer, end.lost)
    case 'unverified':
      return unverifiedSaid(peer, end.bad)
    case 'said':
      return end.reason
    case 'memory':
      return say('over-memory', {
        peer: peer.at.address,
        records: counted(end.records),
        mebibytes: Math.floor(most / 2 ** 20),
        serial: serialText(stays),
      })
    default:
      return end satisfies never
  }
}

function serialText(serial: number | undefined): string {
  return serial === undefined ? '–' : String(serial)
}

/** `from`: asks for what has changed since; otherwise for all. */
function exchange(
  job: FetchJob,
  from: Zone | undefined,
  edns: boolean,
  connections: Connections,
  portion: TransferPortion,
): Promise<End> {
  const { apex, peer, limits } = job
  const type = from === undefined ? Type.AXFR : Type.IXFR
  const serial = from?.serial
  return new Promise((resolve) => {
    let stream: ZoneStream | undefined
    let verifier: Verifier | undefined
    let expire: number | undefined
    const ends = new Map<string, number>()
    let lone: NodeJS.Timeout | undefined
    let isOver = false
    const end = (one: End) => {
      isOver = true
      clearTimeout(lone)
      portion.onStop = () => {}
      resolve(one)
      return isTooMuch(one) ? ('enough' as const) : ('done' as const)
    }
    portion.onStop = () => {
      end({ kind: 'memory', records: stream?.records ?? 0 })
      // Dropped here: the connection may stay open and would hold the stream.
      stream = undefined
    }
    connections.to(peer).send({
      request(id) {
        const withSerial = serial === undefined ? {} : { serial }
        stream = new ZoneStream({ id, apex, type, ...withSerial }, limits)
        const message = requestMessage({
          id,
          apex,
          type,
          ...withSerial,
          edns,
          stream: true,
          ends: peer.key !== undefined,
        })
        if (peer.key === undefined) return message
        const signed = signRequest(peer.key, message, seconds())
        verifier = verifying(peer.key, signed.mac, seconds)
        return signed.message
      },
      take(message) {
        // Does not read to the end of a transfer that is too large.
        if (isOver) return 'enough'
        const verified = verifier?.take(message) ?? 'good'
        if (typeof verified === 'object') {
          const rcode = (message[3] ?? 0) & 0xf
          // An unsigned error is reported as that error.
          if (verified.error === 'missing' && rcode !== 0)
            return end({ kind: 'fault', fault: { kind: 'rcode', rcode } })
          return end({ kind: 'unverified', bad: verified })
        }
        const { records } = stream!
        const step = takeSafely(stream!, message, portion, peer.key === undefined ? undefined : { apex, ends })
        expire ??= expireOf(message)
        if (step.kind === 'said' || step.kind === 'memory') return end(step)
        if (step.kind === 'failed') return end({ kind: 'fault', fault: step.fault })
        if (step.kind === 'done') {
          // RFC 8945 §5.3.1: the last message is signed.
          if (verifier?.end() === false)
            return end({ kind: 'said', reason: say('tsig-unsigned-end', { peer: peerText(peer) }) })
          const { delivered } = step
          return end({ kind: 'delivered', delivered, stream: stream!, ends, ...(expire !== undefined && { expire }) })
        }
        clearTimeout(lone)
        if (type === Type.IXFR && stream!.isLoneSoa)
          lone = setTimeout(() => end({ kind: 'said', reason: say('lone-soa', { peer: peerText(peer) }) }), LONE_SOA)
        // RFC 9103 §7.9.1: padding is no progress.
        return stream!.records > records ? 'progress' : 'idle'
      },
      lost: (lost) => void end({ kind: 'lost', lost }),
    })
  })
}

function isTooMuch(end: End): boolean {
  return end.kind === 'memory' || (end.kind === 'fault' && end.fault.kind === 'limit')
}

type Ending = { readonly apex: Uint8Array; readonly ends: Map<string, number> }

/** `ending`: takes the ends of records that the message gives; undefined: nobody believes them. */
function takeSafely(stream: ZoneStream, message: Uint8Array, portion: TransferPortion, ending: Ending | undefined) {
  try {
    return portion.during(() => {
      const step = stream.take(message)
      if (ending !== undefined && step.kind !== 'failed') takeEnds(message, ending.apex, ending.ends)
      return step
    })
  } catch (error) {
    if (isForMemory(error)) return { kind: 'memory', records: stream.records } as const
    return { kind: 'said', reason: say('fault', { reason: traceOf(error) }) } as const
  }
}

function isForMemory(error: unknown): boolean {
  return error instanceof OutOfBudget || error instanceof RangeError
}

function finished(
  job: FetchJob,
  from: Zone | undefined,
  { delivered, stream, ends, expire }: Extract<End, { kind: 'delivered' }>,
  insteadOf: Said | undefined,
): Fetched | FetchFailure | OutOfMemory {
  const { records, octets, leftOut } = stream
  const counts = { expire, octets, records }
  try {
    switch (delivered.kind) {
      case 'one-soa':
        return { kind: 'nothing-newer', serial: delivered.serial, ...counts }
      case 'zone': {
        const { builder } = delivered
        const zone = builder.finish(undefined, undefined, roomAtFirst(builder.records))
        const digest = digestOf(job, zone)
        const came = { leftOut, isUndigested: digest === 'unusable', ends, ...counts }
        return digestFailure(job, digest) ?? { kind: 'zone', zone, insteadOf, ...came }
      }
      case 'changes': {
        const net = netDifference(from!, delivered.changesets)
        if (net.kind === 'misfit') return misfit(job, net)
        const digest = digestAfter(job, from!, net.changes)
        if (typeof digest === 'object') return misfit(job, digest)
        const came = { leftOut, isUndigested: digest === 'unusable', ends, ...counts }
        const { serial } = delivered
        return digestFailure(job, digest) ?? { kind: 'changes', changes: net.changes, serial, ...came }
      }
      default:
        return delivered satisfies never
    }
  } catch (error) {
    return isForMemory(error) ? { kind: 'memory', records } : failed(say('fault', { reason: traceOf(error) }))
  }
}

function failed(reason: Said): FetchFailure {
  return { kind: 'failed', reason, unreachable: false }
}

function misfit(
  { peer }: FetchJob,
  { owner, type }: { readonly owner: Uint8Array; readonly type: number },
): FetchFailure {
  return failed(say('changes-misfit', { peer: peerText(peer), owner: nameText(owner), type: typeName(type) }))
}

/** Checks the digest of the zone that the changes make: a digest covers the whole zone. */
function digestAfter(
  job: FetchJob,
  from: Zone,
  changes: Changeset,
): Digest | { readonly owner: Uint8Array; readonly type: number } {
  if (job.zonemd === 'off' || !hasDigest(from, changes)) return 'none'
  const edited = new Editor(fold(from, roomFor(from, changes))).edit(changes)
  if (!('kind' in edited)) return digestOf(job, edited)
  if (edited.kind === 'misfit') return edited
  throw new Error('there was no room for changes that had been measured')
}

function hasDigest(from: Zone, { added }: Changeset): boolean {
  let found = from.rrset(APEX, Type.ZONEMD) !== NONE
  added.each((_bytes, _owner, type) => {
    if (type === Type.ZONEMD) found = true
  })
  return found
}

function digestOf({ zonemd }: FetchJob, zone: Zone): Digest {
  return zonemd === 'off' ? 'none' : verifyDigest(zone)
}

function digestFailure({ peer, zonemd }: FetchJob, digest: Digest): FetchFailure | undefined {
  if (digest === 'wrong') return failed(say('digest-wrong', { peer: peerText(peer) }))
  if (digest !== 'right' && zonemd === 'require') return failed(say('digest-missing', { peer: peerText(peer) }))
  return undefined
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

// Answers AXFR and IXFR: with the face of the view that the client gets, and no other, from the first octet to the last out of one edition.

import type { Logger } from 'pino'
import { ErrorCode } from '../../answer/error-code.ts'
import { nameLength, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { isNewerSerial } from '../../dns/serial.ts'
import type { Suffixes } from '../../dns/suffixes.ts'
import { Type, typeName } from '../../dns/types.ts'
import type { Entries } from '../../lists/entries.ts'
import type { Desk, Peer, Respond } from '../../net/peer.ts'
import type { Counters } from '../../observe/counters.ts'
import type { History } from '../../store/history.ts'
import { thisMoment } from '../../system/clocks.ts'
import { asksForEnds } from '../../transfer/entry-ends-option.ts'
import type { Generation, View } from '../../views/view.ts'
import { readMessage } from '../../wire/message.ts'
import { Query } from '../../wire/query.ts'
import type { Changeset } from '../../zone/changeset.ts'
import type { Expiry } from '../../zone/expiry.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'
import { viewOf } from '../view-of.ts'
import { Admission, clientText } from './admission.ts'
import { differenceMessages, leadTo, SOA_NUMBERS, serialAt } from './difference-messages.ts'
import type { TransferSettings } from './may-transfer.ts'
import { RenderedZones } from './rendered.ts'
import { noTransfers, type TransferCounts } from './transfer-counts.ts'
import { type Envelope, type Messages, type Misfit, refusalMessage } from './transfer-message.ts'
import { soaMessage, zoneMessages } from './zone-messages.ts'

/** A client that has fetched a zone to the end, or that said which version it has and was told ours. */
export type Fetched = {
  readonly view: string
  readonly zone: string
  readonly client: string
  readonly key: string | undefined
  /** Serial of the version that the client has now. */
  readonly serial: number
}

export type TransferOptions = {
  readonly generation: () => Generation
  readonly settings: () => TransferSettings
  readonly history: Pick<History, 'since'>
  /** Octets of a UDP message that we take. */
  readonly udpSize: () => number
  /** Answers a client that may not have the zone. */
  readonly refuse: Respond
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly counters?: Counters
  /** Where all transfers are counted together. */
  readonly counts?: TransferCounts
  readonly onFetched?: (fetched: Fetched) => void
  readonly onFault: (error: unknown) => void
}

/** Transfers at a time: each holds a message and an edition. */
const MOST_OPEN = 200

/** What the client gets. */
type Plan =
  | { readonly kind: 'error'; readonly rcode: number; readonly error: number }
  | (Of & { readonly kind: 'whole' })
  /** `there`: the serial that the client has. */
  | (Of & { readonly kind: 'soa'; readonly there: number })
  | (Of & { readonly kind: 'steps'; readonly steps: readonly Changeset[] })

/** `live`: entries of a list that end by themselves. `expire`: seconds for which the zone is good. */
type Of = { readonly zone: Zone; readonly live: Entries | undefined; readonly expire: number }

export class Transfers implements Desk {
  readonly counts: TransferCounts
  /** Messages of whole zones that are kept for who comes next. */
  readonly rendered = new RenderedZones()
  /** Whether the client may have the zone that is asked for, if there is one. */
  readonly admits: Admission['admits']
  readonly #options: TransferOptions
  readonly #out = new Uint8Array(0xffff)
  #renderedOf: Generation | undefined

  constructor(options: TransferOptions) {
    this.#options = options
    this.counts = options.counts ?? noTransfers()
    this.admits = new Admission(options, this.counts).admits
  }

  async *answer(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.messages(message, peer)
    } catch (error) {
      this.#options.onFault(error)
      throw error
    }
  }

  /** The messages of answer(), one after the other without a wait. */
  *messages(message: Uint8Array, peer: Peer): Generator<Uint8Array, void, undefined> {
    const { generation, udpSize, refuse, counters } = this.#options
    const query = new Query()
    query.read(message, 0, message.length)
    const answering = generation()
    const at = viewOf(peer, answering)
    // A datagram takes no zone (RFC 5936 §4.2), and who may not have this one is not told whether there is one.
    if ((!peer.stream && query.type === Type.AXFR) || !this.admits(query, peer, at)) {
      const length = refuse(message, 0, message.length, peer, this.#out, 0)
      if (length > 0) yield this.#out.slice(0, length)
      return
    }
    const view = answering.views[at]!
    const plan = this.#planOf(query, message, view, peer)
    counters?.count(peer, at, query.type, plan.kind === 'error' ? plan.rcode : Rcode.NOERROR, 0)
    const envelope = { udpSize: udpSize(), reserved: peer.signed?.octets ?? 0 }
    if (plan.kind === 'error') yield refusalMessage(query, envelope, plan.rcode, plan.error)
    else {
      const whole = { ...envelope, expire: plan.expire, ...endsFor(plan, message, peer) }
      if (plan.kind === 'soa') {
        // Anybody can write the address of another on a datagram.
        if (peer.stream || peer.key !== undefined) this.#tellFetched(plan.zone, view.name, peer, plan.there)
        const most = peer.stream ? this.#out.length : Math.min(udpSize(), query.edns.udpSize)
        yield soaMessage(plan.zone, query, whole, most)
      } else yield* this.#transfer(plan, query, whole, { peer, view: view.name, generation: answering.number })
    }
  }

  /** What there is to send of the zone whose name was asked for. */
  #planOf(query: Query, message: Uint8Array, { name, zones }: View, peer: Peer): Plan {
    const found = zoneAt(zones, query.name)
    if ('rcode' in found) return found
    const { zone } = found
    // RFC 7314 §3.2: a secondary tells how much of its own time is left.
    const { live } = found
    const of = { zone, live, expire: found.expiry?.left(thisMoment().wall / 1000, zone.expire) ?? zone.expire }
    if (query.type === Type.AXFR) return this.#unlessBusy({ kind: 'whole', ...of })
    const serial = serialOf(message)
    // RFC 1995 §3: a client that asks for changes says since which serial.
    if (serial === undefined) return { kind: 'error', rcode: Rcode.FORMERR, error: -1 }
    // RFC 1995 §2, §4: a client with the newest version gets the SOA; a datagram gets no more in any case, so that nobody is flooded.
    if (!peer.stream || !isNewerSerial(zone.serial, serial)) return { kind: 'soa', ...of, there: serial }
    const steps = this.#options.history.since({ view: name, origin: zone.apex }, serial)
    const known = steps !== undefined && leadTo(zone, steps, serial)
    return this.#unlessBusy(known ? { kind: 'steps', ...of, steps } : { kind: 'whole', ...of })
  }

  /** RFC 9103 §6.3.3: SERVFAIL makes the client come again, for the limit passes. */
  #unlessBusy(plan: Plan): Plan {
    if (this.counts.open < MOST_OPEN) return plan
    this.#options.log.warn({ open: this.counts.open }, 'a transfer has to wait: too many run at once')
    return { kind: 'error', rcode: Rcode.SERVFAIL, error: -1 }
  }

  *#transfer(
    plan: Exclude<Plan, { kind: 'error' }>,
    query: Query,
    envelope: Envelope,
    { peer, view, generation }: { readonly peer: Peer; readonly view: string; readonly generation: number },
  ): Generator<Uint8Array, void, undefined> {
    const { zone } = plan
    const begun = performance.now()
    const about = { ...fetchedOf(zone, view, peer), generation, how: plan.kind }
    let messages = 0
    let octets = 0
    let isWhole = false
    this.counts.open++
    try {
      const all =
        plan.kind === 'steps'
          ? differenceMessages(zone, plan.steps, query, envelope)
          : plan.live !== undefined
            ? zoneMessages(zone, query, envelope, plan.live.forSecondaries?.content(zone))
            : this.rendered.messages(zone, query, envelope)
      const misfit = yield* counted(all, (part) => {
        messages++
        octets += part.length
        this.#keepServed()
      })
      if (misfit !== undefined) yield this.#misfit(misfit, query, envelope, about)
      isWhole = misfit === undefined
    } finally {
      this.counts.open--
      this.#keepServed()
      this.counts[isWhole ? 'done' : 'cut']++
      const seconds = (performance.now() - begun) / 1000
      this.#options.log.info(
        { ...about, messages, octets, seconds },
        isWhole ? 'a zone was transferred' : 'a transfer was cut off',
      )
      if (isWhole) this.#tellFetched(zone, view, peer)
    }
  }

  /** After a transfer: drops messages of editions that are not served any more. */
  #keepServed(): void {
    const generation = this.#options.generation()
    if (generation === this.#renderedOf) return
    this.#renderedOf = generation
    this.rendered.keepServed(generation)
  }

  /** RFC 5936 §2.2: an error may come after messages that were good. */
  #misfit({ owner, type }: Misfit, query: Query, envelope: Envelope, about: object): Uint8Array {
    this.#options.log.error(
      { ...about, record: `${nameText(owner)} ${typeName(type)}` },
      'a transfer ended with SERVFAIL: a record is larger than a message can be; make it smaller',
    )
    return refusalMessage(query, envelope, Rcode.SERVFAIL, ErrorCode.invalidData)
  }

  #tellFetched(zone: Zone, view: string, peer: Peer, serial = zone.serial): void {
    this.#options.onFetched?.({ ...fetchedOf(zone, view, peer), serial })
  }
}

/** Tells a client when entries end, if it signs: who is listed for how long is nobody else's business. */
function endsFor(plan: Exclude<Plan, { kind: 'error' }>, message: Uint8Array, peer: Peer): Pick<Envelope, 'endOf'> {
  const list = plan.live?.forSecondaries
  if (list === undefined || peer.signed === undefined || !asksForEnds(message)) return {}
  list.tellEnds()
  // Entries bring their ends themselves; the list's other records do not end.
  if (plan.kind !== 'steps') return { endOf: () => undefined }
  const below = plan.zone.apex.length
  return {
    endOf: (owner, at, type) => {
      if (type !== Type.A && type !== Type.TXT) return undefined
      return list.endOf(owner.subarray(at, at + nameLength(owner, at) - below))
    },
  }
}

function* counted(messages: Messages, count: (message: Uint8Array) => void): Messages {
  for (;;) {
    const { done, value } = messages.next()
    if (done) return value
    // The message counts once the client has taken it.
    yield value
    count(value)
  }
}

function fetchedOf(zone: Zone, view: string, peer: Peer): Fetched {
  return { zone: nameText(zone.apex), view, client: clientText(peer), key: peer.key, serial: zone.serial }
}

/** The zone whose name was asked for, or why there is none (RFC 5936 §2.2.1). */
function zoneAt(
  set: ZoneSet,
  name: Suffixes,
):
  | { readonly zone: Zone; readonly expiry: Expiry | undefined; readonly live: Entries | undefined }
  | Extract<Plan, { kind: 'error' }> {
  const member = set.enclosing(name)
  if (member < 0 || set.apexAt(member, name) !== 0 || set.member(member)!.withheld) return NOT_OURS
  const { zone, expiry, live } = set.member(member)!
  if (zone !== undefined && zone.soa !== NONE) return { zone, expiry, live }
  return expiry?.hasEnded(Date.now() / 1000) ? EXPIRED : NOT_READY
}

const NOT_OURS = { kind: 'error', rcode: Rcode.NOTAUTH, error: ErrorCode.notAuthoritative } as const
const EXPIRED = { kind: 'error', rcode: Rcode.SERVFAIL, error: ErrorCode.invalidData } as const
const NOT_READY = { kind: 'error', rcode: Rcode.SERVFAIL, error: ErrorCode.notReady } as const

/** RFC 1995 §3: the serial of the version that the client has. */
function serialOf(message: Uint8Array): number | undefined {
  const { questions, authority } = readMessage(message) ?? NO_MESSAGE
  const soa = authority.find(({ type }) => type === Type.SOA)
  if (soa === undefined || soa.rdata.length < SOA_NUMBERS || !sameName(soa.name, 0, questions[0]!.name, 0))
    return undefined
  return serialAt(soa.rdata, soa.rdata.length)
}

const NO_MESSAGE = { questions: [], authority: [] }

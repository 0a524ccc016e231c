// Who may have which zone whole, and the transfers that go on: the face of the view that the client's address gets, and no
// other, from the first octet to the last out of one edition.

import type { Logger } from 'pino'
import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { isNewerSerial } from '../../dns/serial.ts'
import type { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import type { Desk, Peer } from '../../net/peer.ts'
import type { Counters } from '../../observe/counters.ts'
import { matchesName } from '../../text/config/name-pattern.ts'
import type { TransferSetting } from '../../text/config/transfers.ts'
import { covers } from '../../views/matching.ts'
import type { Generation } from '../../views/view.ts'
import { readMessage } from '../../wire/message.ts'
import { Query } from '../../wire/query.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'
import { viewOf } from '../view-of.ts'
import { refusalMessage, soaMessage, zoneMessages } from './zone-messages.ts'

export type TransferCounts = {
  open: number
  /** To the last octet. */
  done: number
  /** The client went away, or took nothing for too long. */
  cut: number
  refused: number
  lastRefused: RefusedTransfer | undefined
}

/** `view`: none where the client gets none. */
export type RefusedTransfer = { readonly client: string; readonly view: string; readonly zone: string }

export type TransferOptions = {
  readonly generation: () => Generation
  readonly rules: () => readonly TransferSetting[]
  /** Octets of a UDP message that we take. */
  readonly udpSize: () => number
  readonly log: Logger
  readonly counters?: Counters
  readonly onFault: (error: unknown) => void
}

export class Transfers implements Desk {
  readonly counts: TransferCounts = { open: 0, done: 0, cut: 0, refused: 0, lastRefused: undefined }
  readonly #options: TransferOptions

  constructor(options: TransferOptions) {
    this.#options = options
  }

  /** Whether the client may have the zone that is asked for, if there is one. One predicate for every way in. */
  readonly admits = (query: Query, peer: Peer, view: number): boolean => {
    const name = this.#options.generation().views[view]?.name
    const admitted =
      name !== undefined &&
      this.#options.rules().some((rule) => holds(rule, peer, name, query.name.bytes, query.name.at[0]!))
    if (!admitted) {
      this.counts.refused++
      this.counts.lastRefused = {
        client: clientText(peer),
        view: name ?? 'none',
        zone: nameText(query.name.bytes, query.name.at[0]!),
      }
    }
    return admitted
  }

  async *answer(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.#messages(message, peer)
    } catch (error) {
      this.#options.onFault(error)
      throw error
    }
  }

  *#messages(message: Uint8Array, peer: Peer): Generator<Uint8Array, void, undefined> {
    const { generation, udpSize, log, counters } = this.#options
    const query = new Query()
    query.read(message, 0, message.length)
    const answering = generation()
    const at = viewOf(peer, answering)
    const view = answering.views[at]
    const zone = view === undefined ? Rcode.REFUSED : zoneAt(view.zones, query.name)
    counters?.count(peer, at, query.type, typeof zone === 'number' ? zone : Rcode.NOERROR, 0)
    if (typeof zone !== 'object') {
      yield refusalMessage(query, udpSize(), zone)
      return
    }
    if (isNewest(query.type, message, zone)) {
      yield soaMessage(zone, query, udpSize())
      return
    }
    const begun = performance.now()
    const about = {
      zone: nameText(zone.apex),
      view: view!.name,
      client: clientText(peer),
      serial: zone.serial,
      generation: answering.number,
    }
    let messages = 0
    let octets = 0
    let isWhole = false
    this.counts.open++
    try {
      for (const part of zoneMessages(zone, query, udpSize())) {
        yield part
        messages++
        octets += part.length
      }
      isWhole = true
    } finally {
      this.counts.open--
      this.counts[isWhole ? 'done' : 'cut']++
      const seconds = (performance.now() - begun) / 1000
      log.info({ ...about, messages, octets, seconds }, isWhole ? 'a zone was transferred' : 'a transfer was cut off')
    }
  }
}

function holds(
  { from, zones, views }: TransferSetting,
  peer: Peer,
  view: string,
  bytes: Uint8Array,
  at: number,
): boolean {
  const { octets, length } = peer.client
  const address = octets.subarray(0, length)
  if (!from.some((prefix) => covers(prefix, address))) return false
  if (views !== undefined && !views.includes(view)) return false
  return zones === undefined || zones.some((pattern) => matchesName(pattern, bytes, at))
}

function clientText({ client }: Peer): string {
  return addressText(client.octets.subarray(0, client.length))
}

/** The zone whose name was asked for, or why there is none (RFC 5936 §2.2.1). */
function zoneAt(set: ZoneSet, name: Suffixes): Zone | number {
  const member = set.enclosing(name)
  if (member < 0 || set.apexAt(member, name) !== 0) return Rcode.NOTAUTH
  const { zone, withheld } = set.members[member]!
  if (withheld) return Rcode.NOTAUTH
  return zone === undefined || zone.soa === NONE ? Rcode.SERVFAIL : zone
}

/** RFC 1995 §2, §4: whoever asks for what has changed since its own version gets it all, unless that is the newest. */
function isNewest(type: number, message: Uint8Array, zone: Zone): boolean {
  if (type !== Type.IXFR) return false
  const soa = readMessage(message)?.authority.find((record) => record.type === Type.SOA)?.rdata
  if (soa === undefined || soa.length < SOA_NUMBERS) return false
  const serial = new DataView(soa.buffer, soa.byteOffset + soa.length - SOA_NUMBERS).getUint32(0)
  return !isNewerSerial(zone.serial, serial)
}

/** Octets of the five numbers that end an SOA (RFC 1035 §3.3.13), the serial first. */
const SOA_NUMBERS = 20

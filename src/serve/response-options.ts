// The EDNS side of an answer: what the client's OPT record asks for, and what ours says. begin() puts in the options that it knows before
// the answer, conclude() those that depend on it.

import { errorText } from '../answer/error-text.ts'
import type { Response } from '../answer/response.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import type { Peer, Subnet } from '../net/peer.ts'
import { Option } from '../wire/edns.ts'
import { OptWriter } from '../wire/opt-writer.ts'
import type { Query } from '../wire/query.ts'
import { putSubnet, subnetLength } from './client-subnets.ts'
import { COOKIE_LENGTH, Cookie, type CookieSecrets, Cookies } from './policy/cookies.ts'

export type ResponseOptionsSettings = {
  /** Largest UDP message that we send and announce (RFC 6891 §6.2.5), in octets. */
  readonly ednsBufferSize: number
  /** The name for clients that ask which server answers (RFC 5001); without it they get no NSID. */
  readonly nsid?: Uint8Array
  /** Without secrets, cookies are not understood. */
  readonly cookies?: CookieSecrets
  /** Milliseconds after which an idle stream is closed. */
  readonly idleTimeout?: number
}

/** Reused from answer to answer; allocates nothing. */
export class ResponseOptions {
  readonly opt = new OptWriter()
  /** Whether the answer has a cookie, which the client can send with its next query. */
  cookie = false
  /** Whether the client has shown by a cookie that the address is its own. */
  proven = false
  /** Octets that the whole answer may have, but for its signature. */
  size = 0
  /** Whether no other transport could take a longer answer. */
  isLast = false
  readonly #udpSize: number
  readonly #nsid: Uint8Array | undefined
  readonly #cookies: Cookies | undefined
  #seconds = 0
  #subnet: Subnet | undefined
  #padded = false
  /** RFC 7828 §3.1: in units of 100 milliseconds. */
  readonly #keepalive: number

  constructor({ ednsBufferSize, nsid, cookies, idleTimeout = 0 }: ResponseOptionsSettings) {
    this.#udpSize = ednsBufferSize
    this.#nsid = nsid
    this.#cookies = cookies && new Cookies(cookies)
    this.#keepalive = Math.min(Math.floor(idleTimeout / 100), 0xffff)
  }

  /** Takes the time, in seconds since 1970. */
  tick(seconds: number): void {
    this.#seconds = seconds
    this.#cookies?.tick(seconds)
  }

  /** Begins the options of an answer to `query`. The answer has an OPT record if and only if the query has one. */
  begin(query: Query, peer: Peer): void {
    const { edns } = query
    const { opt } = this
    const size = peer.stream ? STREAM_SIZE : Math.min(this.#udpSize, edns.udpSize)
    this.isLast = peer.stream
    // The signature comes last. Header, question and OPT have room in any case, even where the name is long.
    this.size = peer.signed === undefined ? size : Math.max(size - peer.signed.octets, QUESTION_SIZE)
    this.cookie = false
    this.proven = false
    this.#padded = false
    this.#subnet = peer.subnet?.given ? peer.subnet : undefined
    if (!edns.present) {
      opt.none()
      return
    }
    opt.begin(this.#udpSize, edns.dnssecOk)
    // Each EDNS version may give options another meaning.
    if (edns.version !== 0) return
    if (edns.nsid && this.#nsid !== undefined) {
      opt.option(Option.NSID, this.#nsid.length)
      opt.append(this.#nsid)
    }
    if (edns.cookieIsLegal && this.#cookies !== undefined) {
      const { bytes } = query
      opt.option(Option.COOKIE, COOKIE_LENGTH)
      const cookie = this.#cookies.read(
        bytes,
        edns.cookieAt,
        edns.cookieLength,
        peer.client,
        opt.bytes,
        opt.reserve(COOKIE_LENGTH),
      )
      this.cookie = true
      this.proven = cookie === Cookie.valid
    }
    this.#putSubnet()
    // RFC 7830 §4, RFC 8467 §4: where nobody reads along, and only if the client pads as well.
    this.#padded = edns.padding && peer.encrypted
    // RFC 7828 §3.3.1: over UDP it is ignored.
    if (edns.keepalive && peer.stream) {
      opt.option(Option.TCP_KEEPALIVE, 2)
      opt.u16(this.#keepalive)
    }
  }

  /** Octets that the answer may have beside its OPT record. */
  get room(): number {
    return this.size - this.opt.size
  }

  /** Takes back all options but the client subnet, so that the answer has more room. */
  beginAgain({ edns }: Query): void {
    if (!this.opt.present) return
    this.opt.begin(this.#udpSize, edns.dnssecOk)
    this.#putSubnet()
  }

  /** Puts the client subnet into the answer, if the query has one: without it, a resolver would keep the answer for everybody. */
  #putSubnet(): void {
    const subnet = this.#subnet
    if (subnet === undefined) return
    const length = subnetLength(subnet)
    this.opt.option(Option.CLIENT_SUBNET, length)
    putSubnet(subnet, this.opt.bytes, this.opt.reserve(length))
  }

  /** Pads the message to a length that many others have, if the client asks for it. `length`: octets of the answer without OPT. */
  pad(length: number): void {
    const { opt } = this
    if (!this.#padded || !opt.present) return
    const bare = length + opt.size + OPTION_HEAD
    const octets = Math.min(Math.ceil(bare / BLOCK) * BLOCK, this.size) - bare
    if (octets < 0) return
    opt.option(Option.PADDING, octets)
    opt.bytes.fill(0, opt.reserve(octets), opt.length)
  }

  /** The rcode that a query gets for its cookie alone. */
  cookieRcode(query: Query): number {
    const { edns, hasQuestion } = query
    if (this.#cookies === undefined || edns.cookieLength < 0) return hasQuestion ? Rcode.NOERROR : Rcode.FORMERR
    // RFC 7873 §5.2.2
    if (!edns.cookieIsLegal) return Rcode.FORMERR
    // RFC 7873 §5.4: a query without a question asks for a cookie, or whether its cookie still holds.
    return hasQuestion || this.proven || edns.cookieLength === CLIENT_COOKIE ? Rcode.NOERROR : Rcode.BADCOOKIE
  }

  /** Adds the options that depend on the answer. */
  conclude(query: Query, response: Response, withText: boolean): void {
    const { opt } = this
    if (!opt.present) return
    opt.compactOk = query.edns.compactOk && response.compact
    if (response.error >= 0) {
      const text = withText ? errorText(response.error) : NO_TEXT
      opt.option(Option.EXTENDED_ERROR, 2 + text.length)
      opt.u16(response.error)
      opt.append(text)
    }
    const { zone } = response
    // RFC 7314 §2, §3.1: with the SOA, a secondary asks for how long it may serve the zone.
    if (query.edns.expire && query.type === Type.SOA && zone !== undefined && response.apexAt === 0) {
      opt.option(Option.EXPIRE, 4)
      const { expire } = zone
      // RFC 7314 §3.2: a secondary tells how much of its own time is left.
      const left = response.expiry?.left(this.#seconds, expire) ?? expire
      opt.u16(left >>> 16)
      opt.u16(left)
    }
    if (query.edns.zoneVersion && zone !== undefined) {
      // RFC 9660 §3.2: the labels of the zone that answers, by its SOA's serial; also in referrals and denials.
      opt.option(Option.ZONEVERSION, 6)
      opt.u8(query.name.count - response.apexAt)
      opt.u8(SOA_SERIAL)
      opt.u16(zone.serial >>> 16)
      opt.u16(zone.serial)
    }
  }
}

const STREAM_SIZE = 0xffff
/** A header, a question with the longest name, and an OPT record. */
const QUESTION_SIZE = 12 + 255 + 4 + 11
const CLIENT_COOKIE = 8
/** RFC 8467 §4.1: responses are padded to the next multiple. */
const BLOCK = 468
/** Code and length. */
const OPTION_HEAD = 4
const SOA_SERIAL = 0
const NO_TEXT = new Uint8Array(0)

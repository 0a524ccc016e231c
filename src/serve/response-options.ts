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
  /** Told to all who ask (RFC 5001); nothing where it is missing. */
  readonly nsid?: Uint8Array
  /** Without secrets, cookies are not understood. */
  readonly cookies?: CookieSecrets
  /** After which an idle stream is closed, in milliseconds. */
  readonly idleTimeout?: number
}

/** Reused from answer to answer; allocates nothing. */
export class ResponseOptions {
  readonly opt = new OptWriter()
  /** Whether the answer has a cookie, with which the client can come back. */
  cookie = false
  /** Whether the client has shown by a cookie that the address is its own. */
  proven = false
  /** Octets that the whole answer may have, but for its signature. */
  size = 0
  /** Whether there is no other way to ask that could take a longer answer. */
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

  /** Tells the time, in seconds since 1970. */
  tick(seconds: number): void {
    this.#seconds = seconds
    this.#cookies?.tick(seconds)
  }

  /** Begins the options of an answer to `query`, an OPT record of which is there if and only if the query has one. */
  begin(query: Query, peer: Peer): void {
    const { edns } = query
    const { opt } = this
    const size = peer.stream ? STREAM_SIZE : Math.min(this.#udpSize, edns.udpSize)
    this.isLast = peer.stream
    // The signature comes behind all else; of a question alone there is word even where its name is long.
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
    // What options mean is a matter of the version.
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

  /** Octets that the answer may have beside what is said here. */
  get room(): number {
    return this.size - this.opt.size
  }

  /** Takes back all that is said here but that there is an OPT record, and for whom the answer is good. */
  beginAgain({ edns }: Query): void {
    if (!this.opt.present) return
    this.opt.begin(this.#udpSize, edns.dnssecOk)
    this.#putSubnet()
  }

  /** In every answer to who says whom it asks for: without, a resolver would keep it for everybody. */
  #putSubnet(): void {
    const subnet = this.#subnet
    if (subnet === undefined) return
    const length = subnetLength(subnet)
    this.opt.option(Option.CLIENT_SUBNET, length)
    putSubnet(subnet, this.opt.bytes, this.opt.reserve(length))
  }

  /** Where the client wants that, makes the whole as long as many others are. `length`: octets of the answer without what is said here. */
  pad(length: number): void {
    const { opt } = this
    if (!this.#padded || !opt.present) return
    const bare = length + opt.size + OPTION_HEAD
    const octets = Math.min(Math.ceil(bare / BLOCK) * BLOCK, this.size) - bare
    if (octets < 0) return
    opt.option(Option.PADDING, octets)
    opt.bytes.fill(0, opt.reserve(octets), opt.length)
  }

  /** What the cookie of a query makes of it before anything else is looked at. */
  cookieRcode(query: Query): number {
    const { edns, hasQuestion } = query
    if (this.#cookies === undefined || edns.cookieLength < 0) return hasQuestion ? Rcode.NOERROR : Rcode.FORMERR
    // RFC 7873 §5.2.2
    if (!edns.cookieIsLegal) return Rcode.FORMERR
    // RFC 7873 §5.4: asking for a cookie gets one; asking whether one still holds, the answer to that.
    return hasQuestion || this.proven || edns.cookieLength === CLIENT_COOKIE ? Rcode.NOERROR : Rcode.BADCOOKIE
  }

  /** Adds what is to be said of the answer. */
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
    // RFC 7314 §3.3: asked for with the SOA, it is how long a secondary may go on.
    if (query.edns.expire && query.type === Type.SOA && zone !== undefined && response.apexAt === 0) {
      opt.option(Option.EXPIRE, 4)
      const { expire } = zone
      // RFC 7314 §3.2: a secondary tells the rest of its own time.
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

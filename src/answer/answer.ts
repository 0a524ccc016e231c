// One question and the zones of one view in, one response value out: the algorithm of RFC 1034 §4.3.2 as RFC 2181, 2308, 4592,
// 6672 and 9471 have it. It writes no octets, and reaches no other view.

import { MAX_NAME, sameName } from '../dns/name.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Entries } from '../lists/entries.ts'
import { Found, Lookup } from '../zone/lookup.ts'
import { APEX, Flag, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { OnlineDenial, ZoneSet } from '../zone/zone-set.ts'
import { Additional } from './additional.ts'
import { addApexServers } from './apex-servers.ts'
import { Common } from './common.ts'
import { type Costs, Denial } from './denial.ts'
import { ErrorCode } from './error-code.ts'
import { addListed } from './listed.ts'
import type { OnlineSigner } from './online.ts'
import { type Response, Section } from './response.ts'
import { smallestSet } from './smallest-set.ts'
import { isParentMissing, onlineOf, zoneFor } from './zone-for.ts'

/** A question, apart from the message that it came in. */
export type Question = {
  readonly name: Suffixes
  readonly type: number
  /** The client wants RRSIGs and proofs (RFC 4035 §3.1). */
  readonly dnssec: boolean
  /** Answer ANY in full, over a stream (RFC 8482 §4.1 leaves that open). */
  readonly fullAny: boolean
  /** The client takes NXDOMAIN as the rcode of compact denial, too (RFC 9824 §5.1). */
  readonly compactOk?: boolean
  /** We ask it before each proof that takes long to make; without it we make all. */
  readonly costs?: Costs | undefined
}

export type AnswerOptions = {
  /** Leave NS and its addresses out of answers that are complete without. */
  readonly minimalResponses: boolean
}

/** We follow so many links of an alias chain, and leave the rest to the resolver. */
const MAX_LINKS = 20

/** Answers one question at a time; its scratch space is reused. */
export class Answerer {
  /** Which names share the answer to the question that locate() saw last. */
  readonly common = new Common()
  readonly #options: AnswerOptions
  readonly #lookup = new Lookup()
  #member = -1
  #apexAt = 0
  #found: Found = Found.nxdomain
  readonly #additional = new Additional()
  readonly #denial: Denial
  /** How the zone at hand makes its denial when somebody asks; undefined where its own chain proves. */
  #online: OnlineDenial | undefined
  /** Target of each link of the chain that is being followed: items of the response point here. */
  readonly #targets = Array.from({ length: MAX_LINKS + 1 }, () => new Uint8Array(MAX_NAME))
  readonly #names = Array.from({ length: MAX_LINKS + 1 }, () => new Suffixes())

  /** Without `signer`, answers that have to be signed wait for a thread that has one. */
  constructor(options: AnswerOptions, signer?: OnlineSigner) {
    this.#options = options
    this.#denial = new Denial(signer)
  }

  answer(set: ZoneSet, question: Question, response: Response): void {
    this.locate(set, question)
    this.complete(set, question, response)
  }

  /** The first half of answer(): finds out what the name is. `common` tells whether other names get the same answer. */
  locate(set: ZoneSet, question: Question): void {
    this.common.at = 0
    this.#member = zoneFor(set, question.name, question.type)
    if (this.#member < 0) return
    const { zone, live } = set.member(this.#member)!
    if (zone === undefined) return
    this.#apexAt = set.apexAt(this.#member, question.name)
    this.#found = this.#lookup.find(zone, question.name, question.type === Type.DS, live)
    // Entries of a list come and go by themselves: we compose their answers anew each time.
    if (live === undefined) this.common.of(zone, this.#member, this.#apexAt, this.#found, this.#lookup, question)
  }

  /** The zone that was located, by its place in the set; -1 where there is none. */
  get member(): number {
    return this.#member
  }

  /**
   * After locate(), for a zone that changes often: where the name exists without the type, `common` says so. All such names of the zone then
   * share one answer; in a zone at rest each name has one of its own.
   */
  commonNodata(set: ZoneSet, { type, dnssec }: Question): void {
    const { zone, live } = set.member(this.#member)!
    const { node, encloserAt, entry, wildcard } = this.#lookup
    if (zone === undefined || live !== undefined || this.common.at !== 0 || this.#found !== Found.name) return
    if (this.#apexAt === 0 || encloserAt !== 0 || wildcard || entry >= 0) return
    if (type === Type.ANY || type === Type.RRSIG) return
    if ((zone.flags(node) & Flag.cname) !== 0 || (dnssec && zone.denial !== 'none')) return
    if (zone.rrset(node, type) === NONE) this.common.nodata(this.#apexAt, type)
  }

  /** The second half of answer(): fills the response. */
  complete(set: ZoneSet, question: Question, response: Response): void {
    if (this.#member < 0) {
      refuse(response, Rcode.REFUSED, ErrorCode.notAuthoritative)
      return
    }
    const member = set.member(this.#member)!
    const { zone, withheld, expiry, live } = member
    if (zone === undefined) {
      if (withheld) refuse(response, Rcode.REFUSED, ErrorCode.notAuthoritative)
      else
        refuse(
          response,
          Rcode.SERVFAIL,
          expiry?.hasEnded(Date.now() / 1000) ? ErrorCode.invalidData : ErrorCode.notReady,
        )
      return
    }
    response.consulted.add(this.#member)
    if (isParentMissing(set, this.#member, question.name, question.type)) response.consulted.addMissing()
    response.zone = zone
    response.expiry = expiry
    response.apexAt = this.#apexAt
    response.named = this.#lookup.encloserAt === 0 || this.#found === Found.listed
    response.lasts = live === undefined
    response.commonAt = this.common.at
    this.#denial.begin(question.costs, question.dnssec)
    this.#online = onlineOf(member)
    const last = this.#follow(set, zone, question, response)
    if (this.#denial.maker.waits) {
      response.wait()
      return
    }
    if (this.#denial.maker.isWithoutKey) {
      response.clear()
      refuse(response, Rcode.SERVFAIL, ErrorCode.notReady)
      return
    }
    if (this.#denial.held) {
      // A resolver takes an answer without its proof for a forgery.
      response.clear()
      refuse(response, Rcode.SERVFAIL, ErrorCode.iterations)
      return
    }
    if (!this.#options.minimalResponses && last !== undefined) addApexServers(last, question, response)
    this.#additional.add(set, question.dnssec, response)
  }

  /**
   * Steps 2 to 5 of the algorithm, once for the question and once for each alias. Returns the zone of the last name answered;
   * undefined where an alias leads to a name that is in no zone of ours, or in one that is not loaded.
   */
  #follow(set: ZoneSet, start: Zone, question: Question, response: Response): Zone | undefined {
    let zone = start
    let live: Entries | undefined
    let name = question.name
    for (let link = 0; ; link++) {
      const next = this.#step(zone, live, name, question, response, link)
      if (next === undefined || link === MAX_LINKS || this.#visited(next, question, link)) return zone
      name = next
      const member = zoneFor(set, name, question.type)
      if (member >= 0) response.consulted.add(member)
      if (member < 0 || isParentMissing(set, member, name, question.type)) response.consulted.addMissing()
      const found = member < 0 ? undefined : set.member(member)!
      // Not ours, or not loaded: the resolver goes on from here.
      if (found?.zone === undefined) return undefined
      zone = found.zone
      live = found.live
      this.#online = onlineOf(found)
      if (live !== undefined) response.lasts = false
    }
  }

  /** Whether the chain of aliases has come to this name before: it then ends with what it has found, so that no record comes twice. */
  #visited(next: Suffixes, question: Question, link: number): boolean {
    if (isSame(next, question.name)) return true
    for (let i = 0; i < link; i++) if (isSame(next, this.#names[i]!)) return true
    return false
  }

  /** Adds what one zone says of one name. Where the name is an alias, returns its target to go on with. */
  #step(
    zone: Zone,
    live: Entries | undefined,
    name: Suffixes,
    question: Question,
    response: Response,
    link: number,
  ): Suffixes | undefined {
    const lookup = this.#lookup
    const found = link === 0 ? this.#found : lookup.find(zone, name, question.type === Type.DS, live)
    response.noteNode(lookup.node)
    // Other missing names need no mark: their denial has the SOA, or the node that we noted hides them.
    if (found === Found.name) response.noteMissing(name, lookup.encloserAt)
    if (found === Found.referral) {
      this.#refer(zone, name, question, response)
      return undefined
    }
    // RFC 1035 §4.1.1: AA is about the first owner name in the answer section.
    if (link === 0) response.authoritative = true
    switch (found) {
      case Found.dname:
        return this.#substitute(zone, name, question, response, link)
      case Found.nxdomain:
        return this.#nxdomain(zone, name, question, response)
      case Found.name:
        return this.#nameFound(zone, name, question, response, link)
      case Found.listed:
        if (!addListed(this.#lookup, zone, name, question, response)) this.#addNegative(zone, response, question.dnssec)
        return undefined
      default:
        return found satisfies never
    }
  }

  #nxdomain(zone: Zone, name: Suffixes, question: Question, response: Response): undefined {
    const { dnssec, type, compactOk = false } = question
    const isCompact = dnssec && this.#online === 'compact'
    response.rcode = isCompact && !compactOk ? Rcode.NOERROR : Rcode.NXDOMAIN
    // Compact denial says that the name exists, and that it owns NSEC.
    if (isCompact && type === Type.NSEC) {
      response.rcode = Rcode.NOERROR
      this.#denial.made('compact').none(Section.answer, zone, name, response)
      return undefined
    }
    this.#addNegative(zone, response, dnssec)
    if (dnssec) this.#denial.of(zone, this.#online)?.nxdomain(zone, name, this.#lookup, response)
    return undefined
  }

  #nameFound(zone: Zone, name: Suffixes, question: Question, response: Response, link: number): Suffixes | undefined {
    const lookup = this.#lookup
    const { node } = lookup
    const { dnssec } = question
    if (this.#addMatching(zone, name, question, response)) {
      if (dnssec && lookup.wildcard) this.#denial.of(zone, this.#online)?.wildcardAnswer(zone, name, lookup, response)
      return undefined
    }
    if (zone.flags(node) & Flag.cname && !livesWithAlias(question.type)) {
      const cname = zone.rrset(node, Type.CNAME)
      this.#addSet(zone, name, cname, dnssec, response)
      if (dnssec && lookup.wildcard) this.#denial.of(zone, this.#online)?.wildcardAnswer(zone, name, lookup, response)
      return this.#names[link]!.set(zone.heap, zone.dataOf(cname))
    }
    this.#addNegative(zone, response, dnssec)
    if (dnssec) this.#denial.of(zone, this.#online)?.nodata(zone, name, lookup, response)
    response.lacks = link === 0 && lookup.encloserAt === 0 && !lookup.wildcard && zone.hasSets(node)
    return undefined
  }

  /** Adds the rrsets of the type asked for. False where there are none. */
  #addMatching(zone: Zone, name: Suffixes, question: Question, response: Response): boolean {
    const { node } = this.#lookup
    const { type, dnssec } = question
    const listed = this.#lookup.entry >= 0 && addListed(this.#lookup, zone, name, question, response)
    if (listed && type === Type.ANY && !question.fullAny) return true
    if (type === Type.ANY) return this.#addAny(zone, name, question, response)
    if (type === Type.RRSIG) return this.#addSignatures(zone, name, node, response)
    if (type === Type.NSEC && this.#online !== undefined) return this.#addMadeNsec(zone, name, question, response)
    const set = zone.rrset(node, type)
    if (set === NONE) return listed
    this.#addSet(zone, name, set, dnssec, response)
    return true
  }

  /**
   * RFC 8482 §4.1: any one rrset satisfies ANY. Over UDP we give the smallest, of least use for amplification; over a
   * stream all others too, as far as they fit.
   */
  #addAny(zone: Zone, name: Suffixes, question: Question, response: Response): boolean {
    const { node } = this.#lookup
    const { fullAny, dnssec } = question
    const smallest = smallestSet(zone, node)
    if (smallest !== NONE) this.#addSet(zone, name, smallest, dnssec, response)
    if (!fullAny) return smallest !== NONE
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++)
      // With DO each rrset brings its signatures; without, they are rrsets like others.
      if (set !== smallest && (zone.type(set) !== Type.RRSIG || !dnssec) && !this.#isOfChain(zone, node, set))
        this.#addSet(zone, name, set, dnssec, response, smallest !== NONE)
    return zone.hasSets(node)
  }

  /** Whether the rrset is of an NSEC chain that we do not show, because we make other NSEC records when somebody asks. */
  #isOfChain(zone: Zone, node: Node, set: RRset): boolean {
    if (this.#online === undefined) return false
    return zone.type(set) === Type.NSEC || set === zone.signature(node, Type.NSEC)
  }

  /**
   * Adds an NSEC made for this name, in place of the zone's own, which shows the next name of the zone. An empty non-terminal has one in
   * compact denial alone.
   */
  #addMadeNsec(zone: Zone, name: Suffixes, { dnssec }: Question, response: Response): boolean {
    const lookup = this.#lookup
    const online = this.#online!
    const isThere = zone.rrset(lookup.node, Type.NSEC) !== NONE
    if (!isThere && !(dnssec && online === 'compact')) return false
    this.#denial.made(online).own(Section.answer, zone, name, lookup, response)
    if (lookup.wildcard && dnssec) this.#denial.made(online).wildcardAnswer(zone, name, lookup, response)
    return true
  }

  #addSignatures(zone: Zone, name: Suffixes, node: Node, response: Response): boolean {
    let added = false
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++)
      if (zone.type(set) === Type.RRSIG && !this.#isOfChain(zone, node, set)) {
        this.#addSet(zone, name, set, false, response)
        added = true
      }
    return added
  }

  /**
   * Adds an rrset under the name searched, which is the node's own or one that its wildcard stands for. A DNAME may lead back to the
   * name that owns it: the answer has that DNAME already, and it does not come twice.
   */
  #addSet(zone: Zone, name: Suffixes, set: RRset, dnssec: boolean, response: Response, optional = false): void {
    const { node, wildcard } = this.#lookup
    const signature = dnssec ? zone.signature(node, zone.type(set)) : NONE
    if (wildcard && signature !== NONE && this.#online === 'compact') this.#denial.maker.set(zone, name, set, response)
    else if (wildcard) response.addAs(Section.answer, zone, name.bytes, name.at[0]!, set, signature, optional)
    else if (!response.holds(zone, set)) response.add(Section.answer, zone, node, set, signature, optional)
  }

  /** RFC 6672 §3.1, §3.2: the DNAME, and the CNAME that it stands for. */
  #substitute(zone: Zone, name: Suffixes, question: Question, response: Response, link: number): Suffixes | undefined {
    const { node } = this.#lookup
    const dname = zone.rrset(node, Type.DNAME)
    if (!response.holds(zone, dname))
      response.add(Section.answer, zone, node, dname, question.dnssec ? zone.signature(node, Type.DNAME) : NONE)
    const prefix = name.at[suffixOf(zone, node, name)]! - name.at[0]!
    const suffix = zone.lengthOf(zone.dataOf(dname))
    if (prefix + suffix > MAX_NAME) {
      response.rcode = Rcode.YXDOMAIN
      response.error = ErrorCode.other
      return undefined
    }
    const target = this.#targets[link]!
    for (let i = 0; i < prefix; i++) target[i] = name.bytes[name.at[0]! + i]!
    const data = zone.dataOf(dname)
    for (let i = 0; i < suffix; i++) target[prefix + i] = zone.heap[data + i]!
    response.addSynthesised(zone, name.bytes, name.at[0]!, target, zone.ttl(dname))
    // A question for the CNAME itself ends here, as on all servers; any other type goes on to the target, ANY too.
    return question.type === Type.CNAME ? undefined : this.#names[link]!.set(target, 0)
  }

  /** RFC 1034 §4.3.2 step 3b, with what RFC 4035 §3.1.4 adds. */
  #refer(zone: Zone, name: Suffixes, question: Question, response: Response): void {
    const cut = this.#lookup.node
    response.add(Section.authority, zone, cut, zone.rrset(cut, Type.NS), NONE)
    if (!question.dnssec) return
    const ds = zone.rrset(cut, Type.DS)
    if (ds !== NONE) response.add(Section.authority, zone, cut, ds, zone.signature(cut, Type.DS))
    else this.#denial.of(zone, this.#online)?.unsignedReferral(zone, cut, name, suffixOf(zone, cut, name), response)
  }

  /** RFC 2308 §3: the SOA, whose TTL is the time for which the answer may be kept. */
  #addNegative(zone: Zone, response: Response, dnssec: boolean): void {
    response.add(Section.authority, zone, APEX, zone.soa, dnssec ? zone.signature(APEX, Type.SOA) : NONE)
    response.limitTtl(zone.negativeTtl)
  }
}

/** RFC 4035 §2.5: these stand at the alias's own name, so nobody looks for them where the alias leads. */
function livesWithAlias(type: number): boolean {
  return type === Type.NSEC || type === Type.RRSIG
}

function refuse(response: Response, rcode: number, error: number): void {
  response.rcode = rcode
  response.error = error
}

/** The suffix of `name` that is the node's name, where it is one. */
function suffixOf(zone: Zone, node: Node, name: Suffixes): number {
  let suffix = name.count - zone.apexLabels
  for (let n = node; n !== APEX; n = zone.parent(n)) suffix--
  return suffix
}

function isSame(a: Suffixes, b: Suffixes): boolean {
  return a.hash[0] === b.hash[0] && sameName(a.bytes, a.at[0]!, b.bytes, b.at[0]!)
}

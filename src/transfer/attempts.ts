// One attempt to bring a face from one address of its primary: asks for the serial, fetches what is newer, and publishes it. When to try,
// and what follows a failure, the refresher knows.

import type { Said } from '../dns/said.ts'
import { isNewerSerial } from '../dns/serial.ts'
import type { Refused } from '../store/change.ts'
import type { Zone } from '../zone/zone.ts'
import { tellCame } from './came-log.ts'
import type { Copies } from './copies.ts'
import type { EntryEnds } from './entry-ends.ts'
import type { Fetching, Result } from './fetching.ts'
import { about, type FetchedFace, type FollowedFace } from './followed-face.ts'
import { isStep } from './is-face.ts'
import { isServedFirst, keeping, secure } from './keeping.ts'
import type { Leases } from './leases.ts'
import type { Order } from './order.ts'
import { addressOf, type Peer } from './peer.ts'
import { promisedBy } from './promised.ts'
import { say } from './says.ts'
import type { Log, Serving } from './serving.ts'
import { isForWhole, whyNot } from './why-not.ts'

export type AttemptsOptions = {
  readonly serving: Serving
  readonly fetching: Pick<Fetching, 'askSoa' | 'fetch'>
  readonly copies: Pick<Copies, 'arrivalOf' | 'take' | 'secure' | 'forgo'>
  readonly order: Order
  readonly leases: Leases
  readonly ends: EntryEnds
  /** Whether the face still comes from the primary that it came from when the attempt began. */
  readonly isWanted: (face: FollowedFace, wanted: FetchedFace) => boolean
  readonly log: Log
}

export class Attempts {
  readonly #options: AttemptsOptions

  constructor(options: AttemptsOptions) {
    this.#options = options
  }

  /** Undefined if the face is now the newest that this address has; otherwise why not, or that the address has an older one. */
  async at(face: FollowedFace, peer: Peer): Promise<Said | undefined | 'behind'> {
    const { fetching, order, leases } = this.#options
    const without = order.whyNobody(face.face.primary)
    if (without !== undefined) return without
    const ours = this.#served(face)
    if (ours === undefined || face.isWhole) return this.#fetch(face, peer, undefined)
    const promised = promisedBy(face, ours, peer)
    const soa = promised ?? (await fetching.askSoa(face.face.name.origin, peer))
    if (soa.kind === 'failed') {
      if (soa.unreachable || face.face.primary.anySerial) return order.couldNot(peer, soa.unreachable, soa.reason)
      // Some answer for a zone over TCP only, as Knot DNS does for a catalog.
      return this.#fetch(face, peer, face.face.primary.ixfr ? ours : undefined)
    }
    order.saw(peer, true)
    if (promised === undefined) face.there = soa.serial
    const { anySerial, ixfr } = face.face.primary
    const isOther = anySerial && addressOf(peer) !== face.from
    if (soa.serial === ours.serial && !isOther) return this.#confirm(face, ours, soa.expire)
    if (!anySerial && !isNewerSerial(soa.serial, ours.serial)) return 'behind'
    // Whose word on changes was wrong once may be wrong for ever. The whole zone need not be fetched each time: who shares an address with
    // others may be behind them for a while.
    const from = anySerial || !ixfr || face.deniedBy === addressOf(peer) ? undefined : ours
    face.deniedBy = undefined
    const fetched = this.#fetch(face, peer, from)
    // Written to the disk while the transfer is under way.
    const since = leases.owe(face)
    const failed = await fetched
    // Several servers may share an address: the one that sent may not have the version yet that another announced. A hint proves nothing.
    const isTold = promised === undefined && !anySerial
    if (isTold && from !== undefined && isNoNearer(failed) && this.#served(face)?.serial === ours.serial)
      face.deniedBy = addressOf(peer)
    if (failed === undefined && isTold && isNewerSerial(soa.serial, face.there!)) leases.owe(face, since)
    return failed
  }

  async #fetch(face: FollowedFace, peer: Peer, from: Zone | undefined): Promise<Said | undefined | 'behind'> {
    const { fetching, copies, order, ends } = this.#options
    const { face: wanted } = face
    const { name, primary } = wanted
    const job = {
      apex: name.origin,
      peer,
      ours: from && { image: from.image, edition: from.edition },
      stays: this.#served(face)?.serial,
      limits: { records: primary.maxRecords, octets: primary.maxSize },
      zonemd: primary.zonemd,
    }
    ends.asked(name)
    const secured = from && secure(face, this.#options)
    const result = await fetching.fetch(job, { path: copies.arrivalOf(name), view: name.view })
    await secured
    if (result.kind === 'failed') return order.couldNot(peer, result.unreachable, result.reason)
    order.saw(peer, true)
    if (result.kind === 'nothing-newer') return this.#nothingNewer(face, result.serial, result.expire)
    return this.#publish(face, wanted, peer, result)
  }

  #nothingNewer(face: FollowedFace, serial: number, expire: number | undefined): undefined | 'behind' {
    const ours = this.#served(face)
    if (ours?.serial === serial) return this.#confirm(face, ours, expire)
    face.there = serial
    return 'behind'
  }

  async #publish(
    face: FollowedFace,
    wanted: FetchedFace,
    peer: Peer,
    result: Extract<Result, { kind: 'zone' | 'changes' }>,
  ): Promise<Said | undefined | 'behind'> {
    const { serving, copies, log } = this.#options
    const { name, primary } = wanted
    if (!this.#options.isWanted(face, wanted)) {
      if (result.kind === 'zone') await copies.forgo(name, result.kept)
      return say('primary-changed')
    }
    const before = this.#served(face)
    // Several servers may share an address: the one that sent is behind the one that gave its SOA.
    if (before && result.kind === 'zone' && isStep(face) && !isNewerSerial(result.zone.serial, before.serial)) {
      await copies.forgo(name, result.kept)
      return this.#nothingNewer(face, result.zone.serial, result.expire)
    }
    this.#options.ends.note(name, result.kind, result.ends)
    if (result.kind === 'changes') {
      const outcome = await serving.change(name, result.changes, () => this.#options.isWanted(face, wanted))
      // The whole zone would have the same records.
      if (isForWhole(outcome)) return whyNot(outcome, primary, true)
      // The changes do not fit our zone, whatever the reason: fetch it whole.
      if (outcome.kind !== 'accepted') return this.#fetch(face, peer, undefined)
    } else {
      const refused = await this.#replace(face, wanted, peer, result)
      if (refused !== undefined) {
        await copies.forgo(name, result.kept)
        return whyNot(refused, primary, before !== undefined)
      }
    }
    // A reload may have come meanwhile.
    if (!this.#options.isWanted(face, wanted)) return say('primary-changed')
    this.#options.ends.took(name, result.kind, result.ends)
    const now = this.#served(face)!
    face.isWhole = face.waiting.length > 0
    face.from = addressOf(peer)
    face.changesFrom = result.kind === 'changes' ? face.from : undefined
    face.there = now.serial
    face.newerSince = undefined
    face.deniedBy = undefined
    tellCame(log, face, { before, now, peer, result })
    face.isUndigested = result.isUndigested
    if (result.kind === 'zone') face.isSecured = result.isUnsynced !== true
    this.#options.leases.grant(face, now, result.expire)
    return undefined
  }

  async #replace(
    face: FollowedFace,
    wanted: FetchedFace,
    peer: Peer,
    result: Extract<Result, { kind: 'zone' }>,
  ): Promise<Refused | undefined> {
    const { serving, log } = this.#options
    const isWanted = () => this.#options.isWanted(face, wanted)
    const keep = keeping(face, result, this.#options, isWanted)
    const isFirst = isServedFirst(this.#served(face) === undefined, result)
    const refused = await serving.replace(wanted.name, result.zone, {
      // Janus does not publish the answer of one primary as another's.
      isWanted,
      ...(!isFirst && { written: result.kept, keep }),
      onWrong: (refused) => {
        const canaries = refused.kind === 'canaries' ? { canaries: refused.canaries } : {}
        log.error({ ...about(face), ...canaries }, 'canaries have wrong answers')
      },
    })
    if (refused !== undefined || !isFirst) return refused
    // Set before the next await: whoever configures another primary meanwhile has to know whose zone this is.
    face.from = addressOf(peer)
    if (face.isExpired && isWanted()) this.#options.leases.begun(face, result.zone, result.expire)
    await keep()
    return undefined
  }

  #confirm(face: FollowedFace, zone: Zone, expire: number | undefined): undefined {
    face.there = zone.serial
    face.newerSince = undefined
    this.#options.leases.confirm(face, zone, expire)
  }

  #served({ face }: FollowedFace): Zone | undefined {
    return this.#options.serving.served(face.name)
  }
}

/** Whether the transfer went well and brought nothing newer, not even the version that was told. */
function isNoNearer(failed: Said | undefined | 'behind'): boolean {
  return failed === undefined || failed === 'behind'
}

// A zone in the world, for rolls to be played in: its servers, those of its parent, and resolvers with caches that are as old as they
// may be. It knows what is published and nothing of why; whoever rolls learns of it by asking its servers, some of which are silent.

import { withoutLost } from '../../../src/sign/roll/lost-keys.ts'
import {
  isAwaited,
  isPublished,
  looked,
  notAhead,
  type Part,
  partsOf,
  type RollKey,
  withRecord,
} from '../../../src/sign/roll/record-states.ts'
import { advance, type Conditions, type Retention } from '../../../src/sign/roll/solver.ts'

type Key = { readonly tag: number; readonly algorithm: number }

type Dnskeys = { readonly keys: readonly Key[]; readonly signers: readonly number[] }

type Zone = { readonly dnskey: Dnskeys; readonly signers: readonly Key[]; readonly cds: readonly Key[] | 'delete' }

/** `until`: in seconds. */
type Cached<What> = { readonly what: What; readonly until: number }

type Resolver = { ds?: Cached<readonly Key[]>; dnskey?: Cached<Dnskeys>; data?: Cached<readonly Key[]> }

export const TICK = 300
const SERVERS = 3
const RESOLVERS = 6
/** Ticks within which a parent has done what it read. */
const AT_WORK = 80

export type WorldOptions = {
  readonly random: () => number
  readonly retention: Retention
  readonly rules?: Conditions['rules']
  /** Whoever rolls has a clock that is set back now and then. */
  readonly hasBadClock?: boolean
}

export class RollWorld {
  keys: readonly RollKey[] = []
  /** Tags of those that nobody can sign with. */
  lost: readonly number[] = []
  /** Ticks in which nobody could sign in the place of what is lost: what was published stayed. */
  stood = 0
  isLeaving = false
  rules: Conditions['rules']
  now = 1_800_000_000
  /** Of whoever rolls: behind that of the world by so much. */
  #behind = 0
  readonly #hasBadClock: boolean
  readonly bogus: string[] = []
  /** Resolvers found the zone unsigned that the parent had a DS of. */
  insecure = 0
  readonly #random: () => number
  readonly #retention: Retention
  readonly #zone: Zone[] = Array.from({ length: SERVERS }, () => UNSIGNED)
  readonly #parent: (readonly Key[])[] = Array.from({ length: SERVERS }, () => [])
  readonly #resolvers: Resolver[] = Array.from({ length: RESOLVERS }, () => ({}))
  #takes: readonly Key[] | undefined
  #ticksOfParent = 0
  #hasBeenSecure = false

  constructor({ random, retention, rules, hasBadClock = false }: WorldOptions) {
    this.#hasBadClock = hasBadClock
    this.#random = random
    this.#retention = retention
    this.rules = rules
  }

  get isAtRest(): boolean {
    return this.keys.every(({ records, isWanted, role }) =>
      partsOf(role).every(
        (part) => records[part].state === (isWanted && !(this.isLeaving && part === 'ds') ? 'omnipresent' : 'hidden'),
      ),
    )
  }

  get clock(): number {
    return this.now - this.#behind
  }

  tick(): void {
    this.now += TICK
    if (this.#hasBadClock && this.#happens(0.02)) this.#behind += Math.floor(this.#random() * 3600)
    this.#roll()
    this.#spread()
    for (const resolver of this.#resolvers) this.#resolve(resolver)
  }

  #roll(): void {
    const before = this.#published
    const lost = this.keys.filter(({ tag }) => this.lost.includes(tag))
    if (withoutLost(this.keys, lost, this.clock) === undefined) {
      this.stood++
      return
    }
    this.keys = notAhead(this.keys, this.clock)
    this.#ask()
    const there = withoutLost(this.keys, lost, this.clock)!
    const conditions = { now: this.clock, retention: this.#retention, isLeaving: this.isLeaving, rules: this.rules }
    const after = advance(there, conditions).map(({ isLost: _, ...key }) => key)
    // As after a restart: all that is known lies on the disk.
    this.keys = JSON.parse(JSON.stringify(after))
    this.#keepsWhatLostKeysSigned(before)
  }

  #keepsWhatLostKeysSigned(before: Zone): void {
    const isKept = this.#published.dnskey.signers.some((tag) => this.lost.includes(tag))
    const tags = (keys: Zone['cds']) => (keys === 'delete' ? keys : keys.map(({ tag }) => tag))
    const ofKeys = ({ dnskey, cds }: Zone) => JSON.stringify([tags(dnskey.keys), tags(cds)])
    if (isKept && ofKeys(before) !== ofKeys(this.#published)) this.bogus.push('a lost key was to sign other keys')
    if (this.#published.signers.some(({ tag }) => this.lost.includes(tag))) this.bogus.push('a lost key signs')
  }

  #happens(chance: number): boolean {
    return this.#random() < chance
  }

  #pick<What>(list: readonly What[]): What {
    return list[Math.floor(this.#random() * list.length)]!
  }

  get #published(): Zone {
    const having = (part: Part) => this.keys.filter(({ records }) => isPublished(records[part]))
    return {
      dnskey: { keys: having('dnskey'), signers: having('krrsig').map(({ tag }) => tag) },
      signers: having('zrrsig'),
      cds: this.isLeaving ? 'delete' : having('ds'),
    }
  }

  /** Servers fetch what is new when they do; the parent looks for a CDS now and then, and may take it in one step or in two. */
  #spread(): void {
    const latest = this.#published
    for (let i = 0; i < SERVERS; i++) if (this.#happens(0.3)) this.#zone[i] = latest
    if (this.#takes === undefined && this.#happens(0.1)) {
      const { cds } = this.#pick(this.#zone)
      if (cds === 'delete') this.#takes = []
      else if (cds.length > 0) this.#takes = cds
    }
    // A person does what the zone's administrator says today.
    if (this.#takes === undefined && this.#happens(0.02)) this.#takes = latest.cds === 'delete' ? [] : latest.cds
    if (this.#takes === undefined) {
      this.#ticksOfParent = 0
      return
    }
    const takes = this.#takes
    const both = [...takes, ...this.#parent[0]!.filter(({ tag }) => !takes.some((key) => key.tag === tag))]
    for (let i = 0; i < SERVERS; i++)
      if (this.#happens(0.4)) this.#parent[i] = this.#happens(0.5) && takes.length > 0 ? both : takes
    if (++this.#ticksOfParent > AT_WORK) this.#parent.fill(takes)
    if (this.#parent.every((ds) => ds === takes)) this.#takes = undefined
  }

  /** What all servers say; nobody knows anything where one is silent. */
  #ask(): void {
    if (this.#happens(0.4)) return
    this.keys = this.keys.map((key) => {
      let after = key
      for (const part of partsOf(key.role)) {
        const life = key.records[part]
        if (!isAwaited(life)) continue
        const isThere = this.#having(part, key.tag)
        // A server that is late may show the parent what was wanted before.
        const isGone = !isThere.some(Boolean) && !(part === 'ds' && this.#isAskedFor(key.tag))
        const isSo = life.state === 'rumoured' ? isThere.every(Boolean) : isGone
        after = withRecord(after, part, looked(life, isSo, this.clock))
      }
      return after
    })
  }

  #isAskedFor(tag: number): boolean {
    return this.#zone.some(({ cds }) => cds !== 'delete' && cds.some((key) => key.tag === tag))
  }

  #having(part: Part, tag: number): boolean[] {
    const has = (list: readonly Key[]) => list.some((key) => key.tag === tag)
    switch (part) {
      case 'dnskey':
        return this.#zone.map(({ dnskey }) => has(dnskey.keys))
      case 'krrsig':
        return this.#zone.map(({ dnskey }) => dnskey.signers.includes(tag))
      case 'zrrsig':
        return this.#zone.map(({ signers }) => has(signers))
      case 'ds':
        return this.#parent.map(has)
    }
  }

  #resolve(resolver: Resolver): void {
    const { ds, dnskey, data } = this.#retention
    const fresh = <What>(cached: Cached<What> | undefined, ttl: number, from: () => What): Cached<What> =>
      cached !== undefined && cached.until > this.now ? cached : { what: from(), until: this.now + ttl }
    // Each is asked for when somebody wants it: caches hold what does not belong together.
    if (this.#happens(0.5)) resolver.ds = fresh(resolver.ds, ds, () => this.#pick(this.#parent))
    if (this.#happens(0.5)) resolver.dnskey = fresh(resolver.dnskey, dnskey, () => this.#pick(this.#zone).dnskey)
    if (this.#happens(0.5)) resolver.data = fresh(resolver.data, data, () => this.#pick(this.#zone).signers)
    const held = [resolver.ds, resolver.dnskey, resolver.data] as const
    const [dsHeld, keysHeld, dataHeld] = held
    if (dsHeld === undefined || keysHeld === undefined || dataHeld === undefined) return
    if (held.some((one) => one!.until <= this.now)) return
    this.#judge(dsHeld.what, keysHeld.what, dataHeld.what)
  }

  /** RFC 4035 §5, by one that insists on every algorithm. */
  #judge(ds: readonly Key[], { keys, signers }: Dnskeys, signatures: readonly Key[]): void {
    if (ds.length === 0) {
      if (this.#hasBeenSecure && !this.isLeaving) this.insecure++
      return
    }
    this.#hasBeenSecure ||=
      this.#parent.every((one) => one.length > 0) && this.#resolvers.every((one) => one.ds?.what.length !== 0)
    const tags = (list: readonly Key[]) => list.map(({ tag }) => tag).join('+') || 'nothing'
    for (const { algorithm } of ds)
      if (
        !ds.some(
          (one) => one.algorithm === algorithm && signers.includes(one.tag) && keys.some(({ tag }) => tag === one.tag),
        )
      )
        this.bogus.push(`DS ${tags(ds)} over DNSKEY ${tags(keys)}`)
    for (const { algorithm } of keys)
      if (!keys.some((one) => one.algorithm === algorithm && signatures.some(({ tag }) => tag === one.tag)))
        this.bogus.push(`DNSKEY ${tags(keys)} over signatures of ${tags(signatures)}`)
  }
}

const UNSIGNED: Zone = { dnskey: { keys: [], signers: [] }, signers: [], cds: [] }

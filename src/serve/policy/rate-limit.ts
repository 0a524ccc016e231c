// Response rate limiting: how many answers of one kind, about one name, go to one prefix in a second. It keeps forged questions
// from turning this server against somebody else; clients that prove their address have no limits (serve/limits.ts).
//
// Each combination of view, prefix, class and name has an account. Every second it earns its rate, at most up to one
// second's worth; every answer costs one; an account below zero gets no answer until it has earned its way back, and can
// owe at most `window` seconds' worth.

import { randomInt } from 'node:crypto'
import { get16 } from '../../dns/big-endian.ts'
import { Rcode } from '../../dns/rcodes.ts'
import type { Address } from '../../net/peer.ts'
import { PrefixTable } from '../../views/prefix-table.ts'
import { Bit } from '../../wire/header.ts'

/** The kinds of answers that have limits of their own; `all`: the limit of all kinds together. */
export const AnswerClass = { answer: 0, nodata: 1, nxdomain: 2, referral: 3, error: 4, all: 5 } as const
export type AnswerClass = (typeof AnswerClass)[keyof typeof AnswerClass]

/** The class of the answer at (message, at), whose whole rcode is `rcode`. */
export function answerClass(message: Uint8Array, at: number, rcode: number): AnswerClass {
  if (rcode === Rcode.NXDOMAIN) return AnswerClass.nxdomain
  if (rcode !== Rcode.NOERROR) return AnswerClass.error
  if (get16(message, at + ANCOUNT) > 0) return AnswerClass.answer
  return get16(message, at + 2) & Bit.AA ? AnswerClass.nodata : AnswerClass.referral
}

const ANCOUNT = 6

export type RateLimits = {
  /** Answers a second by AnswerClass; 0 is no limit. */
  readonly perSecond: readonly [number, number, number, number, number, number]
  /** Seconds. */
  readonly window: number
  /** Of so many answers over the limit one goes out truncated, the others not at all; 0: none does. */
  readonly slip: number
  readonly ipv4PrefixLength: number
  readonly ipv6PrefixLength: number
  /** A PrefixTable of clients without limits, in its view 0. */
  readonly exempt?: SharedArrayBuffer
  /** Count and log what the limits meet, but hold nothing back. */
  readonly logOnly: boolean
}

export const Limited = { no: 0, slip: 1, drop: 2 } as const
export type Limited = (typeof Limited)[keyof typeof Limited]

/** Words: the counters, then the accounts. */
export const RateWord = {
  dropped: 0,
  slipped: 1,
  /** Over the limit, and sent because of log-only. */
  passed: 2,
  /** Family of the last client over a limit, its view plus 1, and its prefix in one word or four. */
  family: 3,
  view: 4,
  prefix: 5,
  seed: 9,
} as const

const ACCOUNTS_AT = 16
/** Accounts of one set that a key may be in. */
const WAYS = 4
const SETS = 1 << 15
/** An account: key, second, balance, answers held back. */
const ACCOUNT = 4

/**
 * A table for all threads and views: 131,072 accounts in 2 MiB. The oldest account of a set makes room for a new one, so a
 * flood of prefixes costs memory nobody has to have.
 */
export function rateTable(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer((ACCOUNTS_AT + SETS * WAYS * ACCOUNT) * 4)
  // So that nobody can work out names and prefixes that share an account with somebody else's.
  new Int32Array(buffer)[RateWord.seed] = randomInt(2 ** 31)
  return buffer
}

/**
 * The limits of one view. Threads share the table by plain loads and stores: two that count in one account in the same
 * moment may lose a count, which a limit can bear. Allocates nothing per answer.
 */
export class RateLimiter {
  readonly #limits: RateLimits
  readonly #exempt: PrefixTable | undefined
  readonly #view: number
  readonly #words: Int32Array
  readonly #prefix = new Int32Array(4)
  #now = 0

  constructor(limits: RateLimits, view: number, table: SharedArrayBuffer) {
    this.#limits = limits
    this.#exempt = limits.exempt && new PrefixTable(limits.exempt)
    this.#view = view
    this.#words = new Int32Array(table)
  }

  /** Takes the time, in seconds of a steady clock. */
  tick(seconds: number): void {
    this.#now = seconds | 0
  }

  /** Counts an answer for the client. `name` is the hash of the name under which it counts. */
  count(client: Address, kind: AnswerClass, name: number): Limited {
    const rate = this.#limits.perSecond[kind]
    const rateOfAll = this.#limits.perSecond[AnswerClass.all]
    if (rate === 0 && rateOfAll === 0) return Limited.no
    if (this.#exempt !== undefined && this.#exempt.match(client.octets, client.family) >= 0) return Limited.no
    const prefix = this.#maskClient(client)
    const held = rateOfAll === 0 ? -1 : this.#charge(mix(prefix, AnswerClass.all), rateOfAll)
    const heldByClass = rate === 0 ? -1 : this.#charge(mix(mix(prefix, name), kind), rate)
    const before = Math.max(held, heldByClass)
    return before < 0 ? Limited.no : this.#holdBack(client.family, before)
  }

  /** Prefix of the client, hashed together with its view. */
  #maskClient({ octets, family }: Address): number {
    const prefix = this.#prefix
    let bits = family === 4 ? this.#limits.ipv4PrefixLength : this.#limits.ipv6PrefixLength
    let hash = mix(this.#words[RateWord.seed]!, (this.#view << 3) | family)
    for (let i = 0, words = family === 4 ? 1 : 4; i < words; i++) {
      const at = i * 4
      const word = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!
      prefix[i] = bits >= 32 ? word : bits > 0 ? word & (-1 << (32 - bits)) : 0
      bits -= 32
      hash = mix(hash, prefix[i]!)
    }
    return hash
  }

  /** Takes one from the account. How many answers were over its limit before this one, or -1 where it can pay. */
  #charge(key: number, rate: number): number {
    const words = this.#words
    const now = this.#now
    const account = this.#accountOf(key, rate)
    const elapsed = (now - words[account + 1]!) | 0
    let balance = words[account + 2]!
    if (elapsed > 0) {
      words[account + 1] = now
      balance = Math.min(rate, balance + Math.min(elapsed, this.#limits.window + 1) * rate)
      if (balance > 0) words[account + 3] = 0
    }
    balance = Math.max(balance - 1, -this.#limits.window * rate)
    words[account + 2] = balance
    return balance >= 0 ? -1 : words[account + 3]!++
  }

  #accountOf(key: number, rate: number): number {
    const words = this.#words
    const first = ACCOUNTS_AT + (key & (SETS - 1)) * WAYS * ACCOUNT
    let oldest = first
    for (let way = 0, at = first; way < WAYS; way++, at += ACCOUNT) {
      if (words[at] === key) return at
      if (((words[at + 1]! - words[oldest + 1]!) | 0) < 0) oldest = at
    }
    words[oldest] = key
    words[oldest + 1] = this.#now
    words[oldest + 2] = rate
    words[oldest + 3] = 0
    return oldest
  }

  #holdBack(family: 4 | 6, before: number): Limited {
    const words = this.#words
    const { slip, logOnly } = this.#limits
    words[RateWord.family] = family
    words[RateWord.view] = this.#view + 1
    for (let i = 0; i < 4; i++) words[RateWord.prefix + i] = this.#prefix[i]!
    const limited = slip > 0 && before % slip === slip - 1 ? Limited.slip : Limited.drop
    words[logOnly ? RateWord.passed : limited === Limited.slip ? RateWord.slipped : RateWord.dropped]!++
    return logOnly ? Limited.no : limited
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b)
  const more = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return more ^ (more >>> 13)
}

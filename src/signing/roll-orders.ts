// What people order about rolls: to begin one, to take it back, and to state what a parent has.

import type { Logger } from 'pino'
import type { Said } from '../dns/said.ts'
import { signingAlgorithms } from '../sign/algorithms.ts'
import { addZoneKeys, drawKeys, type KeyRecord, writeRecord } from '../sign/keys/key-folder.ts'
import { rollKeysOf, saidByHand, withRollKeys } from '../sign/roll/kept-keys.ts'
import { newRollKey, type Part, partsOf, type RollKey, withRecord } from '../sign/roll/record-states.ts'
import { type TimetableLine, timetable } from '../sign/roll/timetable.ts'
import type { KeyRole, ZoneKey } from '../sign/zone-key.ts'
import { whyOf } from '../system/why.ts'
import type { View } from '../views/view.ts'
import type { Looks, Rolling } from './rolling.ts'
import { say } from './says.ts'
import { contradictsDs, hasPart } from './zone-looks.ts'
import type { ZoneSigning } from './zone-signing.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type RollOrder = {
  /** Undefined: keys of every role. */
  readonly role: KeyRole | undefined
  readonly algorithm: number | undefined
}

export type RollRefusal =
  | { readonly kind: 'no-keys'; readonly why: Said | undefined }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'running'; readonly tags: readonly number[] }
  | { readonly kind: 'not-everywhere'; readonly tags: readonly number[] }
  | { readonly kind: 'no-such-role'; readonly roles: readonly KeyRole[] }
  | { readonly kind: 'one-algorithm'; readonly algorithm: number }
  | { readonly kind: 'not-made'; readonly algorithm: number }
  | { readonly kind: 'no-roll' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'no-such-key' }
  | { readonly kind: 'not-awaited' }
  | { readonly kind: 'contradicted'; readonly servers: readonly (string | Said)[] }

export type RollPlan = {
  readonly kind: 'plan'
  readonly old: readonly RollKey[]
  /** Keys that are not made yet have tags below 0. */
  readonly fresh: readonly RollKey[]
  readonly lines: readonly TimetableLine[]
}

export type OrdersOptions = {
  readonly zones: ZonesToSign
  readonly rolling: Rolling
  readonly log: Logger
  /** In seconds since 1970. */
  readonly now: () => number
}

/** Seconds until all servers of a zone have a change, and until a parent has changed a DS: used only in timetables. */
const PROPAGATION = { zone: 3600, parent: 86_400 } as const

export class RollOrders {
  readonly #options: OrdersOptions

  constructor(options: OrdersOptions) {
    this.#options = options
  }

  /** What the order would do, without doing it. */
  plan(given: ZoneSigning, order: RollOrder): RollPlan | RollRefusal {
    const zone = this.#options.zones.latest(given)
    const ready = this.#ready(zone, order)
    if (ready.kind !== 'ready') return ready
    const { record, old, roles, algorithm } = ready
    const now = this.#options.now()
    const keys = rollKeysOf(record, now).map((key) => (old.includes(key.tag) ? { ...key, isWanted: false } : key))
    const fresh = roles.map((role, i) => newRollKey({ tag: -1 - i, algorithm, role }, now))
    return this.#planOf(zone, keys, fresh)
  }

  /** The remaining steps of a roll under way. */
  underWay(given: ZoneSigning): readonly TimetableLine[] {
    const zone = this.#options.zones.latest(given)
    if (zone.keys.kind !== 'good') return []
    return this.#planOf(zone, rollKeysOf(zone.keys.record, this.#options.now()), []).lines
  }

  /** Makes keys and begins to replace the others by them. Throws system errors. */
  roll(given: ZoneSigning, order: RollOrder): RollPlan | RollRefusal {
    const zone = this.#options.zones.latest(given)
    const ready = this.#ready(zone, order)
    if (ready.kind !== 'ready') return ready
    const { record, old, roles, algorithm } = ready
    const now = this.#options.now()
    const before = withRollKeys(record, rollKeysOf(record, now))
    const made = drawKeys(roles, algorithm, record.tags)
    const leaving = {
      ...before,
      keys: before.keys.map((key) => (old.includes(key.tag) ? { ...key, isWanted: false } : key)),
    }
    addZoneKeys(zone.folder, leaving, made, {
      now: new Date(now * 1000),
      // All new keys together replace a key whose role none of them has.
      replaces: (role) =>
        before.keys
          .filter((key) => old.includes(key.tag) && (key.role === role || !roles.includes(key.role)))
          .map(({ tag }) => tag),
    })
    return this.#begun(zone)
  }

  /** Begins the roll of a ZSK whose lifetime is over, or says why it cannot. Throws system errors. */
  rollDue(given: ZoneSigning): Said | undefined {
    const due = this.dueOf(given)
    if (due === undefined || due > this.#options.now()) return undefined
    const outcome = this.roll(given, { role: 'zsk', algorithm: undefined })
    if (outcome.kind !== 'plan') return whyStuck(outcome, given.setting.name)
    const [keys, fresh] = [outcome.old, outcome.fresh].map((list) => list.map(({ tag }) => tag))
    this.#options.log.info(
      { zone: given.setting.name, keys, fresh },
      'the lifetime of a key is over: a new key replaces it',
    )
    return undefined
  }

  /** The same, but gives system errors as text. */
  whyNotRolled(given: ZoneSigning): Said | string | undefined {
    try {
      return this.rollDue(given)
    } catch (error) {
      return whyOf(error)
    }
  }

  /** When the next roll begins by itself, in seconds since 1970; undefined if none does, or a roll is under way. */
  dueOf({ setting, keys, isLeaving }: ZoneSigning): number | undefined {
    const { zskLifetime } = setting
    if (zskLifetime === undefined || keys.kind !== 'good' || isLeaving) return undefined
    const all = rollKeysOf(keys.record, this.#options.now())
    const isIdle = all.every((key) => key.isWanted && partsOf(key.role).every((part) => isInService(key, part)))
    const since = all.filter(({ role }) => role === 'zsk').map(({ records }) => records.zrrsig.since)
    return isIdle && since.length > 0 ? Math.min(...since) + zskLifetime : undefined
  }

  /** Takes a roll back: the old keys stay and the new ones go. Throws system errors. */
  takeBack(given: ZoneSigning): RollPlan | RollRefusal {
    const zone = this.#options.zones.latest(given)
    if (zone.keys.kind !== 'good') return { kind: 'no-keys', why: zone.trouble }
    const { record } = zone.keys
    const unwanted = record.keys.filter(({ isWanted }) => !isWanted).map(({ tag }) => tag)
    const begun = record.keys.filter(({ replaces }) => replaces?.some((tag) => unwanted.includes(tag)))
    if (begun.length === 0) return { kind: 'no-roll' }
    // A new key whose predecessor is gone has to stay: nothing else would sign in its place.
    const fresh = begun.filter(({ replaces }) => replaces?.every((tag) => record.keys.some((key) => key.tag === tag)))
    if (fresh.length === 0) return { kind: 'too-late' }
    const back = new Set(fresh.flatMap(({ replaces }) => replaces ?? []))
    const keys = record.keys.map(({ replaces, ...key }) => ({
      ...key,
      isWanted: back.has(key.tag) || (key.isWanted && !fresh.some(({ tag }) => tag === key.tag)),
      ...(replaces && !fresh.some(({ tag }) => tag === key.tag) && { replaces }),
    }))
    writeRecord(zone.folder, { ...record, keys })
    return this.#begun(zone)
  }

  /** A person says that a key's records are there, or gone. Janus believes it unless a server that answers contradicts. */
  async told(
    given: ZoneSigning,
    views: readonly View[],
    tag: number,
    what: 'seen' | 'gone',
  ): Promise<RollPlan | RollRefusal> {
    const zone = this.#options.zones.latest(given)
    if (zone.keys.kind !== 'good') return { kind: 'no-keys', why: zone.trouble }
    const key = zone.keys.keys.find((one) => one.tag === tag)
    if (key === undefined) return { kind: 'no-such-key' }
    const looks = await this.#options.rolling.lookNow(zone, views)
    const there = this.#options.zones.at(zone.setting.origin)
    const latest = there && this.#options.zones.latest(there)
    if (latest?.keys.kind !== 'good') return { kind: 'no-keys', why: latest?.trouble }
    const now = this.#options.now()
    const keys = rollKeysOf(latest.keys.record, now)
    const state = what === 'seen' ? 'rumoured' : 'unretentive'
    const parts = keys.flatMap((one) =>
      one.tag === tag ? partsOf(one.role).filter((part) => one.records[part].state === state) : [],
    )
    if (parts.length === 0) return { kind: 'not-awaited' }
    const against = parts.flatMap((part) => whoContradicts(latest, key, part, looks, what === 'seen'))
    if (against.length > 0) return { kind: 'contradicted', servers: [...new Set(against)] }
    const told = keys.map((one) =>
      one.tag === tag ? parts.reduce((so, part) => withRecord(so, part, saidByHand(so.records[part], now)), one) : one,
    )
    writeRecord(latest.folder, withRollKeys(latest.keys.record, told))
    return this.#begun(latest)
  }

  #begun(zone: ZoneSigning): RollPlan {
    const { zones, rolling, now } = this.#options
    const latest = zones.reread(zone)
    rolling.askSoon(latest)
    const keys = latest.keys.kind === 'good' ? rollKeysOf(latest.keys.record, now()) : []
    return this.#planOf(latest, keys, [])
  }

  #planOf(zone: ZoneSigning, known: readonly RollKey[], added: readonly RollKey[]): RollPlan {
    const keys = [...known, ...added]
    const lines = timetable(keys, this.#options.rolling.conditionsOf(zone), PROPAGATION)
    return {
      kind: 'plan',
      old: keys.filter(({ isWanted }) => !isWanted),
      fresh: keys.filter(
        ({ isWanted, records }) => isWanted && Object.values(records).every(({ state }) => state === 'hidden'),
      ),
      lines,
    }
  }

  #ready(zone: ZoneSigning, { role, algorithm }: RollOrder): Ready | RollRefusal {
    if (zone.keys.kind !== 'good') return { kind: 'no-keys', why: zone.trouble }
    if (zone.isLeaving) return { kind: 'leaving' }
    const { record } = zone.keys
    const keys = rollKeysOf(record, this.#options.now())
    const going = keys.filter(({ isWanted }) => !isWanted)
    if (going.length > 0) return { kind: 'running', tags: going.map(({ tag }) => tag) }
    const early = keys.filter((key) => partsOf(key.role).some((part) => !isInService(key, part)))
    if (early.length > 0) return { kind: 'not-everywhere', tags: early.map(({ tag }) => tag) }
    const old = role === undefined ? keys : keys.filter((key) => key.role === role)
    if (old.length === 0) return { kind: 'no-such-role', roles: [...new Set(keys.map((key) => key.role))] }
    const { setting } = zone
    const made = algorithm ?? (role === undefined ? setting.algorithm : old[0]!.algorithm)
    if (signingAlgorithms.get(made)?.isMade !== true) return { kind: 'not-made', algorithm: made }
    // RFC 4035 §2.2: each algorithm in use has to sign everything.
    if (role !== undefined && role !== 'csk' && old.some((key) => key.algorithm !== made))
      return { kind: 'one-algorithm', algorithm: made }
    const all: readonly KeyRole[] = setting.keys === 'split' ? ['ksk', 'zsk'] : ['csk']
    return {
      kind: 'ready',
      record,
      old: old.map(({ tag }) => tag),
      roles: role === undefined ? all : [role],
      algorithm: made,
    }
  }
}

type Ready = {
  readonly kind: 'ready'
  readonly record: KeyRecord
  readonly old: readonly number[]
  readonly roles: readonly KeyRole[]
  readonly algorithm: number
}

/** A DS that may be there counts as one that is. */
function isInService({ records }: RollKey, part: Part): boolean {
  const { state } = records[part]
  return state === 'omnipresent' || (part === 'ds' && state === 'rumoured')
}

function whyStuck(refusal: RollRefusal, zone: string): Said {
  const ways = say('stuck-ways', { zone })
  switch (refusal.kind) {
    case 'not-made':
      return say('stuck-not-made', { algorithm: refusal.algorithm, ways })
    case 'one-algorithm':
      return say('stuck-several', { ways })
    default:
      return ways
  }
}

function whoContradicts(
  zone: ZoneSigning,
  key: ZoneKey,
  part: Part,
  looks: Looks,
  isThere: boolean,
): (string | Said)[] {
  if (part === 'ds')
    return looks.parents.flatMap((answer) =>
      contradictsDs(answer, zone.setting.origin, key, isThere) ? [answer.server] : [],
    )
  return looks.zone.flatMap((look) =>
    look.error === undefined && hasPart(look, part, key) !== isThere ? [look.server] : [],
  )
}

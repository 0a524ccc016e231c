// Faces that come from primaries, at a clock that the test turns: who is asked is written down, and answers when the test says so.

import type { Test } from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import type { Said } from '../../src/dns/said.ts'
import type { Time } from '../../src/store/clock.ts'
import type { CanaryFailure } from '../../src/text/config/canary.ts'
import type { PrimarySetting } from '../../src/text/config/primaries.ts'
import type { SoaAnswer } from '../../src/transfer/ask-soa.ts'
import type { Times } from '../../src/transfer/copies.ts'
import type { Result } from '../../src/transfer/fetching.ts'
import type { FetchedFace } from '../../src/transfer/followed-face.ts'
import { Refresher } from '../../src/transfer/refresher.ts'
import { say } from '../../src/transfer/says.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { why } from '../support/why.ts'
import { zoneOf } from '../support/zones.ts'

export const SECOND = 1000

/** `times`: refresh, retry, expire, minimum. */
export const zoneFrom = (who: string, serial: number, times = '100 10 1000 60') =>
  zoneOf('example.com.', `$TTL 60\n@ SOA ns hostmaster ${serial} ${times}\n@ NS ns\nns TXT ${who}\n`)

export function faceAt(port: number, more: Partial<PrimarySetting> = {}): FetchedFace {
  const primary: PrimarySetting = {
    name: 'hidden',
    addresses: [{ family: 4, address: '192.0.2.1', port }],
    key: undefined,
    source: undefined,
    notifyFrom: [],
    anySerial: false,
    ixfr: true,
    pin: 0,
    zonemd: 'off',
    maxRecords: 100,
    maxSize: 10_000,
    place: { file: 'janus.yaml', line: Math.random(), column: 1, length: 1 },
    ...more,
  }
  return { name: { view: 'inside', origin: nameFromText('example.com.') }, zone: 'example.com', primary }
}

type More = {
  readonly expire?: number
  readonly outside?: number
  readonly isUndigested?: boolean
  readonly changes?: boolean
  /** It says that this is what it has, and sends no more. */
  readonly nothing?: boolean
  readonly records?: number
  /** When it has been written, or why not. */
  readonly kept?: Promise<Said | undefined>
  /** Nobody has waited for the disk. */
  readonly isUnsynced?: boolean
}

type Ask = {
  readonly what: string
  /** The zone's name, as text. */
  readonly zone: string
  readonly answer: (zone: Zone, more?: More) => Promise<void>
  /** It does not answer, or takes no connection. */
  readonly fail: (isAway?: boolean) => Promise<void>
}

type Failure = Extract<Result, { kind: 'failed' }>

type Kept = { readonly zone: Zone; readonly times: Partial<Times> }

/** `kept`: what a start finds. `wrong`: the canaries that a zone makes go wrong. */
export function refreshing(
  t: Test,
  kept?: Kept,
  wrong: (zone: Zone) => readonly CanaryFailure[] | undefined = () => undefined,
) {
  let now = 0
  const waits: { at: number; then: () => void }[] = []
  const time: Time = {
    now: () => now,
    wait(milliseconds, then) {
      const one = { at: now + milliseconds, then }
      waits.push(one)
      return () => void waits.splice(waits.indexOf(one), waits.includes(one) ? 1 : 0)
    },
  }
  let served = kept?.zone
  const untils: number[] = []
  const written: Times[] = []
  const asks: Ask[] = []
  const told: string[] = []
  const takes: (number | undefined)[] = []
  const secured: (number | undefined)[] = []
  const disk = { fails: false }
  const forgone: string[] = []
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  /** As a store has it: who asks hears of it some moments after whoever is next has his turn. */
  let turn: Promise<unknown> = Promise.resolve()
  const alone = <R>(work: () => Promise<R>): Promise<R> => {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }
  const asked = <R>(what: string, apex: Uint8Array, made: (zone: Zone, more: More) => R) =>
    new Promise<R | Failure>((resolve) => {
      const then = (result: R | Failure) => {
        resolve(result)
        return settled()
      }
      asks.push({
        what,
        zone: nameText(apex),
        answer: (zone, more = {}) => then(made(zone, more)),
        fail: (unreachable = false) => then({ kind: 'failed', reason: say('no-answer', { peer: what }), unreachable }),
      })
    })
  const log = (about: object, text: string) => void told.push(`${text} ${JSON.stringify(about)}`)
  const refresher = new Refresher({
    time,
    wall: () => now,
    chance: () => 1,
    serving: {
      served: () => served,
      async replace(_name, zone, { isWanted, keep }) {
        return alone(async () => {
          if (isWanted?.() === false) return { kind: 'declined' }
          const canaries = zone && wrong(zone)
          if (canaries !== undefined) return { kind: 'canaries', canaries }
          await keep?.()
          served = zone
          return undefined
        })
      },
      async change(_name, changes, isWanted) {
        return alone(async () => {
          const canaries = wrong(zoneFrom('changes', 0))
          if (canaries !== undefined) return { kind: 'canaries', canaries }
          if (!isWanted()) return { kind: 'declined' }
          const edited = new Editor(fold(served!, roomFor(served!, changes))).edit(changes)
          if ('kind' in edited) throw new Error(edited.kind)
          served = edited
          return { kind: 'accepted', serial: edited.serial }
        })
      },
      end: () => Promise.reject(new Error('nothing ends')),
      told: why,
      expiresAt: (_name, until) => void untils.push(until),
      shownBy: () => undefined,
    },
    fetching: {
      askSoa: (apex, { at }) =>
        asked(`SOA ${at.port}`, apex, ({ serial }, { expire }): SoaAnswer => ({ kind: 'soa', serial, expire })),
      fetch: ({ apex, peer, ours }) =>
        asked(`${ours ? 'IXFR' : 'AXFR'} ${peer.at.port}`, apex, (zone, more): Result => {
          const { expire, outside = 0, isUndigested = false, changes = false, nothing = false } = more
          const { records = 1, kept = Promise.resolve(undefined), isUnsynced = false } = more
          if (nothing) return { kind: 'nothing-newer', serial: zone.serial, expire, octets: 1, records: 1 }
          const examples = outside === 0 ? [] : [{ owner: nameFromText('other.example.'), type: 1 }]
          const leftOut = { outside, unfit: 0, examples }
          const both = { leftOut, isUndigested, ends: new Map(), expire, octets: 1, records }
          if (changes) return { kind: 'changes', changes: diff(served!, zone)!, serial: zone.serial, ...both }
          return { kind: 'zone', zone, insteadOf: undefined, kept, isUnsynced, ...both }
        }),
    },
    keyOf: () => undefined,
    copies: {
      arrivalOf: () => '/dev/null/copy',
      take: async () => void takes.push(served?.serial),
      forgo: async ({ origin }) => void forgone.push(nameText(origin)),
      times: () => kept && { serial: kept.zone.serial, refreshed: 0, expires: 0, from: '192.0.2.1 1', ...kept.times },
      setTimes: async (_name, times) => void written.push(times),
      ends: () => undefined,
      addEnds: () => {},
      secure: async () => {
        secured.push(served?.serial)
        if (disk.fails) throw new Error('no disk')
      },
      setEnds: () => {},
    },
    log: { info: log, warn: log, error: log },
  })
  t.teardown(() => refresher.stop())
  return {
    refresher,
    asks,
    told,
    settled,
    served: () => served,
    /** Whoever wants to change something waits from now on, until what this gives is called. */
    holdStore(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      void alone(() => promise)
      return resolve
    },
    /** The same content in another image. */
    moveImage(): void {
      served = served && fold(served)
    },
    /** Zones of which what had come was taken away. */
    forgone,
    /** Which serial was served whenever a zone was put in its place on the disk. */
    takes,
    /** Which serial was served whenever the disk was asked to have the copy. */
    secured,
    disk,
    /** When it ends, in milliseconds: whenever that was said. */
    untils,
    /** What a start would find, each time that it changed. */
    written,
    now: () => now,
    whats: () => asks.map(({ what }) => what).join(', '),
    async pass(milliseconds: number) {
      const until = now + milliseconds
      for (;;) {
        const next = waits.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        waits.splice(waits.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.then()
        await settled()
      }
      now = until
    },
  }
}

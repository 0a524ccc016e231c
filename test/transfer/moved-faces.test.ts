// Faces that a reload moves, takes away or brings back while something is on its way to them, and what is believed of a file of times.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Time } from '../../src/store/clock.ts'
import type { PrimarySetting } from '../../src/text/config/primaries.ts'
import type { Times } from '../../src/transfer/copies.ts'
import type { Result } from '../../src/transfer/fetching.ts'
import { type FetchedFace, Refresher } from '../../src/transfer/refresher.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'

const zoneFrom = (who: string, serial: number) =>
  zoneOf('example.com.', `$TTL 60\n@ SOA ns hostmaster ${serial} 100 10 1000 60\n@ NS ns\nns TXT ${who}\n`)
const SECOND = 1000

function faceAt(port: number, more: Partial<PrimarySetting> = {}): FetchedFace {
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

type Ask = { readonly what: string; readonly answer: (zone: Zone) => Promise<void> }

/** `kept`: what a start finds. */
function refreshing(kept?: { readonly zone: Zone; readonly times: Partial<Times> }) {
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
  const asks: Ask[] = []
  const told: string[] = []
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const asked = <R>(what: string, made: (zone: Zone) => R) =>
    new Promise<R>((resolve) => {
      const answer = (zone: Zone) => {
        resolve(made(zone))
        return settled().then(() => {})
      }
      asks.push({ what, answer })
    })
  const log = (about: object, text: string) => void told.push(`${text} ${JSON.stringify(about)}`)
  const refresher = new Refresher({
    time,
    wall: () => now,
    chance: () => 1,
    serving: {
      served: () => served,
      async replace(_name, zone, isWanted) {
        if (!isWanted()) return false
        served = zone
        return true
      },
      change: () => Promise.reject(new Error('nobody sends changes')),
      expiresAt: () => {},
    },
    fetching: {
      askSoa: (_apex, { at }) =>
        asked(`SOA ${at.port}`, ({ serial }) => ({ kind: 'soa', serial, expire: undefined }) as const),
      fetch: ({ peer, ours }) =>
        asked(`${ours ? 'IXFR' : 'AXFR'} ${peer.at.port}`, (zone): Result => {
          const leftOut = { outside: 0, unfit: 0, examples: [] }
          return { kind: 'zone', zone, leftOut, insteadOf: undefined, expire: undefined, octets: 1, records: 1 }
        }),
    },
    keyOf: () => undefined,
    copies: {
      pathOf: () => '/dev/null/copy',
      times: () => kept && { serial: kept.zone.serial, refreshed: 0, expires: 0, from: '192.0.2.1 1', ...kept.times },
      setTimes: () => {},
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

t.test('what was asked of one primary is not published when the face has another by then', async (t) => {
  const { refresher, asks, served, whats, settled, told } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([faceAt(2)])
  await asks[0]!.answer(zoneFrom('one', 9))
  t.equal(served(), undefined)
  await settled()
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
  t.notOk(
    told.some((line) => line.includes('another primary')),
    'which is nothing to warn of',
  )
})

t.test('another primary is asked for all of it, whatever its serial is', async (t) => {
  const { refresher, asks, served, whats, settled } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  refresher.use([faceAt(2)])
  await settled()
  t.equal(served()?.serial, 9, 'what is there is served until it has answered')
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
})

t.test('another address beside the one that it came from is no other primary', async (t) => {
  const { refresher, asks, whats, settled } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  const { primary } = faceAt(1)
  refresher.use([faceAt(1, { addresses: [...primary.addresses, { ...primary.addresses[0]!, port: 2 }] })])
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1')
})

t.test('a reload that leaves the primary as it is asks nobody, wherever it is written', async (t) => {
  const { refresher, asks, whats, settled } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  for (let i = 0; i < 3; i++) refresher.use([faceAt(1)])
  await settled()
  t.equal(whats(), 'AXFR 1')
})

t.test('a face that goes and comes back waits for what was begun, and gets nothing of it', async (t) => {
  const { refresher, asks, served, whats, settled } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([])
  refresher.use([faceAt(2)])
  await settled()
  // Both write one copy.
  t.equal(whats(), 'AXFR 1')
  await asks[0]!.answer(zoneFrom('one', 9))
  await settled()
  t.equal(served(), undefined)
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
})

t.test('a face that goes while it is asked for gets nothing', async (t) => {
  const { refresher, asks, served, settled } = refreshing()
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([])
  await asks[0]!.answer(zoneFrom('one', 9))
  t.equal(served(), undefined)
})

t.test('of a file of times nothing is believed that the zone does not say', async (t) => {
  const zone = zoneFrom('one', 9)
  const rows: readonly [string, Partial<Times>, soon: string, later: string, expires: number][] = [
    ['as it was left', { expires: 900 * SECOND }, '', 'SOA 1', 900],
    ['of a version that could not be kept', { serial: 10, expires: 900 * SECOND }, 'SOA 1', 'SOA 1', 900],
    ['from a clock that was ahead', { refreshed: 1e15, expires: 1e15 }, '', 'SOA 1', 1000],
    ['from a clock that was behind', { refreshed: -1e15, expires: 900 * SECOND }, 'SOA 1', 'SOA 1', 900],
    ['of another address', { from: '192.0.2.9 53', expires: 900 * SECOND }, 'AXFR 1', 'AXFR 1', 900],
  ]
  for (const [name, times, soon, later, expires] of rows) {
    const { refresher, whats, served, pass } = refreshing({ zone, times })
    refresher.use([faceAt(1)])
    await pass(0)
    t.equal(whats(), soon, name)
    await pass(100 * SECOND)
    t.equal(whats(), later, `${name}: when it is due`)
    await pass((expires - 101) * SECOND)
    t.ok(served(), `${name}: before it expires`)
    await pass(2 * SECOND)
    t.equal(served(), undefined, `${name}: expired`)
  }
})

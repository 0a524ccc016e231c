// When primaries are asked, which first, and for how long a zone is served: by a clock that the test turns.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { PrimarySetting } from '../../src/text/config/primaries.ts'
import { why } from '../support/why.ts'
import { faceAt, refreshing, SECOND, zoneFrom } from './turned-clock.ts'

const { addresses } = faceAt(1).primary
const three = { addresses: [1, 2, 3].map((port) => ({ ...addresses[0]!, port, address: `192.0.2.${port}` })) }

t.test('a zone is asked for when its SOA says, sooner and sooner never, later and later after failures', async (t) => {
  const { refresher, asks, whats, pass, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  await pass(99 * SECOND)
  t.equal(whats(), 'AXFR 1')
  await pass(1 * SECOND)
  t.equal(whats(), 'AXFR 1, SOA 1')
  // Retry is 10 s; then 20, 40, 80, and no longer than the refresh of 100.
  for (const [i, wait] of [10, 20, 40, 80, 100, 100].entries()) {
    await asks.at(-1)!.fail(true)
    await pass(wait * SECOND - 1)
    t.equal(asks.length, 2 + i, `not before ${wait} s`)
    await pass(1)
    t.equal(asks.length, 3 + i, `after ${wait} s`)
  }
})

t.test('one that has never come is asked for again after 10 s, and at last each hour', async (t) => {
  const { refresher, asks, pass, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  for (const wait of [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]) {
    await asks.at(-1)!.fail()
    const before = asks.length
    await pass(wait * SECOND - 1)
    t.equal(asks.length, before)
    await pass(1)
    t.equal(asks.length, before + 1, `after ${wait} s`)
  }
})

t.test('how long it is served: what the SOA says, what the primary says, and what is wrong with either', async (t) => {
  const rows: readonly [name: string, times: string, told: number | undefined, after: number][] = [
    ['as the SOA says', '100 10 1000 60', undefined, 1000],
    ['shorter, where the primary says so', '100 10 1000 60', 300, 300],
    ['no longer, whatever the primary says', '100 10 1000 60', 5000, 1000],
    ['expire below refresh: it is asked twice before', '100 10 50 60', undefined, 110],
    ['no times at all', '0 0 0 60', undefined, 3],
    ['times of somebody who wrote milliseconds', '4294967295 4294967295 4294967295 60', undefined, 24 * 7 * 24 * 3600],
  ]
  for (const [name, times, expire, after] of rows) {
    const { refresher, asks, untils, settled } = refreshing(t)
    refresher.use([faceAt(1)])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9, times), expire === undefined ? {} : { expire })
    t.same(untils, [after * SECOND], name)
  }
})

t.test('each word of the primary makes it live as long again, and never shorter', async (t) => {
  const { refresher, asks, untils, pass, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  await pass(100 * SECOND)
  await asks[1]!.answer(zoneFrom('one', 9), { expire: 20 })
  await pass(100 * SECOND)
  await asks[2]!.answer(zoneFrom('one', 9), { expire: 950 })
  t.same(
    untils,
    [1000, 1000, 1150].map((at) => at * SECOND),
  )
})

t.test('who says nothing for too long is told twice, then nothing is served, then any serial is taken', async (t) => {
  const { refresher, asks, told, served, untils, pass, settled, now } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  const failing = async (until: number) => {
    while (now() < until * SECOND) {
      await pass(5 * SECOND)
      if (asks.length > failed) await asks[failed++]!.fail(true)
    }
  }
  let failed = 1
  await failing(990)
  t.equal(served()?.serial, 9)
  t.same(
    told
      .filter((line) => line.startsWith('example.com in inside: '))
      .map((line) => /"expiresIn":\d+/.exec(line)?.[0] !== undefined),
    [true, true, true],
    'at first, at half of the time, at four fifths',
  )
  await failing(1001)
  t.equal(served(), undefined)
  t.ok(told.some((line) => line.startsWith('a zone has expired')))
  t.ok(untils.at(-1)! <= now(), 'which is what clients are told')
  while (asks.length === failed) await pass(5 * SECOND)
  t.equal(asks.at(-1)!.what, 'AXFR 1')
  await asks.at(-1)!.answer(zoneFrom('one', 3))
  t.equal(served()?.serial, 3)
})

t.test('which address is asked first', async (t) => {
  const rows: readonly {
    readonly name: string
    readonly more?: Partial<PrimarySetting>
    readonly toldBy?: string
    /** Those that take no connection before that. */
    readonly away?: number
    readonly asked: string
  }[] = [
    { name: 'the first of the list', asked: 'SOA 1, SOA 2, SOA 3' },
    { name: 'the one that said that it changed', toldBy: '192.0.2.2', asked: 'SOA 2, SOA 1, SOA 3' },
    { name: 'nobody else who said so', toldBy: '192.0.2.77', asked: 'SOA 1, SOA 2, SOA 3' },
    { name: 'those that take no connection last', away: 1, asked: 'SOA 2, SOA 3, SOA 1' },
    {
      name: 'where each counts for itself, the one that it came from, whoever speaks',
      more: { anySerial: true },
      toldBy: '192.0.2.2',
      asked: 'SOA 1, SOA 2, SOA 3',
    },
    { name: 'no other for a while, where it is pinned', more: { anySerial: true, pin: 60 * SECOND }, asked: 'SOA 1' },
  ]
  for (const { name, more = {}, toldBy, away = 0, asked } of rows) {
    const { refresher, asks, settled, pass } = refreshing(t)
    const face = faceAt(1, { ...three, ...more })
    refresher.use([face])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9))
    if (away > 0) {
      await pass(100 * SECOND)
      await asks[1]!.fail(true)
      await asks[2]!.answer(zoneFrom('one', 9))
    }
    asks.length = 0
    refresher.notify(face.name, toldBy)
    await settled()
    for (let i = 0; i < asks.length; i++) await asks[i]!.fail(true)
    t.equal(asks.map(({ what }) => what).join(', '), asked, name)
  }
})

t.test('what is said while it is asked is looked at afterwards, once', async (t) => {
  const { refresher, asks, whats, settled } = refreshing(t)
  const face = faceAt(1)
  refresher.use([face])
  await settled()
  for (let i = 0; i < 100; i++) refresher.notify(face.name, '192.0.2.1')
  await asks[0]!.answer(zoneFrom('one', 9))
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1')
  await asks[1]!.answer(zoneFrom('one', 9))
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1')
})

t.test('serials: newer, the same, older, half of the circle away', async (t) => {
  const rows: readonly [there: number, asked: string, error: RegExp | undefined][] = [
    [10, 'SOA 1, IXFR 1', undefined],
    [9, 'SOA 1', undefined],
    [8, 'SOA 1', /behind: its serial 8 is lower than ours, 9; raise it there/],
    [9 + 2 ** 31 - 1, 'SOA 1, IXFR 1', undefined],
    // RFC 1982 §3.2: neither is the newer one.
    [9 + 2 ** 31, 'SOA 1', /has the serial 2147483657, exactly 2\^31 away from our 9, so that neither is newer/],
    [9 + 2 ** 31 + 1, 'SOA 1', /behind/],
  ]
  for (const [there, asked, error] of rows) {
    const { refresher, asks, settled } = refreshing(t)
    const face = faceAt(1)
    refresher.use([face])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9))
    asks.length = 0
    refresher.notify(face.name)
    await settled()
    for (let i = 0; i < asks.length; i++) await asks[i]!.answer(zoneFrom('one', there))
    t.equal(asks.map(({ what }) => what).join(', '), asked, String(there))
    const [{ lastError } = { lastError: undefined }] = refresher.status()
    if (error === undefined) t.equal(lastError, undefined)
    else t.match(why(lastError), error)
  }
})

t.test(
  'who is stopped while a newer version comes asks for it at the next start, and otherwise for nothing that is not due',
  async (t) => {
    const { refresher, asks, written, settled } = refreshing(t)
    const face = faceAt(1)
    refresher.use([face])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9))
    refresher.notify(face.name)
    await settled()
    await asks[1]!.answer(zoneFrom('one', 9))
    const confirmed = written.at(-1)!
    t.notOk(confirmed.isOld)
    refresher.notify(face.name)
    await settled()
    await asks[2]!.answer(zoneFrom('one', 10))
    const stopped = written.at(-1)!
    t.match(stopped, { serial: 9, isOld: true })
    await asks[3]!.answer(zoneFrom('one', 10))
    t.match(written.at(-1), { serial: 10 })
    t.notOk(written.at(-1)!.isOld, 'it has come')

    for (const [times, wanted] of [
      [stopped, ['SOA 1']],
      [confirmed, []],
    ] as const) {
      const next = refreshing(t, { zone: zoneFrom('one', 9), times })
      next.refresher.use([faceAt(1)])
      await next.pass(SECOND)
      t.same(
        next.asks.map(({ what }) => what),
        wanted,
      )
    }
  },
)

t.test('what comes is older than the SOA that was told: it is not served, and the primary is behind', async (t) => {
  const rows: readonly [comes: number, serves: number, error: RegExp | undefined][] = [
    [11, 11, undefined],
    [10, 10, undefined],
    [9, 9, undefined],
    [8, 9, /behind: its serial 8 is lower than ours, 9/],
    [9 + 2 ** 31, 9, /exactly 2\^31 away from our 9/],
  ]
  for (const ixfr of [true, false])
    for (const [comes, serves, error] of rows) {
      const { refresher, asks, served, settled } = refreshing(t)
      const face = faceAt(1, { ixfr })
      refresher.use([face])
      await settled()
      const first = zoneFrom('one', 9)
      await asks[0]!.answer(first)
      refresher.notify(face.name)
      await settled()
      await asks[1]!.answer(zoneFrom('one', 10))
      await asks[2]!.answer(zoneFrom('other', comes))
      t.equal(served()!.serial, serves, `${comes}`)
      t.equal(served() === first, serves === 9, `${comes}: what was served stays`)
      const [{ lastError } = { lastError: undefined }] = refresher.status()
      if (error === undefined) t.equal(lastError, undefined, `${comes}`)
      else t.match(why(lastError), error)
    }
})

t.test('what comes is not yet what the SOA told: it is served, and the rest is soon asked for', async (t) => {
  const rows: readonly [comes: number, again: number][] = [
    [9, 10],
    [10, 10],
    [11, 10],
    [12, 100],
    [13, 100],
  ]
  for (const [comes, again] of rows) {
    const { refresher, asks, served, written, pass, settled } = refreshing(t)
    const face = faceAt(1)
    refresher.use([face])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9))
    refresher.notify(face.name)
    await settled()
    await asks[1]!.answer(zoneFrom('one', 12))
    await pass(SECOND)
    await asks[2]!.answer(zoneFrom('other', comes))
    t.equal(served()!.serial, comes)
    t.match(refresher.status()[0], { lastError: undefined, lag: again === 10 ? SECOND : undefined }, `${comes}`)
    t.equal(written.at(-1)!.isOld === true, again === 10, `${comes}: a start asks for the rest`)
    await pass(again * SECOND - 1)
    t.equal(asks.length, 3, `${comes}: not at once`)
    await pass(1)
    t.equal(asks[3]?.what, 'SOA 1', `${comes}: after ${again} s`)
    await asks[3]!.answer(zoneFrom('one', comes))
    t.notOk(written.at(-1)!.isOld, `${comes}: nobody has it any more`)
  }
})

t.test('who denies by IXFR what its SOA told sends the whole zone next time, and not each time', async (t) => {
  for (const denied of [9, 8]) {
    const { refresher, asks, served, whats, settled } = refreshing(t)
    const face = faceAt(1)
    refresher.use([face])
    await settled()
    await asks[0]!.answer(zoneFrom('one', 9))
    const look = async (comes: number) => {
      refresher.notify(face.name)
      await settled()
      await asks.at(-1)!.answer(zoneFrom('one', 12))
      await asks.at(-1)!.answer(zoneFrom('other', comes), { nothing: comes <= 9 })
    }
    for (const comes of [denied, denied, denied, 12]) await look(comes)
    t.equal(whats(), 'AXFR 1, SOA 1, IXFR 1, SOA 1, AXFR 1, SOA 1, IXFR 1, SOA 1, AXFR 1')
    t.equal(served()!.serial, 12)
    t.match(refresher.status()[0], { lastError: undefined, lag: undefined })
  }
})

t.test('who answers for the zone over TCP alone sends it whole: an older one is not served', async (t) => {
  const { refresher, asks, served, whats, settled } = refreshing(t)
  const face = faceAt(1)
  refresher.use([face])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  refresher.notify(face.name)
  await settled()
  await asks[1]!.fail()
  await asks[2]!.answer(zoneFrom('one', 8))
  t.equal(whats(), 'AXFR 1, SOA 1, IXFR 1')
  t.equal(served()!.serial, 9)
  t.match(why(refresher.status()[0]!.lastError), /behind: its serial 8 is lower than ours, 9/)
})

t.test('ixfr: false asks for whole zones alone', async (t) => {
  const { refresher, asks, whats, settled } = refreshing(t)
  const face = faceAt(1, { ixfr: false })
  refresher.use([face])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  refresher.notify(face.name)
  await settled()
  await asks[1]!.answer(zoneFrom('one', 10))
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1, AXFR 1')
})

t.test('the log names what was left out, and a SOA that lets the zone expire early, once', async (t) => {
  const { refresher, asks, told, settled } = refreshing(t)
  const face = faceAt(1)
  refresher.use([face])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9, '100 10 50 60'), { outside: 2 })
  refresher.notify(face.name)
  await settled()
  await asks[1]!.answer(zoneFrom('one', 10))
  await asks[2]!.answer(zoneFrom('one', 10, '100 10 50 60'))
  const came = told.filter((line) => line.startsWith('a zone has come'))
  t.match(came[0], '"leftOut":{"outside":2,"unfit":0,"names":["other.example. A"]}')
  t.notMatch(came[1], 'leftOut')
  t.equal(told.filter((line) => line.includes('EXPIRE below REFRESH')).length, 1)
})

t.test('what a canary refuses is asked for again later and later, and not whole instead', async (t) => {
  const place = { file: 'janus.yaml', line: 7, column: 3, length: 1 }
  const canary = { canary: 'www A from 192.0.2.1', expected: '192.0.2.2', got: 'NXDOMAIN', place }
  const { refresher, asks, whats, told, served, pass, settled } = refreshing(t, undefined, ({ serial }) =>
    serial === 9 ? undefined : [canary, canary],
  )
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  await pass(100 * SECOND)
  await asks[1]!.answer(zoneFrom('two', 10))
  await asks[2]!.answer(zoneFrom('two', 10), { changes: true })
  t.equal(whats(), 'AXFR 1, SOA 1, IXFR 1')
  t.match(
    told.at(-1),
    /would get NXDOMAIN, and expects 192\.0\.2\.2; 1 more would be wrong: correct the zone at hidden, .*janus\.yaml:7:3/,
  )
  t.equal(refresher.status()[0]!.lag! >= 0, true)
  for (const [i, wait] of [10, 20, 40].entries()) {
    const before = asks.length
    await pass(wait * SECOND - 1)
    t.equal(asks.length, before, `not before ${wait} s`)
    await pass(1)
    await asks[before]!.answer(zoneFrom('two', 10))
    await asks[before + 1]!.answer(zoneFrom('two', 10), { changes: i === 1 })
    t.equal(asks.length, before + 2, 'and once')
  }
  t.equal(served()?.serial, 9)
})

t.test(
  'three thousand zones that are due at once keep nobody waiting whose primary says that it changed',
  async (t) => {
    const kept = zoneFrom('kept', 9)
    const { refresher, asks, pass, settled } = refreshing(t, { zone: kept, times: { refreshed: 0, expires: 1e9 } })
    const one = faceAt(1)
    const faces = Array.from({ length: 3000 }, (_, i): typeof one => {
      const zone = `d${i}.example`
      return { ...one, zone, name: { view: 'inside', origin: nameFromText(`${zone}.`) } }
    })
    refresher.use(faces)
    while (refresher.status().length < faces.length) await settled()
    await pass(100 * SECOND)
    t.equal(asks.length, 8, 'all are due, and no more are asked for than at once')
    let answered = 0
    const answerAll = async () => {
      for (; answered < asks.length; answered++) await asks[answered]!.answer(kept)
    }
    const run = async (milliseconds: number) => {
      for (let i = 0; i < milliseconds; i += 50) {
        await answerAll()
        await pass(50)
      }
      await answerAll()
    }
    await run(5 * SECOND)
    for (const told of [2999, 1500, 2000]) {
      const before = asks.length
      refresher.notify(faces[told]!.name, '192.0.2.1')
      await run(150)
      const next = asks.slice(before).map(({ zone }) => zone)
      t.ok(next.slice(0, 2).includes(`d${told}.example.`), `it has one of the next two turns: ${next.join(' ')}`)
    }
    t.ok(asks.length < 20 + 20 * 6 + 8, `nor is more asked than the primary bears: ${asks.length}`)
  },
)

// Zones of primaries with digests (RFC 8976): what is refused, what is taken, and what is said of it.

import t from 'tap'
import { digestedSets } from '../../src/sign/digested-sets.ts'
import { zoneDigest } from '../../src/sign/zone-digest.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { type FetchJob, fetchZone, Refusals } from '../../src/transfer/fetch.ts'
import { english } from '../../src/transfer/says.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'
import { Primary } from './primary.ts'
import { APEX, messagesOf } from './streams.ts'
import { faceAt, refreshing, zoneFrom } from './turned-clock.ts'

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const records = ['@ NS ns', 'ns A 192.0.2.1', 'www A 192.0.2.2']
const PATIENCE = { connect: 30_000, progress: 30_000, whole: 60_000, unused: 50 }
const zoneWith = (serial: number, lines: readonly string[]) =>
  zoneOf('example.com.', `$TTL 60\n${[soa(serial), ...records, ...lines].join('\n')}\n`)

/** The digest of the zone of this serial with these records beside (RFC 8976 §3.3: ZONEMD itself does not count). */
function digest(serial: number, algorithm: 'sha384' | 'sha512', beside: readonly string[] = []): string {
  const place = `@ ZONEMD ${serial} 1 ${algorithm === 'sha384' ? 1 : 2} `
  const zone = zoneWith(serial, [...beside, place + '00'.repeat(algorithm === 'sha384' ? 48 : 64)])
  return place + Buffer.from(zoneDigest(algorithm, digestedSets(zone))).toString('hex')
}

const right = digest(8, 'sha384')
const wrong = `@ ZONEMD 8 1 1 ${'ab'.repeat(48)}`
const wrong512 = `@ ZONEMD 8 1 2 ${'ab'.repeat(64)}`

type Zonemd = FetchJob['zonemd']
/** What comes of it with `off`, `verify` and `require`: taken, warned of, or refused. */
const rows: readonly (readonly [
  what: string,
  lines: readonly string[],
  off: string,
  verify: string,
  require: string,
])[] = [
  ['no digest', [], 'taken', 'taken', 'missing'],
  ['the right one', [right], 'taken', 'taken', 'taken'],
  ['a wrong one', [wrong], 'taken', 'wrong', 'wrong'],
  ['one of another serial', [right.replace(' 8 ', ' 7 ')], 'taken', 'warned', 'missing'],
  ['one of another scheme', [`@ ZONEMD 8 240 1 ${'ab'.repeat(48)}`], 'taken', 'warned', 'missing'],
  ['one of another hash', [`@ ZONEMD 8 1 240 ${'ab'.repeat(48)}`], 'taken', 'warned', 'missing'],
  ['two of one scheme and hash, one of them right', [right, wrong], 'taken', 'warned', 'missing'],
  ['a wrong one and a right one', [wrong512, right], 'taken', 'taken', 'taken'],
  ['a wrong one and one of another hash', [wrong, `@ ZONEMD 8 1 240 ${'ab'.repeat(48)}`], 'taken', 'wrong', 'wrong'],
  ['the right one of a larger hash', [digest(8, 'sha512')], 'taken', 'taken', 'taken'],
]

/** `ours`: the version that is had, so that changes are asked for. */
async function outcome(lines: readonly string[], zonemd: Zonemd, ours?: Zone): Promise<string> {
  const whole = [soa(8), ...records, ...lines, soa(8)]
  const primary = await Primary.start(({ type }) =>
    messagesOf(type === 'IXFR' ? [soa(8), soa(7), soa(8), ...lines, soa(8)] : whole, { type: type as 'AXFR' }),
  )
  const connections = new Connections(PATIENCE)
  try {
    const result = await fetchZone(
      {
        apex: APEX,
        peer: {
          name: 'hidden',
          at: { family: 4, address: '127.0.0.1', port: primary.port },
          source: undefined,
          key: undefined,
        },
        ours: ours && { image: ours.image, edition: ours.edition },
        stays: 7,
        limits: { records: 1e6, octets: 1e9 },
        zonemd,
      },
      connections,
      new Refusals(() => 0),
    )
    if (result.kind === 'failed')
      return /does not match its own digest/.test(english.text(result.reason)) ? 'wrong' : 'missing'
    if (result.kind === 'nothing-newer') return result.kind
    const asked = ours === undefined ? 'zone' : 'changes'
    if (result.kind !== asked) return `came as ${result.kind}`
    return result.isUndigested ? 'warned' : 'taken'
  } finally {
    connections.close()
    await primary.close()
  }
}

t.test('a zone is refused where a digest that can be verified is wrong, and none is right', async (t) => {
  for (const [what, lines, ...wanted] of rows)
    for (const [i, zonemd] of (['off', 'verify', 'require'] as const).entries())
      t.equal(await outcome(lines, zonemd), wanted[i], `${what}, ${zonemd}`)
})

t.test('changes are judged by the zone that they make', async (t) => {
  for (const [what, lines, ...wanted] of rows)
    for (const [i, zonemd] of (['off', 'verify', 'require'] as const).entries())
      t.equal(await outcome(lines, zonemd, zoneWith(7, [])), wanted[i], `${what}, ${zonemd}`)
})

t.test('a digest that the changes leave behind is of another serial', async (t) => {
  t.equal(await outcome([], 'verify', zoneWith(7, [digest(7, 'sha384')])), 'warned')
})

t.test('digests that cannot be verified are told of once, and again after one that can', async (t) => {
  const { refresher, asks, told, pass, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  const warnings = () => told.filter((line) => line.includes('(ZONEMD)')).length
  const seen: number[] = []
  for (const [i, isUndigested] of [true, true, false, true].entries()) {
    if (i > 0) {
      await pass(100_000)
      await asks.at(-1)!.answer(zoneFrom('one', 9 + i))
    }
    await asks.at(-1)!.answer(zoneFrom('one', 9 + i), { isUndigested })
    seen.push(warnings())
  }
  t.same(seen, [1, 1, 1, 2])
})

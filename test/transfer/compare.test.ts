// What a secondary has is compared with what it ought to have; where that takes too much, nobody says that it is the same.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { compare } from '../../src/transfer/compare.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { Refusals } from '../../src/transfer/fetch.ts'
import { english } from '../../src/transfer/says.ts'
import { MOST_ENTRIES } from '../../src/zone/listed-diff.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import { readListOf, SOA } from '../support/list.ts'
import { zoneOf } from '../support/zones.ts'
import { Primary } from './primary.ts'
import { messagesOf } from './streams.ts'

const soa = '@ SOA ns hostmaster 7 1d 2h 4w 1h'
const records = ['@ NS ns', 'ns A 192.0.2.1']

t.test('a zone is the same, or its first other record is told', async (t) => {
  const ours = zoneOf('example.com.', `$TTL 60\n${[soa, ...records].join('\n')}\n`)
  t.same((await compared(t, ours, records)).found, { kind: 'same', serial: 7 })
  const { found, error } = await compared(t, ours, [...records, 'www A 192.0.2.2'])
  t.match(found, { kind: 'other-face', serial: 7 })
  t.match(error, /other records under the same serial, first at www\.example\.com\. A/)
})

t.test('a list that is too long to compare is never the same', async (t) => {
  const at = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}\n`
  const ours = listOf(t, Array.from({ length: MOST_ENTRIES + 1 }, (_, i) => at(i)).join(''))
  const { found, error, asked } = await compared(t, ours, ['@ NS ns'])
  t.match(found, { kind: 'not-compared', serial: 7 })
  t.match(error, /^not compared: .* has the same serial, .* more than 1,000,000 records/)
  t.same(asked, ['SOA'], 'and does not come for nothing')
})

t.test('a zone that is no list is compared, however long', async (t) => {
  const ours = zoneOf('example.com.', `$TTL 60\n${[soa, ...records].join('\n')}\n`)
  Object.defineProperty(ours, 'records', { value: MOST_ENTRIES + 1 })
  t.match((await compared(t, ours, ['@ NS ns'])).found, { kind: 'other-face' })
})

t.test('a list of no such length is compared', async (t) => {
  const { found, error } = await compared(t, listOf(t, '192.0.2.1\n'), ['@ NS ns'])
  t.match(found, { kind: 'other-face', serial: 7 })
  t.match(error, /first at \S+ (A|TXT|NS)/)
})

function listOf(t: Test, text: string): Zone {
  const dir = folderOf(t, { list: `${SOA}${text}` })
  const files = [{ path: join(dir, 'list'), format: 'ip4set' }] as const
  return readListOf(files, { origin: 'example.com.', maxEntries: 2 * MOST_ENTRIES }).subject!.zone
}

/** `theirs`: what the secondary has beside the SOA. */
async function compared(t: Test, ours: Zone, theirs: readonly string[]) {
  const secondary = await Primary.start(({ type }) =>
    type === 'SOA' ? messagesOf([soa], { type }) : messagesOf([soa, ...theirs, soa]),
  )
  const connections = new Connections()
  t.teardown(() => {
    connections.close()
    return secondary.close()
  })
  const at = { family: 4, address: '127.0.0.1', port: secondary.port } as const
  const found = await compare(
    { zone: ours },
    { name: 'ns2', at, source: undefined, key: undefined },
    connections,
    new Refusals(Date.now),
  )
  const error = 'reason' in found ? english.text(found.reason) : ''
  return { found, error, asked: secondary.asked.map(({ type }) => type) }
}

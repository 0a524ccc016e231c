// A secondary that knows of a newer serial than the server does: the record of serials was lost, and what it has would stay for ever.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { requestMessage } from '../../src/transfer/request.ts'
import { readMessage } from '../../src/wire/message.ts'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf, type Janus, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { secondary } from '../transfer/told-secondary.ts'

const SEEN = 'a secondary had a newer serial than was served here: the zone now has the next serial above it'
const NOT_OURS =
  'a secondary has a newer serial than is served here, and takes nothing until the source has one above that: raise it there'

/** `how`: more about the secondary. */
function folderFor(t: Test, port: number, face: string, more = '', how = ''): string {
  return folderOf(t, {
    zone: `$TTL 60\n@ SOA ns root 7 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\n${more}`,
    'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
state: state
views: {everyone: [any]}
zones: {example.com: {everyone: ${face}}}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [everyone], key: none${how}}}
`,
  })
}

t.test('without its record of serials the server goes above what its secondary has', async (t) => {
  const { port, told } = await secondary(t, 50)
  const folder = folderFor(t, port, 'zone')
  const janus = await serve(t, folder)
  t.match(await janus.logged(SEEN), { there: 50, here: 7 })
  await until('NOTIFY of 51', () => told.includes(51))
  t.equal(told[0], 7)
  await ended(janus)
  // Kept now, and lost again with all that is kept.
  const again = await serve(t, folder)
  await until('NOTIFY', () => told.at(-1) === 51)
  t.notOk(
    again.log.some(({ msg }) => msg === SEEN),
    'it is known',
  )
  await ended(again)
  rmSync(join(folder, 'state'), { recursive: true })
  const lost = await serve(t, folder)
  t.match(await lost.logged(SEEN), { there: 50, here: 7 })
})

t.test('a serial that is not ours to give stays, and the log says what follows of that', async (t) => {
  const { port, told } = await secondary(t, 50)
  for (const [face, more] of [
    ['{file: zone, serial: source}', ''],
    ['zone', `@ ZONEMD 7 1 1 ${'00'.repeat(48)}\n`],
  ] as const) {
    const janus = await serve(t, folderFor(t, port, face, more))
    t.match(await janus.logged(NOT_OURS), { there: 50, here: 7 })
    t.notOk(told.includes(51))
    await ended(janus)
  }
})

t.test(
  'a secondary that asks for changes says which version it has, but not by a datagram that anybody may have sent',
  async (t) => {
    // Nobody is there: it is not told of anything, and not asked.
    const folder = folderFor(t, 9, 'zone', '', ', notify: false')
    const janus = await serve(t, folder)
    const there = async () =>
      JSON.parse((await command('transfers', '--json', '--config', join(folder, 'janus.yaml'))).stdout)[0]
    const asks = (serial: number, transport: 'udp' | 'tcp') => {
      const message = {
        id: 1,
        apex: nameFromText('example.com.'),
        type: Type.IXFR,
        serial,
        edns: false,
        stream: transport === 'tcp',
      }
      return exchange(t, requestMessage(message), { port: janus.port(), from: '127.0.0.1', transport })
    }
    for (const serial of [6, 7, 90]) {
      t.equal(readMessage(await asks(serial, 'udp'))!.answer.length, 1)
      t.match(await there(), { state: 'unknown', serial: 7 }, `a datagram with ${serial}`)
    }
    await asks(7, 'tcp')
    t.match(await there(), { state: 'current', there: 7, serial: 7 })
    await asks(50, 'tcp')
    t.match(await janus.logged(SEEN), { there: 50, here: 7 })
    t.match(await there(), { state: 'behind', there: 50, serial: 51 })
  },
)

async function ended(janus: Janus): Promise<void> {
  janus.signal('SIGTERM')
  await janus.ended
}

// While many zones come for the first time a primary tells that one has changed which is served: that is served in its new version before
// those that wait, however many they are. What counts is what came before what, not how long that took.

import { createSocket } from 'node:dgram'
import t from 'tap'
import { put16 } from '../../src/dns/big-endian.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { readMessage } from '../../src/wire/message.ts'
import { smallZone } from '../bench/clients/primary.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { Primary } from '../transfer/primary.ts'

const MANY = process.env.JANUS_LONG === undefined ? 300 : 20_000
/** Of the others so many may come from a NOTIFY until its change is served: all that are on their way, and those of two publications. */
const MOST_BETWEEN = 100
const TOLD = 'told.example.'

t.test('a NOTIFY overtakes all zones that come for the first time', async (t) => {
  const come = new Set<string>()
  let serial = 1
  const released = Promise.withResolvers<void>()
  const asked = new Set<string>()
  const primary = await Primary.start(({ name, type }) => {
    const code = type === 'SOA' ? Type.SOA : type === 'IXFR' ? Type.IXFR : Type.AXFR
    if (name === TOLD) return smallZone(nameFromText(TOLD), code, serial)
    asked.add(name)
    const sent = released.promise.then(() => {
      come.add(name)
      return smallZone(nameFromText(name), code, 1)[0]!
    })
    return [sent]
  })
  t.teardown(() => primary.close())
  const zones = [TOLD, ...Array.from({ length: MANY }, (_, i) => `d${i}.example.`)]
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
views: {inside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
${zones.map((name) => `  ${name.slice(0, -1)}: {inside: {primary: hidden}}\n`).join('')}`,
  })
  const janus = await serve(t, folder)
  const port = janus.port()
  const isServed = async () => (await servedSerial(t, port)) === serial
  await untilSo(isServed)
  const change = async () => {
    serial++
    tell(port, serial)
    await untilSo(isServed)
  }

  await until('as many as are asked for at a time', () => asked.size >= 8)
  for (let i = 0; i < 5; i++) await change()
  t.equal(serial, 6)
  t.equal(come.size, 0, 'five changes are served, and none of the others: their primary has not sent them yet')

  released.resolve()
  const between: number[] = []
  while (come.size < MANY) {
    const before = come.size
    await change()
    between.push(come.size - before)
  }
  t.ok(between.length >= MANY / MOST_BETWEEN, `${between.length} changes were served while they came`)
  t.ok(
    Math.max(...between) <= MOST_BETWEEN,
    `no more than ${Math.max(...between)} came between a NOTIFY and its change`,
  )
})

/** RFC 1996: with the SOA, as all servers do. */
function tell(port: number, serial: number): void {
  const name = nameFromText(TOLD)
  const message = smallZone(name, Type.SOA, serial)[0]!
  put16(message, 2, 0x2400)
  const socket = createSocket('udp4')
  socket.send(message, port, '127.0.0.1', () => socket.close())
}

async function servedSerial(t: Parameters<typeof exchange>[0], port: number): Promise<number | undefined> {
  const way = { port, from: '127.0.0.1', transport: 'udp' } as const
  const rdata = readMessage(await exchange(t, queryFor(`${TOLD} SOA`), way))?.answer[0]?.rdata
  return rdata && new DataView(rdata.buffer, rdata.byteOffset).getUint32(rdata.length - 20)
}

async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  for (let isDone = await isSo(); !isDone; isDone = await isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

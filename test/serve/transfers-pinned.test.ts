// A zone of a million records on its way to a client that takes its time: everybody else is answered meanwhile, memory does not grow
// with what the client leaves, and the edition stays for as long as the transfer goes on and not longer.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pino from 'pino'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { listen } from '../../src/net/listen.ts'
import { Transfers } from '../../src/serve/desk/transfers.ts'
import { Responder } from '../../src/serve/responder.ts'
import { History } from '../../src/store/history.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import type { Generation } from '../../src/views/view.ts'
import { readMessage } from '../../src/wire/message.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { TcpClient, until } from '../net/harness.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { deskOf } from '../support/desk.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { soleView } from '../support/zones.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const apex = nameFromText('example.com.')
const soa = (serial: number) => Uint8Array.from([0, 0, 0, 0, 0, serial, 0, 0, 2, 0, 0, 0, 2, 0, 0, 9, 0, 0, 0, 0, 1, 0])

/** So many addresses, each of the version's net, and the SOA with its serial. */
function zoneOf(hosts: number, serial: number): Zone {
  const builder = new ZoneBuilder(apex)
  builder.owner(apex, 0)
  builder.record(Type.SOA, 300, soa(serial), soa(serial).length, 0)
  const name = Buffer.concat([Buffer.from('\x080000000a'), apex])
  const address = Uint8Array.of(10, serial, 0, 1)
  for (let i = 0; i < hosts; i++) {
    for (let digit = 8, rest = i; digit > 0; digit--, rest >>>= 4) name[digit] = 0x61 + (rest & 15)
    builder.owner(name, 0)
    builder.record(Type.A, 300, address, 4, 0)
  }
  return builder.finish()
}

const generationOf = (zone: Zone, number: number): Generation => ({
  ...soleView(new ZoneSet([{ apex, zone }])),
  number,
})

/** A server in this process, whose zone is another after each reload(). */
async function start(t: Test, first: Zone) {
  let generation = generationOf(first, 1)
  const read = readPrefix('127.0.0.1')
  const from = read.kind === 'prefixes' ? read.prefixes : []
  const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }
  const transfers = new Transfers({
    generation: () => generation,
    settings: () => ({
      views: [],
      secondaries: [],
      transfers: [{ from, key: undefined, zones: undefined, views: undefined, place }],
    }),
    history: new History(),
    refuse: () => 0,
    udpSize: () => 1232,
    log: pino({ enabled: false }),
    onFault: (error) => t.fail(String(error)),
  })
  const responder = new Responder(generation, defaultOptions, undefined, transfers.admits)
  const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1 }], responder.respond, {
    tcp: { ...testLimits, writeTimeout: 60_000 },
    desk: deskOf(transfers, responder),
  })
  t.teardown(() => transport.close())
  return {
    port: transport.bound[0]!.port,
    counts: transfers.counts,
    reload(zone: Zone) {
      generation = generationOf(zone, generation.number + 1)
      responder.use(generation)
      transfers.rendered.keepServed(generation)
    },
  }
}

/** Counts what comes and keeps none of it. */
class Reader {
  readonly client: TcpClient
  records = 0
  octets = 0
  soas = 0
  /** Of the versions whose addresses have come. */
  readonly versions = new Set<number>()

  constructor(client: TcpClient) {
    this.client = client
    client.answers.push = (...messages: Uint8Array[]) => {
      for (const message of messages) this.#take(message)
      return 0
    }
  }

  #take(message: Uint8Array): void {
    this.octets += message.length
    for (const { type, rdata } of readMessage(message)!.answer) {
      this.records++
      if (type === Type.SOA) this.soas++
      else this.versions.add(rdata[1]!)
    }
  }
}

/** Asks one question after the other over UDP and TCP, until it is stopped; gives what came back, in words. */
function asking(t: Test, port: number) {
  const answers = { udp: 0, tcp: 0, versions: new Set<number>() }
  let stopped = false
  const query = queryFor('aaaaaaab.example.com. A')
  const note = (over: 'udp' | 'tcp', message: Uint8Array) => {
    answers[over]++
    const [record] = readMessage(message)!.answer
    if (record) answers.versions.add(record.rdata[1]!)
  }
  const udp = createSocket('udp4')
  t.teardown(() => udp.close())
  const overUdp = async () => {
    while (!stopped) {
      udp.send(query, port, '127.0.0.1')
      note('udp', (await once(udp, 'message'))[0])
    }
  }
  const client = new TcpClient(t, port)
  const overTcp = async () => {
    while (!stopped) {
      await client.ask(query).receive(1)
      note('tcp', client.answers.pop()!)
    }
  }
  const ended = Promise.all([overUdp(), overTcp()])
  return {
    answers,
    stop: () => {
      stopped = true
      return ended
    },
  }
}

/** What is swept beside everything else is counted as held until the next collection begins. */
const memory = () => {
  gc()
  gc()
  const { heapUsed, arrayBuffers, external } = process.memoryUsage()
  return heapUsed + arrayBuffers + external
}

/** Waits until nobody holds it any more. */
async function isFreed(reference: WeakRef<object>): Promise<true> {
  while (reference.deref() !== undefined) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
  return true
}

t.test('a million records to a slow reader, while others ask and the zone changes ten times', async (t) => {
  const hosts = 1_000_000
  const server = await start(t, zoneOf(hosts, 1))
  const client = new TcpClient(t, server.port)
  const reader = new Reader(client)
  await client.connected()
  const others = asking(t, server.port)
  await until(() => others.answers.udp > 100 && others.answers.tcp > 100)
  const before = memory()

  client.ask(queryFor('example.com. AXFR'))
  await until(() => reader.records > 0)
  client.socket.pause()
  const editions = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  for (const serial of editions) {
    const { udp, tcp } = others.answers
    server.reload(zoneOf(10, serial))
    await until(() => others.answers.udp > udp + 100 && others.answers.tcp > tcp + 100)
    t.ok(others.answers.versions.has(serial), 'others have the newest version')
    // A sip, so that the transfer goes on, and each edition passes it by.
    const { records } = reader
    client.socket.resume()
    await until(() => reader.records > records)
    client.socket.pause()
  }
  t.ok(reader.records < hosts, `${reader.records} records were taken`)
  const grown = memory() - before
  t.ok(grown < 16 << 20, `${(grown / (1 << 20)).toFixed(1)} MiB more while most of the zone waits`)

  const { udp, tcp } = others.answers
  client.socket.resume()
  await until(() => reader.soas === 2)
  await others.stop()
  t.equal(reader.records, hosts + 2)
  t.same([...reader.versions], [1], 'from the first octet to the last of the edition that it began with')
  t.ok(others.answers.udp > udp && others.answers.tcp > tcp, 'others were answered at full speed too')
  t.match(server.counts, { open: 0, done: 1, cut: 0 })
})

t.test('an edition stays as long as its transfer goes on, and goes with it', async (t) => {
  for (const end of ['read to its end', 'cut off'] as const) {
    let zone: Zone | undefined = zoneOf(200_000, 1)
    const held = new WeakRef(zone)
    const server = await start(t, zone)
    zone = undefined
    const client = new TcpClient(t, server.port)
    const reader = new Reader(client)
    // Whoever answered out of it last lets go of it too.
    client.ask(queryFor('aaaaaaab.example.com. A'), queryFor('example.com. AXFR'))
    await until(() => reader.records > 1)
    client.socket.pause()
    for (let serial = 2; serial <= 11; serial++) server.reload(zoneOf(10, serial))
    gc()
    await new Promise((resolve) => setTimeout(resolve, 20))
    gc()
    t.not(held.deref(), undefined, 'held by the transfer alone')
    if (end === 'cut off') client.socket.destroy()
    else {
      client.socket.resume()
      await until(() => reader.soas === 2)
      t.same([...reader.versions], [1])
    }
    await until(() => server.counts.open === 0)
    t.ok(await isFreed(held), `freed when it is ${end}`)
  }
})

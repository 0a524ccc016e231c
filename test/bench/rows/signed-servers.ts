// Servers that sign by themselves: how long until all is signed, until one change is, and what that takes of memory and of others' time.

import { createSocket } from 'node:dgram'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '../../../src/dns/types.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { queryFor } from '../../support/ask.ts'
import { tsigKey } from '../../support/tsig.ts'
import { updateMessage } from '../../support/update-message.ts'
import { whenReplied } from '../clients/asker.ts'
import { type LatencyReport, runLatency } from '../clients/latency.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { hangUp, type ServerKind, UPDATE_KEY } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { type SigningServer, signingJanus } from '../servers/signing-servers.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { changedHosts, hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Table } from './row.ts'

const CHANGES = 7
const LIMIT_MS = 300_000
/** Questions a second, which no server notices. */
const ASKED = 1000

/** In seconds, milliseconds and octets. */
export type Served = {
  readonly name: string
  readonly signed: number
  readonly change: number
  readonly memory: number
  readonly peak: number
}

/** All of it, and then one record of it after the other; each when nothing else is to be done. */
export async function served(
  bench: Bench,
  folder: string,
  count: number,
  servers: readonly SigningServer[],
  remarks: string[],
): Promise<Served[]> {
  return each(servers, remarks, async ({ name, launch }) => {
    bench.progress(`${count * 3} records: ${name}`)
    const zones = writeZones(join(folder, name, 'zones'), [hosts(count)])
    return running(
      bench,
      join(folder, name, 'run'),
      { name, launch: (task) => launch({ ...task, zones }) },
      async (server) => {
        const signed = ((await isSigned(server, lastOf(count))) - server.started) / 1000
        await untilAtRest(server)
        const [memory, peak] = [server.memory(), server.peak()]
        const found: number[] = []
        for (let serial = 2; serial < 2 + CHANGES; serial++) {
          const next = join(folder, name, 'next')
          writeFileSync(next, changedHosts(count, serial, 1).text)
          renameSync(next, zones[0]!.path)
          const began = performance.now()
          hangUp(server.pid)
          found.push((await isSigned(server, `h0.${ORIGIN}. A`, `203.0.${serial}.1`)) - began)
          await untilAtRest(server)
        }
        return { name, signed, change: median(found), memory, peak }
      },
    )
  })
}

/** One message that changes an address, from its sending to the signed answer that has it. */
export async function updated(
  bench: Bench,
  folder: string,
  count: number,
  servers: readonly SigningServer[],
  remarks: string[],
): Promise<{ readonly table: Table; readonly ours: number }> {
  const key = tsigKey(UPDATE_KEY.algorithm, UPDATE_KEY.name, UPDATE_KEY.secret)
  const lines = await each(servers, remarks, async ({ name, launch }) => {
    bench.progress(`updates of ${count * 3} records: ${name}`)
    const zones = writeZones(join(folder, name, 'zones'), [hosts(count)])
    const subject = { name, launch: (task: Place) => launch({ ...task, zones, updates: true }) }
    return running(bench, join(folder, name, 'run'), subject, async (server) => {
      await isSigned(server, lastOf(count))
      const found: number[] = []
      for (let i = 1; i <= CHANGES; i++) {
        await untilAtRest(server)
        const address = `203.1.${i}.1`
        const update = updateMessage(ORIGIN, ['delete h1 A', `add h1 300 A ${address}`], { id: i })
        const { message } = signRequest(key, update, Math.floor(Date.now() / 1000))
        const socket = createSocket('udp4')
        const began = performance.now()
        socket.send(message, server.port, '127.0.0.1')
        found.push((await isSigned(server, `h1.${ORIGIN}. A`, address)) - began)
        socket.close()
      }
      return { name, found }
    })
  })
  const ours = lines.find(({ name }) => name === signingJanus.name)
  return {
    table: {
      columns: [
        `${(count * 3).toLocaleString('en')} records: server`,
        'one update signed after, ms',
        'the slowest, ms',
      ],
      lines: lines.map(({ name, found }) => [name, median(found).toFixed(1), Math.max(...found).toFixed(1)]),
    },
    ours: ours ? median(ours.found) : Number.NaN,
  }
}

/** Of servers that serve a file which is signed already. */
export async function memoryOfSigned(
  bench: Bench,
  folder: string,
  path: string,
  remarks: string[],
): Promise<{ readonly name: string; readonly memory: number }[]> {
  const peers = bench.peers.filter(({ name }) => name === 'NSD' || name === 'Knot')
  return each(peers, remarks, ({ name, launch }) => {
    bench.progress(`a signed file: ${name}`)
    const subject = { name, launch: (task: Place) => launch({ ...task, zones: [{ origin: ORIGIN, path }] }) }
    return running(bench, join(folder, name), subject, async (server) => {
      await untilAtRest(server)
      return { name, memory: server.memory() }
    })
  })
}

/** How long others wait while the zone is signed, and afterwards. */
export async function askedMeanwhile(bench: Bench, folder: string, count: number): Promise<{ readonly table: Table }> {
  bench.progress(`${count * 3} records: asked while they are signed`)
  const zones = writeZones(join(folder, 'zones'), [hosts(count)])
  const questions = join(folder, 'questions')
  const seconds = bench.scale.reloadSeconds
  writeFileSync(questions, hostQuestions(count, ASKED * seconds)(1))
  const { name, launch } = signingJanus
  const subject = { name, launch: (task: Place) => launch({ ...task, zones }) }
  return running(bench, join(folder, 'run'), subject, async (server) => {
    const ask = () => runLatency({ port: server.port, questions, rate: ASKED, seconds }, bench.cores.client)
    let isOver = false
    const signed = isSigned(server, lastOf(count)).then(() => {
      isOver = true
    })
    const meanwhile = await ask()
    const when = isOver ? 'at a start that signs them, and after' : 'while they are signed'
    await signed
    await untilAtRest(server)
    const line = (what: string, { p50, p99, lost }: LatencyReport) => [
      what,
      p50.toFixed(3),
      p99.toFixed(3),
      String(lost),
    ]
    return {
      table: {
        columns: [
          `${(count * 3).toLocaleString('en')} records, ${ASKED} questions a second`,
          'p50, ms',
          'p99, ms',
          'lost',
        ],
        lines: [line(when, meanwhile), line('at rest', await ask())],
      },
    }
  })
}

type Place = { readonly port: number; readonly folder: string }

/** What comes of each; who fails is left out, and said. */
async function each<One extends { readonly name: string }, Result>(
  all: readonly One[],
  remarks: string[],
  work: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const one of all) {
    try {
      results.push(await work(one))
    } catch (error) {
      remarks.push(`${one.name}: ${(error as Error).message}`)
    }
  }
  return results
}

async function running<Result>(
  bench: Bench,
  folder: string,
  { name, launch }: { readonly name: string; readonly launch: (task: Place) => ReturnType<ServerKind['launch']> },
  work: (server: Running) => Promise<Result>,
): Promise<Result> {
  const { server } = await startServer({ name, folder, cores: bench.cores.serverPair, names: [ORIGIN], launch })
  try {
    return await work(server)
  } finally {
    server.killNow()
    await server.ended
  }
}

function lastOf(count: number): string {
  return `h${count - 1}.${ORIGIN}. A`
}

/** The moment at which the answer has its signature, and that address where one is wanted. */
async function isSigned(server: Running, question: string, address?: string): Promise<number> {
  const query = queryFor(question, { edns: 1232, dnssec: true })
  const moment = await whenReplied({
    ...{ port: server.port, query, timeoutMs: LIMIT_MS, until: server.ended },
    accept: (reply) => {
      const { answer } = readMessage(reply) ?? { answer: [] }
      const isThere =
        address === undefined || answer.some(({ type, rdata }) => type === Type.A && rdata.join('.') === address)
      return isThere && answer.some(({ type }) => type === Type.RRSIG)
    },
  })
  if (moment === undefined) throw new Error(`nothing is signed: ${server.lastWords()}`)
  return moment
}

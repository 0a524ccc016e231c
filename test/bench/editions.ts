// What a change of a face costs: from accept() to the first answer of the slowest worker, and what the answers to other names cost
// while a hundred changes a second come. The server runs in this process; its journal is on the disk.
// `npx node test/bench/editions.ts [hosts of the large zone] [zones] [turns]`

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { Server } from '../../src/serve/server.ts'
import type { Change } from '../../src/store/change.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { queryFor } from '../support/ask.ts'
import { Clients } from '../support/edits.ts'
import { dnsperf, runDnsperf } from './clients/dnsperf.ts'
import { median } from './measure/statistics.ts'
import { randomFrom } from './zones/random.ts'
import { hostQuestions } from './zones/zone-text.ts'

const [largeHosts = 333_000, zones = 10_000, turns = 11] = process.argv.slice(2).map(Number)
const ROUNDS = 60
const HOSTS = 10_000
const UPDATES_MS = 10
const random = randomFrom(1)

/** A zone of hosts with three records each, and the changes that it gets. */
class Hosts {
  readonly origin: string
  readonly count: number
  serial = 1
  readonly #last = new Map<number, number>()

  constructor(origin: string, count: number) {
    this.origin = origin
    this.count = count
  }

  get text(): string {
    const lines = ['$TTL 300', '@ SOA ns hostmaster 1 3600 600 86400 60', '@ NS ns', 'ns A 192.0.2.2']
    for (let i = 0; i < this.count; i++)
      lines.push(`h${i} A ${address(i).join('.')}`, `h${i} MX 10 h${i}`, `h${i} TXT x`)
    return `${lines.join('\n')}\n`
  }

  /** New addresses for so many hosts, from `first` on where it is given. */
  change(view: string, count: number, first = 0): Change {
    const removed = RecordList.empty()
    const added = RecordList.empty()
    const add = (list: RecordList, owner: Uint8Array, type: number, rdata: Uint8Array) =>
      list.add(owner, 0, type, 300, rdata, 0, rdata.length)
    const origin = nameFromText(`${this.origin}.`)
    add(removed, origin, Type.SOA, this.#soa(this.serial++))
    add(added, origin, Type.SOA, this.#soa(this.serial))
    const chosen = new Set<number>()
    while (chosen.size < count) chosen.add(first + random.below(this.count - first))
    for (const host of chosen) {
      const owner = nameFromText(`h${host}.${this.origin}.`)
      add(removed, owner, Type.A, address(this.#last.get(host) ?? host))
      this.#last.set(host, 0x800000 + this.serial)
      add(added, owner, Type.A, address(0x800000 + this.serial))
    }
    return { face: { view, origin }, changes: { removed, added } }
  }

  #soa(serial: number): Uint8Array {
    const numbers = Buffer.alloc(20)
    for (const [i, number] of [serial, 3600, 600, 86_400, 60].entries()) numbers.writeUInt32BE(number, i * 4)
    const names = [`ns.${this.origin}.`, `hostmaster.${this.origin}.`].map((name) => nameFromText(name))
    return Buffer.concat([...names, numbers])
  }
}

function address(i: number): Uint8Array {
  return Uint8Array.of(10, (i >>> 16) & 255, (i >>> 8) & 255, i & 255)
}

type Site = { readonly server: Server; readonly clients: Clients; readonly port: number }

/** A server of these zones, each with a file for each view. */
async function serving(zones: readonly Hosts[], views: string, workers: number): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'janus-editions-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  for (const zone of zones) writeFileSync(join(folder, `${zone.origin}.zone`), zone.text)
  const list = zones.map(({ origin }) => `  ${origin}: ${origin}.zone\n`).join('')
  const config = join(folder, 'janus.yaml')
  writeFileSync(config, `listen: ["127.0.0.1:0"]\nworkers: ${workers}\nviews: ${views}\nzones:\n${list}`)
  const { settings, problems } = loadConfig(config)
  if (settings === undefined)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  const server = await Server.start(settings, { log: pino({ level: 'warn' }) })
  const port = Number(server.bound[0]!.port)
  return { server, port, clients: await Clients.to(port) }
}

/** Milliseconds until the change was accepted, and until every client had an answer with it. */
async function timed({ server, clients }: Site, zone: Hosts, change: Change): Promise<[number, number]> {
  const begun = performance.now()
  const outcome = await server.store.accept(change)
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind)
  const accepted = performance.now()
  const answers = await clients.ask(queryFor(`${zone.origin} SOA`))
  const answered = performance.now()
  if (answers.some((answer) => answer.readUInt32BE(answer.length - 20) !== zone.serial))
    throw new Error('an old answer')
  return [accepted - begun, answered - begun]
}

async function latencies(site: Site, zone: Hosts, view: string, count: number): Promise<string> {
  const times: [number, number][] = []
  for (let i = 0; i < ROUNDS; i++) times.push(await timed(site, zone, zone.change(view, count)))
  const [accepted, answered] = [0, 1].map((k) => times.map((pair) => pair[k]!))
  const worst = Math.max(...answered!).toFixed(1)
  return `accepted p50 ${median(accepted!).toFixed(2)} ms; answered by all workers p50 ${median(answered!).toFixed(2)}, worst ${worst}`
}

/** Seconds that the thread which works most has had of a processor. */
function busiest(before: ReadonlyMap<string, number>): number {
  return Math.max(...[...threads()].map(([thread, ticks]) => ticks - (before.get(thread) ?? 0))) / 100
}

/** Ticks of a hundredth of a second by thread, without the one that accepts changes. */
function threads(): ReadonlyMap<string, number> {
  const tasks = readdirSync('/proc/self/task').filter((task) => task !== String(process.pid))
  return new Map(
    tasks.map((task) => {
      const fields = readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ')[1]!.split(' ')
      return [task, Number(fields[11]) + Number(fields[12])]
    }),
  )
}

/** Microseconds of the worker for each answer, while changes come or not. */
async function perAnswer({ server, port }: Site, zone: Hosts, changing: boolean, questions: string): Promise<number> {
  let going = changing
  const changes = (async () => {
    while (going) {
      const next = sleep(UPDATES_MS)
      await server.store.accept(zone.change('world', 1, HOSTS))
      await next
    }
  })()
  const before = threads()
  const { answered } = await runDnsperf({ port, questions, seconds: 1, cores: '0-63', options: [] })
  const seconds = busiest(before)
  going = false
  await changes
  return (seconds / answered) * 1e6
}

const large = new Hosts('large.example', largeHosts)
const one = await serving([large], '{world: [any]}', 2)
const first = await timed(one, large, large.change('world', 1))
console.log(`${largeHosts * 3} records: the first change, for which a new image is made: ${first[0].toFixed(0)} ms`)
for (const count of [1, 100]) console.log(`${count} changed: ${await latencies(one, large, 'world', count)}`)
one.clients.close()
await one.server.close()

const small = Array.from({ length: zones }, (_, i) => new Hosts(`z${i}.example`, 3))
const many = await serving(small, '{inside: [127.0.0.0/8], world: [any]}', 2)
await timed(many, small[5]!, small[5]!.change('inside', 1))
console.log(`one face of ${zones} × 2: ${await latencies(many, small[5]!, 'inside', 1)}`)
many.clients.close()
await many.server.close()

if (dnsperf !== undefined) {
  // The first hosts are asked for, the others change.
  const zone = new Hosts('univ.example', HOSTS * 2)
  const site = await serving([zone], '{world: [any]}', 1)
  await timed(site, zone, zone.change('world', 1, HOSTS))
  const questions = join(mkdtempSync(join(tmpdir(), 'janus-questions-')), 'questions')
  writeFileSync(questions, hostQuestions(HOSTS, 200_000)(1))
  const ratios: number[] = []
  for (let turn = 0; turn <= turns; turn++) {
    const still = await perAnswer(site, zone, false, questions)
    const changing = await perAnswer(site, zone, true, questions)
    if (turn > 0) ratios.push(changing / still)
  }
  const sorted = ratios.map((ratio) => ratio.toFixed(3)).sort()
  console.log(
    `hits while 100 changes a second are about other names: ${median(ratios).toFixed(3)} × (${sorted.join(' ')})`,
  )
  site.clients.close()
  await site.server.close()
}
process.exit()

// How long a browser waits for what a screen of the console shows, beside a large zone and many small ones: each request fifty times, one
// after the other, from before it is sent until its last octet has come.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { requestsOf, type ScreenRequest } from '../../console/requests.ts'
import { freePort } from '../../support/free-port.ts'
import type { Bench } from '../context.ts'
import { quantile } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { departments, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const TIMES = 50
const START_MS = 120_000
/** A request that takes long is not put fifty times. */
const LONGEST_MS = 5000
const P95_MS = 100
const RECORDS = 200_000
/** Somebody presses a button for it, and it looks at every file. */
const PLAN = 'plan?limit=1'
const CHECK = 'findings-check'
const TOKEN = 'bench-bench-bench-bench-bench-bench'
const LIST = 'pop.univ.example'
const CATALOG = 'catalog.example'

type Line = ScreenRequest & {
  readonly times: number
  readonly p95: number
  readonly worst: number
  readonly cpu: number
  readonly octets: number
}

export const screens: Row = {
  name: 'screens',
  work: `the console: what each of its screens asks, ${TIMES} times, of one zone of 200,000 records and 10,000 small ones in two views`,
  target: `p95 of each request at most ${P95_MS} ms, to its last octet; a plan made anew, which looks at every file when somebody says so, is told apart`,
  estimate: () => 150,
  run: async (bench, folder): Promise<Result> => {
    const [server, http] = await started(bench, folder)
    try {
      const text = readFileSync(join(folder, 'inside', `z7.${ORIGIN}.zone`), 'utf8')
      await prepare(bench, http)
      bench.progress('all rules')
      const check = await checked(http)
      const count = hostCount(bench)
      const requests = requestsOf({
        ...{ zone: ORIGIN, small: `z7.${ORIGIN}`, views: ['internal', 'external'], text },
        ...{ host: `h${count >> 1}.${ORIGIN}`, late: `h${count - 1}.${ORIGIN}`, address: '10.0.0.9' },
        ...{ list: LIST, catalog: CATALOG },
      })
      const lines: Line[] = []
      for (const request of requests) {
        bench.progress(request.path)
        lines.push(await measured(server, http, request))
      }
      return { tables: [tableOf(lines), tableOfCheck(check)], verdicts: verdictsOf(lines) }
    } finally {
      await server.stop()
    }
  },
}

/** Three records each, and seven at the apex. */
function hostCount({ scale }: Bench): number {
  return Math.floor(Math.min(RECORDS, scale.largeHosts) / 3)
}

async function started(bench: Bench, folder: string): Promise<readonly [Running, number]> {
  mkdirSync(folder, { recursive: true })
  const http = await freePort()
  // Each tenth has an error, and is not served.
  const many = departments(bench.scale.departments).map(({ origin, text }, i) => ({
    origin,
    text: `${text}${i % 10 === 0 ? 'ns1' : 'gone'} IN CNAME nowhere\n`,
  }))
  const zones = writeZones(join(folder, 'inside'), [hosts(hostCount(bench)), ...many])
  const outside = writeZones(join(folder, 'outside'), [hosts(hostCount(bench), { gateway: true }), ...many])
  const more = `
http: {listen: ["127.0.0.1:${http}"], token-file: token, console: true, edit: apply, rate: 1000000}
mail: {gateways: {internal: mx.${ORIGIN}, external: mx.${ORIGIN}}}
lists: {${LIST}: {leases: 10m}}
secondaries: {ns2: {address: ["127.0.0.1:${await freePort()}"], views: [external]}}
catalogs: {${CATALOG}: {view: external, produce: [ns2]}}
`
  const { server } = await startServer({
    ...{ name: JANUS, folder: join(folder, JANUS), cores: bench.cores.server, names: [ORIGIN] },
    launch: (task) => janusLaunch({ ...task, zones, outside, more, files: { token: TOKEN } }),
  })
  await untilServed(server, http)
  await untilAtRest(server)
  return [server, http]
}

/** It begins to answer over HTTP after it answers queries, and on a busy machine long after. */
async function untilServed(server: Running, http: number): Promise<void> {
  for (const end = performance.now() + START_MS; ; await setTimeout(100)) {
    const isServed = await fetch(`http://127.0.0.1:${http}/healthz`).then(
      (response) => response.text().then(() => true),
      () => false,
    )
    if (isServed) return
    if (server.over || performance.now() > end) throw new Error(`HTTP is not served: ${server.lastWords()}`)
  }
}

/** Entries and records that were added while it runs, a thousand of each. */
async function prepare({ scale }: Bench, http: number): Promise<void> {
  const count = Math.min(1000, scale.departments)
  const rrsets = Array.from({ length: count }, (_, i) => ({
    ...{ name: `added${i}.${ORIGIN}`, type: 'A', ttl: 300, changetype: 'REPLACE' },
    records: [{ content: `10.200.${i >> 8}.${i & 255}` }],
  }))
  for (let i = 0; i < count; i += 100) {
    const body = { zone: ORIGIN, views: ['internal'], rrsets: rrsets.slice(i, i + 100) }
    await asked(http, { path: 'change', body })
  }
  for (let i = 0; i < count; i++)
    await asked(http, { path: 'list/add', body: { zone: LIST, entry: `192.0.${i >> 8}.${i & 255}` } })
}

/** Nobody's screen is to be measured beside the thread that asks all rules: it gives way, and is there once for a generation. */
async function checked(http: number): Promise<Check> {
  for (;;) {
    const check: Check = JSON.parse((await answered(http, { path: CHECK })).toString())
    if (check.state !== 'running') return check
    await setTimeout(1000)
  }
}

type Check = { readonly state: string; readonly seconds: number; readonly left?: number }

async function measured(server: Running, http: number, request: ScreenRequest): Promise<Line> {
  const times: number[] = []
  let octets = 0
  const cpu = server.cpu()
  const end = performance.now() + LONGEST_MS
  for (let i = 0; i < TIMES && performance.now() < end; i++) {
    const begun = performance.now()
    octets = await asked(http, request)
    times.push(performance.now() - begun)
  }
  const each = (server.cpu() - cpu) / 1000 / times.length
  times.sort((a, b) => a - b)
  return { ...request, cpu: each, times: times.length, p95: quantile(times, 0.95), worst: times.at(-1)!, octets }
}

/** The octets of its answer. */
async function asked(http: number, request: Pick<ScreenRequest, 'path' | 'body'>): Promise<number> {
  return (await answered(http, request)).length
}

async function answered(http: number, { path, body }: Pick<ScreenRequest, 'path' | 'body'>): Promise<Buffer> {
  const headers = { authorization: `Bearer ${TOKEN}`, accept: 'application/json', 'content-type': 'application/json' }
  const posted = body && { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`http://127.0.0.1:${http}/api/janus/v1/${path}`, {
    headers: body ? headers : { authorization: headers.authorization, accept: headers.accept },
    ...posted,
  }).catch((error: Error) => {
    throw new Error(`${path} is not answered: ${error.message} (${String(error.cause)})`)
  })
  const answer = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${path} is answered ${response.status}: ${answer.toString().slice(0, 500)}`)
  return answer
}

function tableOfCheck({ state, seconds, left = 0 }: Check) {
  return {
    columns: ['all rules', 'seconds, aside', 'findings beyond those held'],
    words: true,
    lines: [[state, seconds.toFixed(1), left.toLocaleString('en')]],
  }
}

function tableOf(lines: readonly Line[]) {
  return {
    columns: ['screen', 'request', 'times', 'p95, ms', 'worst, ms', 'CPU each, ms', 'octets'],
    words: true,
    lines: lines.map(({ screen, path, times, p95, worst, cpu, octets }) => [
      ...[screen, path, String(times), p95.toFixed(1), worst.toFixed(1), cpu.toFixed(1), octets.toLocaleString('en')],
    ]),
  }
}

function verdictsOf(lines: readonly Line[]) {
  const slowest = lines.filter(({ path }) => path !== PLAN).reduce((one, other) => (other.p95 > one.p95 ? other : one))
  return [atMost(`p95 of the slowest request (${slowest.path})`, slowest.p95, P95_MS, 'ms')]
}

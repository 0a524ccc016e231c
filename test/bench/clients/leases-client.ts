// Adds entries to a list whose entries end, over one connection of each kind, and looks when they are answered: a program of its own, so
// that it has a core for itself. `node leases-client.ts JSON`, with a LeasesTask; prints a LeasesReport.

import { Agent, request } from 'node:http'
import { Type } from '../../../src/dns/types.ts'
import { askServer } from '../../../src/operate/control/client.ts'
import { quantile } from '../measure/statistics.ts'
import { hasAnswer, queryMessage, whenReplied } from './asker.ts'
import type { LeasesReport, LeasesTask } from './leases.ts'

const { port, httpPort, socket, zone, token, adds } = JSON.parse(process.argv[2]!) as LeasesTask

/** Of one request that has several. */
const TOGETHER = 1000
const LOOKS = 100

let last = 0x0a00_0000
const next = () => {
  last++
  return [24, 16, 8, 0].map((shift) => (last >>> shift) & 0xff).join('.')
}
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

const single = await timed(adds, 1, () => http('PUT', `/${next()}?for=600`))
const several = await timed(adds * 10, TOGETHER, () => http('POST', '', { entries: entries() }))
const control = await timed(adds * 10, TOGETHER, async () => {
  const answer = await askServer(socket, { verb: 'list-add', options: { zone, entries: entries() } })
  if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
})
const looks: number[] = []
while (looks.length < LOOKS) {
  const entry = next()
  const query = queryMessage(`${entry.split('.').reverse().join('.')}.${zone}`, Type.A, looks.length)
  const from = performance.now()
  await http('PUT', `/${entry}?for=600`)
  const until = new Promise<never>(() => {})
  const answered = await whenReplied({ port, query, accept: hasAnswer, timeoutMs: 5000, until })
  looks.push((answered ?? Number.POSITIVE_INFINITY) - from)
}
agent.destroy()
const sorted = looks.toSorted((a, b) => a - b)
const report: LeasesReport = { single, several, control, p50: quantile(sorted, 0.5), max: sorted.at(-1)! }
process.stdout.write(JSON.stringify(report))

function entries() {
  return Array.from({ length: TOGETHER }, () => ({ entry: next(), for: '600' }))
}

/** How many a second; the first tenth does not count. */
async function timed(count: number, each: number, add: () => Promise<void>): Promise<number> {
  const warm = Math.ceil(count / 10)
  let done = 0
  while (done < warm) {
    await add()
    done += each
  }
  const from = performance.now()
  for (done = 0; done < count; done += each) await add()
  return done / ((performance.now() - from) / 1000)
}

function http(method: string, path: string, body?: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, host: '127.0.0.1', port: httpPort, method, path: `/api/janus/v1/lists/${zone}${path}`, headers },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(text))))
      },
    )
    sent.once('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

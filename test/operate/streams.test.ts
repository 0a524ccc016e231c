// Long lists over the control socket: as fast as who asks reads, in pieces that keep nobody else waiting, and in pages that
// belong together.

import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import t, { type Test } from 'tap'
import { askServer } from '../../src/operate/control/client.ts'
import { openControlSocket } from '../../src/operate/control/socket.ts'
import type { Operated } from '../../src/operate/operated.ts'
import type { Server } from '../../src/serve/server.ts'
import { until } from '../net/harness.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'

const ZONES = 10_000
const VIEWS = ['internal', 'external']

function faceAt(number: number) {
  const file = { path: `/etc/zones/${number}`, place: undefined }
  return { view: number % 2, viewName: VIEWS[number % 2], source: { kind: 'file', file } }
}

/** A server of so many zones in two views, as far as `zones` looks at one. */
function large(
  count = ZONES,
  broken = -1,
): {
  readonly operated: Operated
  readonly drawn: () => number
  readonly reload: () => void
} {
  let drawn = 0
  const face = (number: number) => ({
    get name() {
      drawn++
      if (number === broken) throw new Error(`face ${number}`)
      return `zone-${number}.univ.example.`
    },
    ...{ view: number % 2, zone: undefined, served: undefined, problems: [], face: faceAt(number) },
  })
  const faces = Array.from({ length: 2 * count }, (_, i) => face(i))
  const settings = { file: '/etc/janus/janus.yaml', views: VIEWS.map((name) => ({ name })) }
  const candidate = { settings, loaded: { faces }, states: faces.map(() => 'refused') }
  const server = {
    ...{ settings, started: new Date(), current: { candidate }, servedSince: new WeakMap() },
    upstream: { withheld: [] },
  }
  return {
    operated: operatedOf(server as unknown as Server),
    drawn: () => drawn,
    reload: () => {
      server.current = { candidate }
    },
  }
}

async function socketOf(t: Test, operated: Operated): Promise<string> {
  const path = join(folderOf(t, {}), 'control.sock')
  const { server } = await openControlSocket({ path, group: undefined }, operated)
  t.teardown(() => server.close())
  return path
}

/** Asks, and reads nothing. */
function deafTo(t: Test, path: string, request: object): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.write(`${JSON.stringify(request)}\n`)
      resolve(socket)
    })
    socket.on('error', () => {})
    socket.pause()
    t.teardown(() => socket.destroy())
  })
}

t.test('ten thousand zones come whole, and nobody else waits long for the socket', async (t) => {
  const { operated } = large()
  const path = await socketOf(t, operated)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const { usage } = { usage: process.cpuUsage() }
  const answer = await askServer(path, { verb: 'zones' })
  delay.disable()
  t.equal(answer.kind, 'result')
  if (answer.kind !== 'result') return
  const lines = answer.result as { zone: string }[]
  t.equal(lines.length, 2 * ZONES)
  t.equal(lines.at(-1)!.zone, `zone-${2 * ZONES - 1}.univ.example.`)
  const busy = process.cpuUsage(usage)
  t.comment(
    `longest turn ${(delay.max / 1e6).toFixed(1)} ms, ${((busy.user + busy.system) / 1000).toFixed(0)} ms of work`,
  )
})

t.test('who does not read is not written for, keeps nobody, and is left when he goes', async (t) => {
  const { operated, drawn } = large()
  const path = await socketOf(t, operated)
  const deaf = await Promise.all(Array.from({ length: 8 }, () => deafTo(t, path, { verb: 'zones', stream: true })))
  // The system takes some; then nothing more is made.
  let before = -1
  await until(() => {
    const still = drawn() === before && before > 0
    before = drawn()
    return still
  })
  const stopped = drawn()
  const all = deaf.length * 2 * ZONES
  t.ok(stopped < all / 3, `${stopped} of ${all} lines were made`)
  const answer = await askServer(path, { verb: 'zones', options: { limit: 3 } })
  t.match(answer, { kind: 'result', result: { length: 3 } }, 'others are answered')
  for (const socket of deaf) socket.destroy()
  const other = await askServer(path, { verb: 'zones' })
  t.match(other, { kind: 'result', result: { length: 2 * ZONES } })
  t.ok(drawn() < stopped + 2 * ZONES + 8 * 2048, 'and for who has gone nothing is made any more')
})

t.test('what goes wrong in the middle is a fault of ours, and never taken for the end', async (t) => {
  const faults: unknown[] = []
  const { operated } = large(1000, 700)
  const path = await socketOf(t, { ...operated, onFault: (error) => faults.push(error) })
  const answer = await askServer(path, { verb: 'zones' })
  t.match(answer, { kind: 'error', code: 'failed', error: /a bug in Janus/ })
  const socket = connect(path, () => socket.write('{"verb":"zones"}\n'))
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part
  t.match(text, /"result":\[\{/)
  t.throws(() => JSON.parse(text), 'without a stream it is cut off')
  t.same(faults.map(String), ['Error: face 700', 'Error: face 700'])
  t.match(await askServer(path, { verb: 'zones', options: { limit: 3 } }), { kind: 'result' }, 'the server goes on')
})

t.test('pages follow each other, and none is of something else', async (t) => {
  const { operated, reload } = large(100)
  const page = (options: object) => told(operated, everybody, { verb: 'zones', options })
  const seen: unknown[] = []
  let next: unknown
  do {
    const answer = await page({ limit: 64, ...(next !== undefined && { after: next }) })
    seen.push(...(answer.result as unknown[]))
    next = answer.next
  } while (next !== undefined)
  const whole = await page({})
  t.same(seen, whole.result)
  t.equal(whole.next, undefined)
  const { next: after, revision } = await page({ limit: 64 })
  t.same((await page({ limit: 64, after: `${revision}:200` })).result, [], 'the end is the end')
  t.match(await page({ limit: 136, after }), { result: { length: 136 }, next: undefined })
  reload()
  t.match(await page({ limit: 64, after }), { code: 'moved', field: 'after', error: /begin again without "after"/ })
})

t.test('what rests on another revision than the one that is served is not done', async (t) => {
  const { operated, reload } = large(1)
  const ask = (revision: string) => told(operated, everybody, { verb: 'zones', options: {}, revisions: [revision] })
  const { revision } = await told(operated, everybody, { verb: 'zones', options: {} })
  t.match(await ask(String(revision)), { kind: 'many' })
  reload()
  t.match(await ask(String(revision)), { kind: 'error', code: 'moved' })
})

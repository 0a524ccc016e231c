// A server that is killed, again and again, while 200 updates and 200 list entries a second come: whoever was told NOERROR, or 200, finds
// it there after the next start, and nothing lives whose time is over.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { transferred } from '../peers/transferred.ts'
import { queryFor } from '../support/ask.ts'
import { changeable as files } from '../support/changeable.ts'
import { exchange } from '../support/exchange.ts'
import { Waiting } from '../support/fair-time.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

/** `npm run test:long` has a hundred. */
export const ROUNDS = process.env.JANUS_LONG === undefined ? 3 : 100
/** Between two bursts, in milliseconds, and how many of each kind a burst has: 200 a second. */
const BURST_MS = 50
const BURST = 10
/** Answers of a round, on a machine that is busy too. */
const ENOUGH = 40
/** One in so many gets a time after which it ends, in seconds: over before the next look, or long after it. */
const SHORT_IN = 4
const SHORT_S = 1
const LONG_S = 3000
/** What ends so near to a look, in milliseconds, may be there or not. */
const NEAR_MS = 1500

/** What was asked for one name. Its time begins when the server takes it: after it was sent, and before it was answered or the kill. */
type Wish = {
  readonly milliseconds: number
  readonly sent: number
  taken: number | undefined
  isAnswered: boolean
  isWanted: boolean | undefined
}

function wishFor(seconds: number): Wish {
  return { milliseconds: seconds * 1000, sent: Date.now(), taken: undefined, isAnswered: false, isWanted: true }
}

class Model {
  /** By name in the zone, and by entry of the list. */
  readonly names = new Map<string, Wish>()
  readonly entries = new Map<string, Wish>()
  #count = 0

  get answered(): number {
    return [...this.names.values(), ...this.entries.values()].filter(({ isAnswered }) => isAnswered).length
  }

  next(): number {
    return ++this.#count
  }
}

const addressOf = (i: number) => `10.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`

/** Asks for as much as is to come until the server is killed. */
async function load(server: Janus, model: Model, milliseconds: number): Promise<void> {
  const socket = createSocket('udp4')
  const underWay = new Map<number, () => void>()
  socket.on('message', (octets) => {
    if ((octets[3]! & 0xf) === Rcode.NOERROR) underWay.get(octets.readUInt16BE(0))?.()
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { listen } = await server.logged('HTTP is served')
  const url = `http://${(listen as string[])[0]}/api/janus/v1/lists/pop.example`
  const requests: Promise<unknown>[] = []
  const [end, before] = [Date.now() + milliseconds, model.answered]
  for (; Date.now() < end || model.answered < before + ENOUGH; await wait(BURST_MS))
    for (let i = 0; i < BURST; i++) {
      update(socket, server.port(), underWay, model)
      requests.push(add(url, model).catch(() => {}))
    }
  server.signal('SIGKILL')
  await server.ended
  const killed = Date.now()
  socket.close()
  await Promise.all(requests)
  for (const wish of [...model.names.values(), ...model.entries.values()]) wish.taken ??= killed
}

function update(
  socket: ReturnType<typeof createSocket>,
  port: number,
  underWay: Map<number, () => void>,
  model: Model,
): void {
  const { names } = model
  const i = model.next()
  const seconds = i % SHORT_IN === 0 ? SHORT_S : LONG_S
  const id = i & 0xffff
  const gone = i % 5 === 0 ? [...names].find(([, wish]) => wish.isAnswered && wish.isWanted) : undefined
  const name = `n${i}`
  const wish = wishFor(seconds)
  names.set(name, wish)
  if (gone) gone[1].isWanted = undefined
  underWay.set(id, () => {
    wish.taken ??= Date.now()
    wish.isAnswered = true
    if (gone) gone[1].isWanted = false
  })
  const lines = [`add ${name} 300 A ${addressOf(i)}`, ...(gone ? [`delete ${gone[0]}`] : [])]
  socket.send(updateMessage('example.com.', lines, { id, lease: [seconds] }), port, '127.0.0.1')
}

async function add(url: string, model: Model): Promise<void> {
  const i = model.next()
  const seconds = i % SHORT_IN === 0 ? SHORT_S : LONG_S
  const wish = wishFor(seconds)
  model.entries.set(addressOf(i), wish)
  const headers = { authorization: 'Bearer secret' }
  const { status } = await fetch(`${url}/${addressOf(i)}?for=${seconds}`, { method: 'PUT', headers })
  wish.taken ??= Date.now()
  wish.isAnswered = status === 200
}

/**
 * What is missing, and what lives though its time is over, or though somebody was told that it is gone. `late`: for so many milliseconds
 * the server had no core.
 */
function wrong(wishes: ReadonlyMap<string, Wish>, found: ReadonlySet<string>, asked: number, late: number): string[] {
  return [...wishes].flatMap(([name, { milliseconds, sent, taken, isAnswered, isWanted }]) => {
    if (found.has(name)) {
      if (taken! + milliseconds + NEAR_MS + late < asked) return [`${name} has ended`]
      return isWanted === false ? [`${name} was deleted`] : []
    }
    return isAnswered && isWanted && sent + milliseconds - NEAR_MS > asked ? [`${name} is missing`] : []
  })
}

function ownersIn(lines: readonly string[]): string[] {
  return [...new Set(lines.map((line) => line.split(' ')[0]!.toLowerCase()))]
}

/** `sign`: lines of the configuration that sign the zone. `judge`: of what is served after each start. */
export async function isKilled(
  t: Test,
  {
    sign = '',
    judge,
  }: { readonly sign?: string; readonly judge?: (server: Janus, round: number) => Promise<void> } = {},
): Promise<void> {
  const folder = folderOf(t, { ...files, 'janus.yaml': `${files['janus.yaml']}${sign}` })
  const model = new Model()
  let server = await serve(t, folder)
  for (let round = 0; round < ROUNDS; round++) {
    await load(server, model, 400 + ((round * 137) % 600))
    server = await serve(t, folder)
    const waiting = new Waiting(server.process.pid!)
    // What had a second ends by itself, in this process too.
    if (round % 3 === 2) await wait(SHORT_S * 1000 + NEAR_MS)
    const asked = Date.now()
    const hosts = ownersIn(await transferred(t, server.port(), 'example.com', '127.0.0.1'))
    const version = ownersIn(await transferred(t, server.port(), 'pop.example', '127.0.0.1'))
    const listed = await answeredOf(
      t,
      server,
      version.flatMap((name) => entryOf(name) ?? []),
      model,
    )
    const late = waiting.milliseconds
    t.strictSame(
      wrong(model.names, new Set(hosts.map((name) => name.split('.')[0]!)), asked, late),
      [],
      `round ${round}: names of the zone`,
    )
    t.strictSame(wrong(model.entries, listed, asked, late), [], `round ${round}: entries of the list`)
    await judge?.(server, round)
  }
  t.ok(model.answered >= ROUNDS * ENOUGH, `${model.answered} of ${model.next() - 1} were answered`)
  server.signal('SIGTERM')
  await server.ended
}

/** A transfer is of the newest version, which a busy server makes late: of what had little time, the answer counts. */
async function answeredOf(t: Test, server: Janus, listed: readonly string[], { entries }: Model): Promise<Set<string>> {
  const found = new Set(listed)
  for (const entry of listed) {
    if (entries.get(entry)!.milliseconds > SHORT_S * 1000) continue
    const query = queryFor(`${entry.split('.').reverse().join('.')}.pop.example A`)
    const answer = await exchange(t, query, { port: server.port(), from: '127.0.0.1', transport: 'udp' })
    if ((answer[3]! & 0xf) === Rcode.NXDOMAIN) found.delete(entry)
  }
  return found
}

/** The address of a name of the list. */
function entryOf(name: string): string | undefined {
  const [, d, c, b, a] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.pop\.example/.exec(name) ?? []
  return a === undefined ? undefined : `${a}.${b}.${c}.${d}`
}

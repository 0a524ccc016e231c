// Events over real sockets: what each is told, who is cut, and that nobody is told more than he may see.

import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { STREAMS } from '../../../src/operate/http/events.ts'
import type { Operated } from '../../../src/operate/operated.ts'
import { makeToken } from '../../../src/users/token.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, campusZone } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, campus()))
t.before(() => site.start())
t.teardown(() => site.stop())
let files = 0
let serial = 1

async function served(t: Test, people: Readonly<Record<string, Omit<User, 'name' | 'tokens'>>>) {
  const tokens: Record<string, string> = {}
  const users = Object.entries(people).map(([name, someone]): User => {
    const { text, token } = makeToken(Date.now(), {})
    tokens[name] = text
    return { name, ...someone, tokens: [token] }
  })
  const file = join(site.folder, `watchers${++files}.json`)
  writeUsers(file, users)
  const operated: Operated = operatedOf(site.server)
  const app = makeApp(askersWith({ users: file }), operated)
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return { port, tokens, users, file, operated }
}

type Event = { readonly event: string; readonly data: Record<string, unknown> }

class Listening {
  readonly status: number
  readonly events: Event[] = []
  text = ''
  readonly ended: Promise<void>
  readonly #response: IncomingMessage
  #wake: () => void = () => {}

  constructor(response: IncomingMessage) {
    this.#response = response
    this.status = response.statusCode!
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      this.text += text
      const blocks = this.text.split('\n\n')
      this.events.length = 0
      for (const block of blocks.slice(0, -1)) {
        const event = /^event: (.*)$/m.exec(block)?.[1]
        if (event !== undefined) this.events.push({ event, data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) })
      }
      this.#wake()
    })
    this.ended = new Promise((resolve) => response.once('close', resolve))
    response.on('error', () => {})
  }

  async until(is: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      const found = this.events.find(is)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  end(): void {
    this.#response.destroy()
  }
}

function listen(t: Test, port: number, token: string | undefined, query = ''): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const request = get({ host: '127.0.0.1', port, path: `${BASE}/events${query}`, headers }, (response) => {
      const listening = new Listening(response)
      t.teardown(() => listening.end())
      resolve(listening)
    })
    request.on('error', reject)
  })
}

/** Another version of one face, and nothing of the other. */
async function change(view: 'internal' | 'external'): Promise<void> {
  site.write(view === 'internal' ? 'in.zone' : 'out.zone', campusZone(view, { serial: ++serial }))
  await site.reload()
}

t.test('whoever watches is told what changes in the views that he sees, and of nothing else', async (t) => {
  const { port, tokens } = await served(t, {
    all: { role: 'viewer' },
    outside: { role: 'viewer', views: ['external'] },
    other: { role: 'viewer', zones: ['other.example'] },
  })
  const [all, outside, other] = await Promise.all(
    ['all', 'outside', 'other'].map((name) => listen(t, port, tokens[name])),
  )
  t.match(await all!.until(({ event }) => event === 'status'), { data: { generation: Number } })
  await Promise.all([outside, other].map((one) => one!.until(({ event }) => event === 'status')))
  await change('internal')
  await all!.until(({ event, data }) => event === 'edition' && data.view === 'internal' && data.serial === serial)
  await change('external')
  await all!.until(({ event, data }) => event === 'edition' && data.view === 'external' && data.serial === serial)
  await outside!.until(({ event, data }) => event === 'edition' && data.serial === serial)
  t.equal(outside!.events.filter(({ event }) => event === 'generation').length, 1, 'of two one was his')
  t.notMatch(outside!.text, /internal|"number"|"generation":\s*\d/)
  t.same(
    other!.events.map(({ event }) => event),
    ['status'],
  )
  t.notMatch(other!.text, /univ|internal|external/)
})

t.test('what is asked for is refused where it is not his, and where it makes no sense', async (t) => {
  const { port, tokens } = await served(t, { eye: { role: 'viewer' }, out: { role: 'operator', views: ['external'] } })
  const table: readonly (readonly [number, string | undefined, string])[] = [
    [401, undefined, ''],
    [401, 'wrong', ''],
    [403, tokens.eye, '?kinds=log'],
    [400, tokens.eye, '?kinds=nonsense'],
    [400, tokens.eye, '?kinds='],
    [400, tokens.eye, '?sinds=log'],
    [404, tokens.out, '?view=internal'],
    [404, tokens.out, '?view=nowhere'],
    [400, tokens.out, '?kinds=log&client=nobody'],
    [400, tokens.out, '?kinds=log&name=a..b'],
    [400, tokens.out, '?kinds=log&oneIn=0'],
    [200, tokens.out, '?kinds=edition,status&view=external&zone=univ.example'],
  ]
  for (const [status, token, query] of table) t.equal((await listen(t, port, token, query)).status, status, query)
})

t.test('who is taken out, or may see less, is cut', async (t) => {
  const { port, tokens, users, file } = await served(t, { gone: { role: 'viewer' }, less: { role: 'viewer' } })
  const [gone, less] = await Promise.all([listen(t, port, tokens.gone), listen(t, port, tokens.less)])
  writeUsers(file, [{ ...users[1]!, views: ['external'] }])
  await Promise.all([gone.ended, less.ended])
  t.equal((await listen(t, port, tokens.less)).status, 200)
})

t.test('streams are bounded, of one and of all', async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const { port, tokens } = await served(t, Object.fromEntries(names.map((name) => [name, { role: 'viewer' as const }])))
  const opened: number[] = []
  for (const name of names) for (let i = 0; i < 10; i++) opened.push((await listen(t, port, tokens[name])).status)
  t.equal(opened.filter((status) => status === 200).length, STREAMS)
  t.same(opened.slice(0, 10), [...Array(8).fill(200), 503, 503])
})

t.test('who leaves makes room at once, and not when something is next sent to him', async (t) => {
  const { port, tokens } = await served(t, { eye: { role: 'viewer' } })
  for (let i = 0; i < 20; i++) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    t.teardown(() => socket.destroy())
    socket.write(
      `GET ${BASE}/events?kinds=edition HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens.eye}\r\n\r\n`,
    )
    const head = await new Promise((resolve) => socket.once('data', resolve))
    t.match(String(head), /^HTTP\/1\.1 200 /)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => {})
    socket.resume().once('end', () => socket.destroy())
    // So that nothing comes back that would tell the server.
    socket.end()
    await closed
  }
})

t.test('a client that reads nothing is cut, and keeps nothing in memory', async (t) => {
  const { port, tokens, operated } = await served(t, { log: { role: 'log-reader' } })
  const socket = connect({ port, host: '127.0.0.1' })
  t.teardown(() => socket.destroy())
  socket.pause()
  socket.write(
    `GET ${BASE}/events?kinds=log HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens.log}\r\n\r\n`,
  )
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  const line = `${JSON.stringify({ level: 30, time: 1, msg: 'x'.repeat(4000) })}\n`
  const watched = (wanted: boolean) =>
    new Promise<void>((resolve) => {
      const look = setInterval(() => {
        // The system takes some megabytes before anything waits here.
        if (!wanted) for (let i = 0; i < 500; i++) operated.logTail.add(line)
        if (operated.logTail.watchers > 0 !== wanted) return
        clearInterval(look)
        resolve()
      }, 1)
      t.teardown(() => clearInterval(look))
    })
  await watched(true)
  await watched(false)
  socket.resume()
  await closed
  t.pass('its stream is closed')
})

t.test('a line of the log goes to who may see all, and lines of two levels stay apart', async (t) => {
  const { port, tokens, operated } = await served(t, {
    all: { role: 'log-reader' },
    out: { role: 'log-reader', views: ['external'] },
  })
  const [all, out] = await Promise.all(
    ['all', 'out'].map((name) => listen(t, port, tokens[name], '?kinds=log,edition')),
  )
  operated.logTail.add(
    `${JSON.stringify({ level: 40, time: 0, pid: 1, zone: 'in.example', msg: 'a "line"\nof two' })}\n`,
  )
  operated.logTail.add('no JSON\n')
  const { data } = await all!.until(({ event }) => event === 'log')
  t.same(data, {
    kind: 'line',
    at: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    message: 'a "line"\nof two',
    detail: { zone: 'in.example' },
  })
  await change('external')
  await out!.until(({ event }) => event === 'edition')
  t.notMatch(out!.text, /in\.example/)
})

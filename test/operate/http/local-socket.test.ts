// HTTP through a socket of this machine: for its owner alone, and for a proxy that says who asks, whom nobody else can play.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { HttpConnections } from '../../../src/operate/http/connections.ts'
import { openHttp } from '../../../src/operate/http/listeners.ts'
import type { HttpSettings } from '../../../src/text/config/http.ts'
import { makeToken } from '../../../src/users/token.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { folderOf } from '../../support/janus.ts'
import { NO_HTTP, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, campus()))
t.before(() => site.start())
t.teardown(() => site.stop())

const { text: TOKEN, token } = makeToken(Date.now(), {})
const path = join(site.folder, 'run/http.sock')
const users = join(site.folder, 'users.json')
const { prefixes: from } = readPrefix('127.0.0.9') as Extract<ReturnType<typeof readPrefix>, { kind: 'prefixes' }>

async function opened(t: Test, more: Partial<HttpSettings> = {}, warned: (detail: object) => void = () => {}) {
  mkdirSync(join(site.folder, 'run'), { recursive: true })
  writeUsers(users, [{ name: 'ada', role: 'viewer', tokens: [token] }])
  const trustedHeader = { from, fromSocket: true, name: 'remote-user', secretFile: undefined }
  const listen = [{ path }, { address: '127.0.0.1', port: 0 }]
  const http = await openHttp({ ...NO_HTTP, listen, users, trustedHeader, ...more }, operatedOf(site.server), {
    connections: new HttpConnections(),
    warn: warned,
  })
  t.teardown(() => http.close())
  const port = Number(http.listen[1]?.split(':').at(-1))
  return { http, port }
}

type Answer = { readonly status: number; readonly body: string; readonly cookie?: string | undefined }

function ask(way: object, url: string, headers: Readonly<Record<string, string>>, payload?: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const body = payload && JSON.stringify(payload)
  const sent = request({
    ...{ ...way, path: url, agent: false, method: body ? 'POST' : 'GET' },
    headers: { host: 'localhost', ...headers, ...(body && { 'content-type': 'application/json' }) },
  })
  sent.on('error', reject)
  sent.on('response', (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    response.on('end', () => resolve({ status: response.statusCode!, body: text }))
  })
  sent.end(body)
  return promise
}

t.test('the header counts through the socket, and nowhere else', async (t) => {
  const { port, http } = await opened(t)
  t.equal(http.listen[0], `unix:${path}`)
  t.equal(statSync(path).mode & 0o777, 0o600, 'for its owner alone')
  const [socket, tcp] = [{ socketPath: path }, { host: '127.0.0.1', port }]
  const me = `${BASE}/me`
  const cases: readonly (readonly [about: string, way: object, headers: Record<string, string>, status: number])[] = [
    ['a user', socket, { 'remote-user': 'ada' }, 200],
    ['a user, and for whom', socket, { 'remote-user': 'ada', 'x-forwarded-for': '192.0.2.7' }, 200],
    ['nobody', socket, {}, 401],
    ['nobody of this name', socket, { 'remote-user': 'eve' }, 401],
    ['a token', socket, { authorization: `Bearer ${TOKEN}` }, 200],
    ['a wrong token', socket, { authorization: 'Bearer nothing' }, 401],
    ['a page of somebody else', socket, { 'remote-user': 'ada', 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that is not ours', socket, { 'remote-user': 'ada', host: 'evil.example' }, 403],
    ['a user over TCP', tcp, { 'remote-user': 'ada' }, 401],
    ['a token over TCP', tcp, { authorization: `Bearer ${TOKEN}` }, 200],
  ]
  for (const [about, way, headers, status] of cases) t.equal((await ask(way, me, headers)).status, status, about)
  t.match(JSON.parse((await ask(socket, me, { 'remote-user': 'ada' })).body), { user: 'ada', via: 'header' })
  // Who comes through it comes for others: it is no program of this machine itself.
  t.equal((await ask(socket, '/status', {})).status, 401)
  t.equal((await ask(tcp, '/status', {})).status, 200)
  t.equal((await ask(socket, '/healthz', {})).status, 200)
  const wrong = await ask(socket, `${BASE}/login`, {}, { user: 'ada', password: 'wrong' })
  t.equal(wrong.status, 401, wrong.body)
  await http.close()
  t.notOk(existsSync(path), 'the file goes with it')
})

t.test('without "unix" among those who are trusted the socket brings no name', async (t) => {
  await opened(t, { trustedHeader: { from, fromSocket: false, name: 'remote-user', secretFile: undefined } })
  t.equal((await ask({ socketPath: path }, `${BASE}/me`, { 'remote-user': 'ada' })).status, 401)
})

t.test('a connection over TCP that is gone already is none of the socket', async (t) => {
  const { port } = await opened(t)
  const heard: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(`GET ${BASE}/me HTTP/1.1\r\nHost: localhost\r\nRemote-User: ada\r\n\r\n`, () =>
      socket.resetAndDestroy(),
    )
  })
  socket.on('data', (data) => heard.push(String(data)))
  socket.on('error', () => {})
  socket.on('close', () => resolve())
  await promise
  t.same(heard, [])
  t.equal((await ask({ host: '127.0.0.1', port }, `${BASE}/me`, { 'remote-user': 'ada' })).status, 401)
})

t.test('what a server that is gone has left is replaced, and another file is not', async (t) => {
  mkdirSync(join(site.folder, 'run'), { recursive: true })
  const leave = `const s = require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  t.throws(() => execFileSync(process.execPath, ['-e', leave], { stdio: 'ignore' }))
  t.ok(statSync(path).isSocket(), 'it was killed, and its socket is still there')
  const { http } = await opened(t)
  t.equal((await ask({ socketPath: path }, '/healthz', {})).status, 200)
  await http.close()
  writeFileSync(path, 'somebody needs it')
  await t.rejects(opened(t), /another file is there/)
  await t.rejects(opened(t, { listen: [{ path: join(site.folder, 'x'.repeat(120)) }] }), /more than 107 octets/)
  const away = join(site.folder, 'away')
  await t.rejects(opened(t, { listen: [{ path: join(away, 'a.sock') }] }), {
    message: /there is no folder .*away; make it/,
  })
})

t.test('a socket at which somebody listens stays his', async (t) => {
  execFileSync('rm', ['-f', path])
  const { http } = await opened(t)
  await t.rejects(opened(t), /another program listens there; end it, or name another path with "http: /)
  t.equal((await ask({ socketPath: path }, '/healthz', {})).status, 200, 'the first one has it still')
  await http.close()
  await t.rejects(opened(t, { listen: [{ path }, { path }] }), /another program listens there/, 'one path twice')
  t.notOk(existsSync(path))
})

t.test('a group that does not exist is told, and the owner is let in', async (t) => {
  execFileSync('rm', ['-f', path])
  const said: object[] = []
  await opened(t, { group: 'nobody-has-this-group' }, (detail) => said.push(detail))
  t.match(said, [{ socket: path, reason: 'there is no group "nobody-has-this-group"' }])
  t.equal(statSync(path).mode & 0o777, 0o600)
})

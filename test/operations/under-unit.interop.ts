// Everything that the server does, done as the unit's user under the unit's filter of system calls and address families.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { dig, type Files, folderOf, janus, missing, type Ran, run, serve } from '../support/janus.ts'
import { janusProgram as program } from '../support/program.ts'
import { campus, campusZone } from '../support/small-campus.ts'
import { until } from '../support/until.ts'
import { asUnit, noFilter } from './unit-filter.ts'

const skip = (await noFilter()) || (await missing('dig'))
/** The group that may ask, of which the server's user is no member, and one that may not. */
const [OWN, OTHER] = [100, 101]

t.test('all that the server can do, it can do under the unit', { skip }, async (t) => {
  const collector = createServer((socket) => socket.resume())
  const folder = openFolder(t, {
    ...campus(`watch: true
control: {group: "${OWN}"}
http: {listen: ["127.0.0.1:0"]}
log: {queries: queries.log}
dnstap: {socket: tap.sock}
`),
  })
  const heard = new Promise<void>((resolve) => collector.once('connection', () => resolve()))
  await new Promise<void>((resolve) => collector.listen(join(folder, 'tap.sock'), resolve))
  chmodSync(join(folder, 'tap.sock'), 0o777)
  t.teardown(() => collector.close())
  const server = await serve(t, folder, await asUnit(folder))
  const config = ['--config', join(folder, 'janus.yaml')]
  const port = server.port()
  const inside = () => dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example')

  t.match(server.log, [{ msg: 'UDP is served in batches' }, { msg: 'ready' }])
  t.same(await inside(), ['www.univ.example. 3600 IN A 10.0.0.10'])
  t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.2', '+tcp', 'www.univ.example'), [
    'www.univ.example. 3600 IN A 192.0.2.10',
  ])
  await heard

  const ask = (gid: number) => asMember(gid, 'zones', ...config)
  t.match(await ask(OTHER), { code: 2, stderr: /is not permitted/ })
  t.match(await ask(OWN), { code: 0 }, 'the group may ask')
  const { listen } = await server.logged('HTTP is served')
  t.match(await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text(), /janus_/)
  t.match(await janus('query-log', 'on', ...config), { code: 0 })

  // In one step: files are watched, and of two that change one after the other it might see one alone.
  writeFileSync(join(folder, 'next'), campusZone('internal', { serial: 2, host: 20 }))
  renameSync(join(folder, 'next'), join(folder, 'in.zone'))
  t.match(await server.logged('reloaded'), { generation: 2 }, 'files are watched')
  t.same(await inside(), ['www.univ.example. 3600 IN A 10.0.0.20'])
  t.match(await janus('rollback', ...config), { code: 0 })
  t.same(await inside(), ['www.univ.example. 3600 IN A 10.0.0.10'])
  // Large enough for threads, or whatever else reads text beside the one that serves.
  const hosts = Array.from(
    { length: 70_000 },
    (_, i) => `host${i} A 10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
  ).join('\n')
  writeFileSync(join(folder, 'other.zone'), campusZone('external', { serial: 2, more: `${hosts}\n` }))
  t.match(await janus('reload', ...config), { code: 0 })
  t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'host69999.other.example'), [
    'host69999.other.example. 3600 IN A 10.2.17.111',
  ])
  await until('the query log', () => /www\.univ\.example/.test(readFileSync(join(folder, 'queries.log'), 'utf8')))
  t.match(await janus('stop', ...config), { code: 0 })
  t.same(await server.ended, { code: 0, signal: null })
  t.notMatch(server.log, [{ msg: /cannot|could not/ }])
  t.ok(existsSync(join(folder, 'state/lock')), 'the state is kept')
})

t.test('UDP one datagram at a time, on every address', { skip }, async (t) => {
  const files = campus('udp: portable\n')
  const yaml = (files['janus.yaml'] as string).replace('127.0.0.1:0', `0.0.0.0:${await freePort()}`)
  const folder = openFolder(t, { ...files, 'janus.yaml': yaml })
  const server = await serve(t, folder, await asUnit(folder))
  t.same(await dig(server.port('127.0.0.1:'), '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
    'www.univ.example. 3600 IN A 10.0.0.10',
  ])
})

t.test('a group that there is not keeps nobody from serving, nor the process from ending', { skip }, async (t) => {
  const folder = openFolder(t, campus('control: {group: nosuchgroup}\n'))
  const server = await serve(t, folder, await asUnit(folder))
  t.match(await server.logged('only root and the owner of the control socket can use it: its group cannot be set'), {
    reason: /"nosuchgroup"/,
  })
  t.equal(statSync(join(folder, 'state/control.sock')).mode & 0o777, 0o600)
  t.match(await janus('stop', '--config', join(folder, 'janus.yaml')), { code: 0 })
  t.same(await server.ended, { code: 0, signal: null })
})

t.test('where no socket can be had at all, the server serves and ends', { skip }, async (t) => {
  const folder = openFolder(t, campus('control: {socket: nowhere/control.sock}\n'))
  const server = await serve(t, folder, await asUnit(folder))
  await server.logged('the control socket cannot be opened')
  server.signal('SIGTERM')
  t.same(await server.ended, { code: 0, signal: null })
})

/** A command of somebody who is nobody but for this group. */
function asMember(gid: number, ...words: string[]): Promise<Ran> {
  const who = ['--reuid=65533', `--regid=${gid}`, '--clear-groups', process.execPath, program]
  return run('setpriv', [...who, ...words])
}

/** The folder as the unit's user has it: the zones are to be read, the state is its own. */
function openFolder(t: Test, files: Files): string {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'state'))
  chmodSync(join(folder, 'state'), 0o777)
  return folder
}

// The control socket over the real server: whoever is rude to it keeps nobody else from asking.

import { connect, createServer, Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { ControlConnections } from '../../../src/operate/control/control-connections.ts'
import { Writer } from '../../../src/operate/control/socket.ts'
import { folderOf, janus, serve } from '../../support/janus.ts'
import { campus } from '../../support/small-campus.ts'

t.test('who sends more than a request, or stays after the answer, does not keep the socket', async (t) => {
  const folder = folderOf(t, campus())
  await serve(t, folder)
  for (let i = 0; i < 40; i++) {
    const socket = connect({ path: join(folder, 'state/control.sock'), allowHalfOpen: true })
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    socket.write(`{"verb":"generations"}\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    if (i % 2 === 0) socket.end('and more')
  }
  t.match(await janus('status', '--config', join(folder, 'janus.yaml')), { code: 0 })
})

t.test('connections that ask nothing keep nobody out, nor do those that do not read', async (t) => {
  const folder = folderOf(t, campus())
  await serve(t, folder)
  const path = join(folder, 'state/control.sock')
  const open = async (said: string) => {
    const socket = connect(path)
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(said)
    return socket
  }
  for (const said of ['', '{', '{"verb":"explain","options":{"name":"']) for (let i = 0; i < 20; i++) await open(said)
  t.match(await janus('status', '--config', join(folder, 'janus.yaml')), { code: 0 })
})

t.test('who waits for what is under way keeps his place, and one more hears why there is none', async (t) => {
  const connections = new ControlConnections(3)
  const socketOf = () => Object.assign(new Socket(), { name: 'x' })
  const [first, second, third, fourth] = [socketOf(), socketOf(), socketOf(), socketOf()]
  for (const socket of [first, second, third]) t.ok(connections.admit(socket))
  connections.note(first, 'waits')
  connections.note(second, 'takes')
  connections.note(third, 'waits')
  t.ok(connections.admit(fourth), 'who does not take his answer makes room')
  t.same(
    [first, second, third].map(({ destroyed }) => destroyed),
    [false, true, false],
  )
  const fifth = socketOf()
  t.ok(connections.admit(fifth), 'and who has not asked')
  t.ok(fourth.destroyed)
  connections.note(fifth, 'waits')
  t.notOk(connections.admit(socketOf()))
  t.same(
    [first, third, fifth].map(({ destroyed }) => destroyed),
    [false, false, false],
  )
  first.destroy()
  await new Promise((resolve) => first.once('close', resolve))
  t.ok(connections.admit(socketOf()), 'a place that was given up is free')
})

t.test('who has taken a line is left in peace for as long as the next one takes to be made', async (t) => {
  const folder = folderOf(t, {})
  const server = createServer({ allowHalfOpen: true })
  t.teardown(() => server.close())
  const served = new Promise<Socket>((resolve) => server.once('connection', resolve))
  await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve))
  const client = connect(join(folder, 'sock'))
  t.teardown(() => client.destroy())
  const socket = await served
  t.teardown(() => socket.destroy())
  await new Writer(socket, new ControlConnections()).write({ result: 'a first part' })
  t.notOk(socket.timeout)
})

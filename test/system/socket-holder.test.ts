// Who has a port: the program is named, and the user where the system shows no more.

import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { portHolder } from '../../src/system/socket-holder.ts'

const LOOPBACK = Uint8Array.of(127, 0, 0, 1)
const ELSEWHERE = Uint8Array.of(127, 0, 0, 9)
const SIX = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
const ANY = new Uint8Array(4)
const skip = process.platform !== 'linux' && 'only Linux tells'

const us = {
  user: userInfo().username,
  process: { id: process.pid, name: 'node socket-holder.test.ts' },
}

async function udp(t: Test, type: 'udp4' | 'udp6', address: string): Promise<number> {
  const socket = createSocket(type)
  t.teardown(() => socket.close())
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  return socket.address().port
}

async function tcp(t: Test, address: string): Promise<number> {
  const server = createServer()
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  return (server.address() as { port: number }).port
}

t.test('the program that has the address, or all of them', { skip }, async (t) => {
  const port = await udp(t, 'udp4', '127.0.0.1')
  t.same(portHolder('udp', LOOPBACK, port), us)
  t.same(portHolder('udp', ANY, port), us, 'who wants all addresses meets it')
  t.equal(portHolder('udp', ELSEWHERE, port), undefined, 'on another address it is nobody')
  t.equal(portHolder('tcp', LOOPBACK, port), undefined, 'nor by another protocol')
  t.same(portHolder('udp', SIX, await udp(t, 'udp6', '::1')), us)
  t.same(portHolder('udp', ELSEWHERE, await udp(t, 'udp4', '0.0.0.0')), us)
  t.same(portHolder('tcp', LOOPBACK, await tcp(t, '127.0.0.1')), us)
})

/** Another program with this name and these options, and the port that it has. */
async function another(t: Test, argv0: string, ...options: string[]): Promise<{ id: number; port: number }> {
  const bind =
    "require('dgram').createSocket('udp4').bind(0, '127.0.0.1', function () { console.log(this.address().port) })"
  const child = spawn(process.execPath, [...options, '-e', bind, 'x'], { argv0, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => {
    child.kill()
    return once(child, 'exit')
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { id: child.pid!, port: Number(line) }
}

t.test('another program is named by its script, in signs that no terminal obeys', { skip }, async (t) => {
  const { id, port } = await another(t, 'na\u001b[2Jmed')
  t.match(portHolder('udp', LOOPBACK, port), { process: { id, name: 'na??2Jmed' } })
})

t.test('of what it was started with nothing else is told: there may be passwords', { skip }, async (t) => {
  const { id, port } = await another(t, 'java', '--conditions=hush')
  t.same(portHolder('udp', LOOPBACK, port)?.process, { id, name: 'java' })
})

// systemd's notify protocol against a real socket, which Python reads because Node has none of that kind.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, Janus, missing } from '../support/janus.ts'
import { campus, editCampus } from '../support/small-campus.ts'

const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(s.recv(4096).decode().replace("\\n", " "), flush=True)
`

class Receiver {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>
  #text = ''
  #wake: () => void = () => {}

  constructor(path: string) {
    this.#process = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#ended = once(this.#process, 'close')
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text
      this.#wake()
    })
  }

  async said(what: RegExp, count = 1): Promise<void> {
    const isSaid = () => this.#text.split('\n').filter((line) => what.test(line)).length >= count
    while (!isSaid())
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  async end(): Promise<void> {
    this.#process.kill()
    await this.#ended
  }
}

t.test('systemd is told', { skip: process.platform !== 'linux' || (await missing('python3')) }, async (t) => {
  const folder = folderOf(t, campus())
  const receiver = new Receiver(join(folder, 'notify'))
  t.teardown(() => receiver.end())
  await receiver.said(/^bound/)
  const told = { NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '200000' }
  const env = Object.entries(told).map(([name, value]) => `${name}=${value}`)
  const server = new Janus(t, folder, ['env', ...env, process.execPath])
  await receiver.said(/^READY=1 STATUS=generation 1: 4 of 4 zone faces/)
  await receiver.said(/^WATCHDOG=1/)
  await receiver.said(/^WATCHDOG=1/, 3)
  editCampus(folder, { serial: 2 })
  server.signal('SIGHUP')
  await receiver.said(/^RELOADING=1 MONOTONIC_USEC=\d+/)
  await receiver.said(/^READY=1 STATUS=generation 2/)
  server.signal('SIGTERM')
  await receiver.said(/^STOPPING=1/)
  t.same(await server.ended, { code: 0, signal: null })
})

t.test('a socket that is gone stops nobody', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = folderOf(t, campus())
  const server = new Janus(t, folder, ['env', `NOTIFY_SOCKET=${join(folder, 'nowhere')}`, process.execPath])
  await server.logged('ready')
  server.signal('SIGTERM')
  t.same(await server.ended, { code: 0, signal: null })
})

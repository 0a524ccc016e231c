// A real named on a folder of the test, and clients at addresses of the loopback network that ask it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { Test } from 'tap'
import { nameFromText, nameText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { printRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeName } from '../../../src/dns/types.ts'
import { type Message, readMessage } from '../../../src/wire/message.ts'
import { labelsOf } from '../../support/name.ts'
import { queryOf } from '../../support/query.ts'
import { until } from '../../support/until.ts'

export const hasNamed = spawnSync('sh', ['-c', 'command -v named']).status === 0

/** Serves the folder's named.conf as long as the test lasts. */
export function startNamed(t: Test, folder: string): void {
  const named = spawn('named', ['-f', '-c', 'named.conf', '-n', '1'], { cwd: folder, stdio: 'ignore' })
  t.teardown(() => stopped(named))
}

/** What a client learns: of a refusal nothing more, of a referral where to go. */
export function brief(message: Message): string {
  const records = (list: Message['answer']) =>
    list
      .map(({ name, ttl, type, rdata }) =>
        `${nameText(name)} ${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`.toLowerCase(),
      )
      .sort()
  const aa = (message.flags & 0x400) !== 0
  const authority = aa && message.answer.length > 0 ? [] : records(message.authority)
  return [rcodeName(message.rcode), aa ? 'aa' : '', ...records(message.answer), '-', ...authority].join('\n')
}

/** In milliseconds: how long an answer is waited for where there may be none, and where there has to be one. */
const SHORT = 1000
export const LONG = 60_000

/** Asks the loopback address of its own family, or another server. */
export async function client(address: string, port: number, server = address.includes(':') ? '::1' : '127.0.0.1') {
  const six = address.includes(':')
  const socket = createSocket(six ? 'udp6' : 'udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  let id = 0
  const ask = (query: Uint8Array, patience = SHORT) =>
    new Promise<Message | undefined>((resolve) => {
      const own = Buffer.from(query)
      own.writeUInt16BE(++id & 0xffff)
      const done = (message: Message | undefined) => {
        clearTimeout(timer)
        socket.off('message', hear)
        resolve(message)
      }
      // What comes late answers something that was asked before.
      const hear = (bytes: Buffer) => {
        if (bytes.readUInt16BE(0) === own.readUInt16BE(0)) done(readMessage(new Uint8Array(bytes)))
      }
      const timer = setTimeout(done, patience, undefined)
      socket.on('message', hear)
      socket.send(own, port, server)
    })
  return { ask, close: () => socket.close() }
}

export async function answering({ ask }: Awaited<ReturnType<typeof client>>, zone: string): Promise<void> {
  const query = queryOf(labelsOf(nameFromText(zone)), 6, {})
  await until(`an answer for ${zone}`, async () => (await ask(query))?.rcode === 0)
}

/** Also where it has ended by itself. */
export async function stopped(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  const ended = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGTERM')
  await ended
}

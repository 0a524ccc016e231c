// A real named on a folder of the test, and clients at addresses of the loopback network that ask it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { nameFromText, nameText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { printRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeName } from '../../../src/dns/types.ts'
import { type Message, readMessage } from '../../../src/wire/message.ts'
import { labelsOf } from '../../support/name.ts'
import { queryOf } from '../../support/query.ts'

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

/** Asks the loopback address of its own family, or another server. */
export async function client(address: string, port: number, server = address.includes(':') ? '::1' : '127.0.0.1') {
  const six = address.includes(':')
  const socket = createSocket(six ? 'udp6' : 'udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  const ask = (query: Uint8Array) =>
    new Promise<Message | undefined>((resolve) => {
      const answered = (bytes: Uint8Array) => {
        clearTimeout(timer)
        resolve(readMessage(new Uint8Array(bytes)))
      }
      const timer = setTimeout(() => {
        socket.off('message', answered)
        resolve(undefined)
      }, 1000)
      socket.once('message', answered)
      socket.send(query, port, server)
    })
  return { ask, close: () => socket.close() }
}

export async function answering({ ask }: Awaited<ReturnType<typeof client>>, zone: string): Promise<void> {
  const query = queryOf(labelsOf(nameFromText(zone)), 6, {})
  for (let tries = 0; tries < 30; tries++) {
    const answer = await ask(query)
    if (answer?.rcode === 0) return
    await sleep(200)
  }
  throw new Error('named does not answer')
}

async function stopped(process: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGTERM')
  await ended
}

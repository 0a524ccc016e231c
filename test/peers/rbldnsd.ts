// Debian's rbldnsd, asked over UDP, and how Janus is known to answer otherwise (docs/conformance.md).

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { HEADER } from '../../src/wire/header.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { installed } from './process.ts'

export const rbldnsd = installed('rbldnsd')

const TOGETHER = 32
/** Milliseconds after which what is not answered is asked again: a datagram may be lost. */
const AGAIN = 2000

export async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

/** What rbldnsd says; so many at a time, for its buffer is small. */
export async function theirAnswers(socket: Socket, port: number, questions: readonly string[]): Promise<Message[]> {
  const answers = new Array<Message>(questions.length)
  for (let from = 0; from < questions.length; from += TOGETHER) {
    const batch = questions.slice(from, from + TOGETHER)
    const queries = batch.map((question, i) => {
      const query = queryFor(question)
      query[0] = i >>> 8
      query[1] = i & 0xff
      return query
    })
    await new Promise<void>((done, fail) => {
      const missing = new Map(queries.map((query, id) => [id, query]))
      const ask = () => {
        for (const query of missing.values()) socket.send(query, port, '127.0.0.1')
      }
      const again = setInterval(ask, AGAIN)
      const timer = setTimeout(() => {
        clearInterval(again)
        fail(new Error('rbldnsd is silent'))
      }, 60_000)
      socket.removeAllListeners('message')
      socket.on('message', (message) => {
        // It may be late, and answer something that was asked before.
        const id = message.readUInt16BE(0)
        const query = missing.get(id)
        if (query === undefined || !message.subarray(HEADER, query.length).equals(query.subarray(HEADER))) return
        answers[from + id] = readMessage(new Uint8Array(message))!
        missing.delete(id)
        if (missing.size > 0) return
        clearInterval(again)
        clearTimeout(timer)
        done()
      })
      ask()
    })
  }
  return answers
}

/** It reads its files before it answers. `isIt`: false while this is not the answer that is waited for. */
export async function answering(
  socket: Socket,
  port: number,
  question = 'bl.example. SOA',
  isIt: (message: Message) => boolean = () => true,
): Promise<void> {
  for (let tries = 0; tries < 1500; tries++) {
    socket.removeAllListeners('message')
    socket.send(queryFor(question), port, '127.0.0.1')
    const heard = await once(socket, 'message', { signal: AbortSignal.timeout(100) }).catch(() => undefined)
    const message = heard && readMessage(new Uint8Array(heard[0] as Buffer))
    if (message && isIt(message)) return
  }
  throw new Error('rbldnsd does not answer')
}

type Difference = { readonly why: string; readonly holds: (name: string, theirs: string, ours: string) => boolean }

const labels = (name: string) => name.replace(/\.?\w\w\.example\.$/i, '').split('.')
export const hasData = (answer: string) => answer !== 'NODATA' && answer !== 'NXDOMAIN'

/** As docs/conformance.md has them; of answers in a few words. */
export const differences: readonly Difference[] = [
  { why: 'a name above listed ones exists', holds: (_, theirs, ours) => theirs === 'NXDOMAIN' && ours === 'NODATA' },
  {
    why: 'the test points are listed',
    holds: (name, theirs, ours) =>
      /^(2\.0\.0\.127|test|2\.0\.0\.0\.0\.0\.f\.7\.f\.f\.f\.f\.(0\.){20})\.?/i.test(name) &&
      theirs === 'NXDOMAIN' &&
      (hasData(ours) || ours === 'NODATA'),
  },
  {
    why: 'a name has one spelling: 01 is not 1',
    holds: (name) => labels(name).some((label) => /^0\d+$/.test(label)),
  },
  {
    why: 'a wildcard stands for whatever lies below a prefix that is listed as a whole',
    holds: (name, theirs, ours) => theirs === 'NXDOMAIN' && hasData(ours) && !isAddress(labels(name)),
  },
  {
    why: 'a label * of its own would be a wildcard to whoever has the list as a zone: such a line lists nothing',
    holds: (name) => labels(name).some((label) => /^\\?\*$/.test(label)),
  },
  {
    why: 'a part of a combined list that lists nothing is no name',
    holds: (name, theirs, ours) =>
      /^(sub|sub\.deep|a|10|200\.10)\.\w\w\.example\.$/.test(name) && theirs === 'NODATA' && ours === 'NXDOMAIN',
  },
  {
    why: 'an IPv4 list has no names of IPv6',
    holds: (name, _, ours) => /^([0-9a-f]\.){8}f\.f\.f\.f\.(0\.){20}/i.test(name) && !hasData(ours),
  },
  {
    why: 'a name of a part counts below the names of other parts too',
    holds: (name, theirs, ours) =>
      /(^|\.)(sub|sub\.deep|a|10)\.\w\w\.example\.$/i.test(name) && !hasData(theirs) && hasData(ours),
  },
  {
    why: 'a text is cut behind 255 octets, not behind 254',
    holds: (_, theirs, ours) => theirs.length > 250 && ours.slice(0, 250) === theirs.slice(0, 250),
  },
]

function isAddress(labels: readonly string[]): boolean {
  const digits = labels.length === 32 && labels.every((label) => /^[0-9a-f]$/i.test(label))
  return digits || (labels.length === 4 && labels.every((label) => /^\d{1,3}$/.test(label) && Number(label) < 256))
}

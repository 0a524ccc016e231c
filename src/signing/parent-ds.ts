// Whether the parent of a zone names keys of it. It is asked before a zone gets its first keys: a DS means that somebody has some.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { Bit } from '../wire/header.ts'
import { readMessage } from '../wire/message.ts'

export type ParentAnswer =
  | { readonly kind: 'none' }
  /** Rdata of the DS records. */
  | { readonly kind: 'there'; readonly records: readonly Uint8Array[]; readonly server: string }
  | { readonly kind: 'unreachable'; readonly reason: string }

/** Milliseconds until it is asked again, each time. */
const TRIES = [1000, 2000, 3000] as const

/** `servers`: undefined: they are looked up. */
export async function askParents(zone: Uint8Array, servers: readonly PeerAddress[] | undefined): Promise<ParentAnswer> {
  if (servers?.length === 0) return { kind: 'none' }
  const asked = servers ?? (await serversAbove(zone))
  if (typeof asked === 'string') return { kind: 'unreachable', reason: asked }
  const answers = await Promise.all(asked.map((server) => ask(zone, server)))
  const found = answers.find((answer) => answer.kind === 'there')
  const failed = answers.find((answer) => answer.kind === 'unreachable')
  // One that cannot be asked may be the one that names a key.
  return found ?? failed ?? { kind: 'none' }
}

/** Of the zone above, as the system's resolvers know it; a sentence where they do not. */
async function serversAbove(zone: Uint8Array): Promise<readonly PeerAddress[] | string> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  for (let at = zone[0]! + 1; at < zone.length; at += zone[at]! + 1) {
    const parent = nameText(zone, at)
    try {
      const names = await resolver.resolveNs(parent === '.' ? '' : parent.replace(/\.$/, ''))
      const addresses = await Promise.all(names.map((name) => addressesOf(resolver, name)))
      const servers = addresses
        .flat()
        .map((address): PeerAddress => ({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 }))
      if (servers.length === 0) return `no server of ${parent} has an address`
      return servers
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // No cut there: the parent is further above.
      if (code === 'ENODATA' || code === 'ENOTFOUND') continue
      return `the servers of ${parent} cannot be looked up (${code ?? error})`
    }
  }
  return 'no zone above it can be found'
}

async function addressesOf(resolver: Resolver, name: string): Promise<string[]> {
  try {
    return await resolver.resolve4(name)
  } catch {
    return []
  }
}

function ask(zone: Uint8Array, { address, family, port }: PeerAddress): Promise<ParentAnswer> {
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  const id = randomInt(0x10000)
  const server = port === 53 ? address : `${address} port ${port}`
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const end = (answer: ParentAnswer) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(answer)
    }
    const send = (attempt: number) => {
      const wait = TRIES[attempt]
      if (wait === undefined) return end({ kind: 'unreachable', reason: `${server} does not answer` })
      socket.send(question(zone, id))
      timer = setTimeout(() => send(attempt + 1), wait)
    }
    socket.on('error', (error) => end({ kind: 'unreachable', reason: `${server} cannot be asked: ${error.message}` }))
    socket.on('message', (bytes) => {
      const answer = answerIn(zone, bytes, id, server)
      if (answer !== undefined) end(answer)
    })
    socket.connect(port, address, () => send(0))
  })
}

/** A question for the DS of the zone (RFC 4035 §3.1.4.1: the parent answers it). */
function question(zone: Uint8Array, id: number): Uint8Array {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(1, 4)
  const fixed = Buffer.alloc(4)
  fixed.writeUInt16BE(Type.DS, 0)
  fixed.writeUInt16BE(1, 2)
  return Buffer.concat([header, zone, fixed])
}

/** Undefined where it is no answer to this question. */
function answerIn(zone: Uint8Array, bytes: Uint8Array, id: number, server: string): ParentAnswer | undefined {
  const message = readMessage(bytes)
  if (message === undefined || message.id !== id || (message.flags & Bit.QR) === 0) return undefined
  const [asked] = message.questions
  if (asked !== undefined && (asked.type !== Type.DS || !sameName(asked.name, 0, zone, 0))) return undefined
  const isAnswer = message.rcode === Rcode.NOERROR || message.rcode === Rcode.NXDOMAIN
  if (!isAnswer) return { kind: 'unreachable', reason: `${server} does not answer for the parent` }
  const records = message.answer.filter(({ name, type }) => type === Type.DS && sameName(name, 0, zone, 0))
  // A truncated answer has records that did not fit.
  if (records.length === 0 && (message.flags & Bit.TC) === 0) return { kind: 'none' }
  return { kind: 'there', records: records.map(({ rdata }) => rdata), server }
}

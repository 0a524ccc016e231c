// Whether the parent of a zone names keys of it. It is asked before a zone gets its first keys: a DS means that somebody has some.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { Bit } from '../wire/header.ts'
import { readMessage } from '../wire/message.ts'

/** Of one server of the parent. `server`: for people. */
export type ServerAnswer = { readonly server: string } & (
  | { readonly kind: 'none' }
  /** Rdata of the DS records, and their TTL. */
  | { readonly kind: 'there'; readonly records: readonly Uint8Array[]; readonly ttl: number }
  | { readonly kind: 'unreachable'; readonly reason: string }
)

/** Of all of them: the one that counts. */
export type ParentAnswer = ServerAnswer | { readonly kind: 'none' }

/** Milliseconds until it is asked again, each time. */
const TRIES = [1000, 2000, 3000] as const

/** `servers`: undefined: they are looked up. */
export async function askParents(zone: Uint8Array, servers: readonly PeerAddress[] | undefined): Promise<ParentAnswer> {
  const answers = await askEachParent(zone, servers)
  const found = answers.find((answer) => answer.kind === 'there')
  const failed = answers.find((answer) => answer.kind === 'unreachable')
  // One that cannot be asked may be the one that names a key.
  return found ?? failed ?? { kind: 'none' }
}

/** What each of them says; where they cannot be looked up, that. */
export async function askEachParent(
  zone: Uint8Array,
  servers: readonly PeerAddress[] | undefined,
): Promise<readonly ServerAnswer[]> {
  const asked = servers ?? (await serversAbove(zone))
  if (typeof asked === 'string') return [{ kind: 'unreachable', server: 'the parent', reason: asked }]
  return Promise.all(asked.map((server) => ask(zone, server)))
}

/** Of the zone above, as the system's resolvers know it; a sentence where they do not. */
async function serversAbove(zone: Uint8Array): Promise<readonly PeerAddress[] | string> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  for (let at = zone[0]! + 1; at < zone.length; at += zone[at]! + 1) {
    const parent = nameText(zone, at)
    try {
      const names = await resolver.resolveNs(parent === '.' ? '' : parent.replace(/\.$/, ''))
      const addresses = await Promise.all(names.map((name) => addressesOf(resolver, name)))
      // A server that is left out may be the one that has a DS.
      const missing = names.find((_, i) => addresses[i]!.length === 0)
      if (missing !== undefined) return `${missing}, a server of ${parent}, has no address`
      if (names.length === 0) return `${parent} has no server`
      return addresses.flat().map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 }))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // No cut there: the parent is further above.
      if (code === 'ENODATA' || code === 'ENOTFOUND') continue
      return `the servers of ${parent} cannot be looked up (${code ?? error})`
    }
  }
  return 'no zone above it can be found'
}

/** Those of IPv6 where there are no others: not every machine gets there. */
async function addressesOf(resolver: Resolver, name: string): Promise<string[]> {
  const four = await resolver.resolve4(name).catch(() => [])
  return four.length > 0 ? four : resolver.resolve6(name).catch(() => [])
}

function ask(zone: Uint8Array, { address, family, port }: PeerAddress): Promise<ServerAnswer> {
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  const id = randomInt(0x10000)
  const server = port === 53 ? address : `${address} port ${port}`
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const end = (answer: ServerAnswer) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(answer)
    }
    const send = (attempt: number) => {
      const wait = TRIES[attempt]
      if (wait === undefined) return end(unreachable(server, 'does not answer'))
      socket.send(question(zone, id))
      timer = setTimeout(() => send(attempt + 1), wait)
    }
    socket.on('error', (error) => end(unreachable(server, `cannot be asked: ${error.message}`)))
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
function answerIn(zone: Uint8Array, bytes: Uint8Array, id: number, server: string): ServerAnswer | undefined {
  const message = readMessage(bytes)
  if (message === undefined || message.id !== id || (message.flags & Bit.QR) === 0) return undefined
  const [asked] = message.questions
  if (asked !== undefined && (asked.type !== Type.DS || !sameName(asked.name, 0, zone, 0))) return undefined
  const isAnswer = message.rcode === Rcode.NOERROR || message.rcode === Rcode.NXDOMAIN
  if (!isAnswer) return unreachable(server, `answers ${rcodeName(message.rcode)}, and not for the parent`)
  const records = message.answer.filter(({ name, type }) => type === Type.DS && sameName(name, 0, zone, 0))
  if (records.length > 0)
    return {
      ...{ kind: 'there', server },
      records: records.map(({ rdata }) => rdata),
      ttl: Math.max(...records.map(({ ttl }) => ttl)),
    }
  // A truncated answer has records that did not fit.
  if (message.flags & Bit.TC) return unreachable(server, 'gives a truncated answer')
  // RFC 4035 §3.1.4.1: a server of the zone alone denies a DS too, with the SOA of the zone; one that refers us knows nothing of it.
  const isOfZone = message.authority.some(({ name, type }) => type === Type.SOA && sameName(name, 0, zone, 0))
  if ((message.flags & Bit.AA) === 0 || isOfZone) return unreachable(server, 'does not answer for the parent')
  return { kind: 'none', server }
}

function unreachable(server: string, what: string): ServerAnswer {
  return { kind: 'unreachable', server, reason: `${server} ${what}` }
}

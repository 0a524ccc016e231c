// Asks a primary for its SOA, which says which version it has: over UDP, and over TCP where UDP brings no answer (RFC 1034 §4.3.5). A
// primary that wants TLS is asked over TLS alone.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { sameName } from '../dns/name.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import { Bit } from '../wire/header.ts'
import { readMessage } from '../wire/message.ts'
import { signRequest } from '../wire/tsig/sign.ts'
import { type BadAnswer, type Verifier, verifying } from '../wire/tsig/stream.ts'
import type { Connections } from './connection.ts'
import { expireOf } from './expire-option.ts'
import type { Refusals } from './fetch.ts'
import { faultSaid, isUnreachable, lostSaid, type Peer, peerText, unverifiedSaid } from './peer.ts'
import { requestMessage } from './request.ts'
import { say } from './says.ts'

export type SoaAnswer =
  | { readonly kind: 'soa'; readonly serial: number; readonly expire: number | undefined }
  | { readonly kind: 'failed'; readonly reason: Said; readonly unreachable: boolean }

/** Milliseconds to wait before each next try. */
const TRIES = [1_000, 2_000] as const

export async function askSoa(
  apex: Uint8Array,
  peer: Peer,
  connections: Connections,
  refusals: Refusals,
  tries: readonly number[] = TRIES,
): Promise<SoaAnswer> {
  const ask = async (edns: boolean): Promise<Heard> => {
    if (peer.tls !== undefined) return overStream(apex, peer, edns, connections)
    const heard = await overUdp(apex, peer, edns, tries)
    return heard.kind === 'truncated' || heard.kind === 'silence' ? overStream(apex, peer, edns, connections) : heard
  }
  const edns = refusals.takes(peer, 'edns')
  let heard = await ask(edns)
  if (edns && heard.kind === 'rcode' && (heard.rcode === Rcode.FORMERR || heard.rcode === Rcode.NOTIMP)) {
    heard = await ask(false)
    // The peer answered only without the OPT record: it takes none.
    if (heard.kind === 'soa') refusals.note(peer, 'edns')
  }
  return answerOf(peer, heard)
}

type Heard =
  | { readonly kind: 'soa'; readonly serial: number; readonly expire: number | undefined }
  | { readonly kind: 'rcode'; readonly rcode: number }
  | { readonly kind: 'no-soa' | 'truncated' | 'silence' }
  | { readonly kind: 'unverified'; readonly bad: BadAnswer }
  | { readonly kind: 'lost'; readonly reason: Said; readonly unreachable: boolean }

function answerOf(peer: Peer, heard: Heard): SoaAnswer {
  const failed = (reason: Said, unreachable = false) => ({ kind: 'failed', reason, unreachable }) as const
  switch (heard.kind) {
    case 'soa':
      return heard
    case 'rcode':
      return failed(faultSaid(peer, heard, ''))
    case 'no-soa':
      return failed(say('answers-without-soa', { peer: peerText(peer) }))
    case 'unverified':
      return failed(unverifiedSaid(peer, heard.bad))
    case 'lost':
      return failed(heard.reason, heard.unreachable)
    case 'truncated':
    case 'silence':
      return failed(say('no-answer', { peer: peerText(peer) }), true)
    default:
      return heard satisfies never
  }
}

function overUdp(apex: Uint8Array, peer: Peer, edns: boolean, tries: readonly number[]): Promise<Heard> {
  const { at, source } = peer
  const socket = createSocket(at.family === 4 ? 'udp4' : 'udp6')
  const id = randomInt(0x10000)
  const { message, verifier } = requested(apex, peer, edns, id, false)
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    let bad: Heard | undefined
    const end = (heard: Heard) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(heard)
    }
    const ask = (attempt: number) => {
      const wait = tries[attempt]
      // RFC 8945 §5.4: anybody may have sent an answer that cannot be verified. It is told only if no better one came.
      if (wait === undefined) return end(bad ?? { kind: 'silence' })
      socket.send(message)
      timer = setTimeout(() => ask(attempt + 1), wait)
    }
    socket.on('error', () => end({ kind: 'silence' }))
    socket.on('message', (answer) => {
      const heard = heardOf(apex, answer, id, verifier())
      if (heard === undefined) return
      if (heard.kind === 'unverified' && !heard.bad.proven) bad = heard
      else end(heard)
    })
    socket.bind(source?.port ?? 0, source?.address, () =>
      socket.connect(at.port, at.address, (error?: Error) => {
        // There is no route, as on a host without IPv6: a socket that is not connected cannot send.
        if (error) end({ kind: 'silence' })
        else ask(0)
      }),
    )
  })
}

function overStream(apex: Uint8Array, peer: Peer, edns: boolean, connections: Connections): Promise<Heard> {
  return new Promise((resolve) => {
    let verifier: (() => Verifier | undefined) | undefined
    connections.to(peer).send({
      request(id) {
        const made = requested(apex, peer, edns, id, true)
        verifier = made.verifier
        return made.message
      },
      take(message) {
        const id = (message[0]! << 8) | message[1]!
        resolve(heardOf(apex, message, id, verifier?.()) ?? { kind: 'no-soa' })
        return 'done'
      },
      lost: (lost) => resolve({ kind: 'lost', reason: lostSaid(peer, lost), unreachable: isUnreachable(lost) }),
    })
  })
}

/** `verifier`: a new one for each answer, because a wrong answer ends it. */
function requested(apex: Uint8Array, { key }: Peer, edns: boolean, id: number, stream: boolean) {
  const message = requestMessage({ id, apex, type: Type.SOA, edns, stream })
  if (key === undefined) return { message, verifier: () => undefined }
  const signed = signRequest(key, message, seconds())
  return { message: signed.message, verifier: () => verifying(key, signed.mac, seconds) }
}

/** Undefined if the message does not answer this question: it answers another, or somebody guesses. */
function heardOf(apex: Uint8Array, bytes: Uint8Array, id: number, verifier: Verifier | undefined): Heard | undefined {
  const message = readMessage(bytes)
  if (message === undefined || message.id !== id || (message.flags & Bit.QR) === 0) return undefined
  const [question] = message.questions
  if (question !== undefined && (question.type !== Type.SOA || !sameName(question.name, 0, apex, 0))) return undefined
  const verified = verifier?.take(bytes)
  if (typeof verified === 'object') {
    if (verified.error === 'missing' && message.rcode !== Rcode.NOERROR) return { kind: 'rcode', rcode: message.rcode }
    return { kind: 'unverified', bad: verified }
  }
  if (message.rcode !== Rcode.NOERROR) return { kind: 'rcode', rcode: message.rcode }
  if (message.flags & Bit.TC) return { kind: 'truncated' }
  const soa = message.answer.find(({ name, type }) => type === Type.SOA && sameName(name, 0, apex, 0))
  // A server that is not authoritative answers from its cache (RFC 1034 §4.3.5).
  if (soa === undefined || (message.flags & Bit.AA) === 0) return { kind: 'no-soa' }
  const { rdata } = soa
  const serial = new DataView(rdata.buffer, rdata.byteOffset).getUint32(rdata.length - SOA_NUMBERS)
  return { kind: 'soa', serial, expire: expireOf(bytes) }
}

/** Octets of the five numbers at the end of an SOA (RFC 1035 §3.3.13), the serial first. */
const SOA_NUMBERS = 20

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

// Sends one NOTIFY to one address over UDP and takes the answer (RFC 1996), signed if the peer has a key. The caller repeats it. The NOTIFY
// goes in the clear even to peers that fetch over TLS: it gives away only who the secondaries are (RFC 9103 §5.3.1).

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Class } from '../dns/classes.ts'
import { sameName } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import { Bit, opcodeOf } from '../wire/header.ts'
import { readMessage } from '../wire/message.ts'
import { signRequest } from '../wire/tsig/sign.ts'
import { type Verifier, verifying } from '../wire/tsig/stream.ts'
import type { Zone } from '../zone/zone.ts'
import { type Peer, peerText, unverifiedSaid } from './peer.ts'
import { say } from './says.ts'
import { whyUnreachable } from './unreachable.ts'

/** Undefined: the peer has answered. Otherwise why not. */
export type Notified = Said | undefined

/** `wait`: how many milliseconds to wait for the answer. */
export function notify(zone: Zone, peer: Peer, wait: number): Promise<Notified> {
  const { at, source, key } = peer
  const id = randomInt(0x10000)
  const plain = notifyMessage(zone, id)
  const signed = key && signRequest(key, plain, seconds())
  // Other messages may leave a configured port at the same moment.
  const reuseAddr = source !== undefined && source.port > 0
  const socket = createSocket({ type: at.family === 4 ? 'udp4' : 'udp6', reuseAddr })
  return new Promise((resolve) => {
    let heard: Said = say('no-answer', { peer: peerText(peer) })
    const end = (notified: Notified) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(notified)
    }
    const timer = setTimeout(() => end(heard), wait)
    const fail = ({ code, message }: NodeJS.ErrnoException) =>
      end(say('cannot-send', { peer: peerText(peer), why: whyUnreachable(code ?? message) }))
    socket.on('error', fail)
    socket.on('message', (answer) => {
      const verifier = signed && verifying(key, signed.mac, seconds)
      const read = readAnswer(answer, { zone, id, peer, verifier })
      if (read === 'other') return
      // RFC 8945 §5.4: anybody may have sent an answer that cannot be verified; the true one may still come.
      if (read.kind === 'unverified') heard = read.reason
      else end(read.kind === 'told' ? undefined : read.reason)
    })
    socket.bind(source?.port ?? 0, source?.address, () =>
      socket.connect(at.port, at.address, (error?: Error) => {
        if (error) fail(error)
        else socket.send(signed?.message ?? plain)
      }),
    )
  })
}

/** RFC 1996 §3.7: the answer section holds the newest SOA, as a hint. */
export function notifyMessage(zone: Zone, id: number): Uint8Array {
  const out = new Octets(256)
  const data = zone.dataOf(zone.soa)
  const length = zone.lengthOf(data)
  out.u16(id)
  out.u16((Opcode.NOTIFY << 11) | Bit.AA)
  for (const count of [1, 1, 0, 0]) out.u16(count)
  out.append(zone.apex)
  out.u16(Type.SOA)
  out.u16(Class.IN)
  out.append(zone.apex)
  out.u16(Type.SOA)
  out.u16(Class.IN)
  out.u32(zone.ttl(zone.soa))
  out.u16(length)
  out.append(zone.heap, data, data + length)
  return out.view().slice()
}

type Asked = { readonly zone: Zone; readonly id: number; readonly peer: Peer; readonly verifier: Verifier | undefined }

type Read =
  /** It answers something else. */
  'other' | { readonly kind: 'told' } | { readonly kind: 'refused' | 'unverified'; readonly reason: Said }

function readAnswer(answer: Uint8Array, { zone, id, peer, verifier }: Asked): Read {
  const message = readMessage(answer)
  if (message === undefined || message.id !== id || !(message.flags & Bit.QR)) return 'other'
  if (opcodeOf(message.flags) !== Opcode.NOTIFY) return 'other'
  const [question] = message.questions
  if (question !== undefined && !sameName(question.name, 0, zone.apex, 0)) return 'other'
  const verified = verifier?.take(answer) ?? 'good'
  if (typeof verified === 'object') return { kind: 'unverified', reason: unverifiedSaid(peer, verified) }
  if (message.rcode === Rcode.NOERROR) return { kind: 'told' }
  const rcode = rcodeName(message.rcode)
  return { kind: 'refused', reason: say('notify-refused', { peer: peerText(peer), rcode }) }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

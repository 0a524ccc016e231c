// A primary as Janus asks it: at which address, from which address, with which key.

import { nameText } from '../dns/name-text.ts'
import { rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import type { TlsPeer } from '../keys/tls-peer.ts'
import { endpointText } from '../net/endpoint.ts'
import type { TlsFlaw } from '../net/tls/client.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import type { BadAnswer } from '../wire/tsig/stream.ts'
import type { Lost } from './connection.ts'
import { say } from './says.ts'
import type { StreamFault } from './stream.ts'
import { whyUnreachable } from './unreachable.ts'

export type Peer = {
  /** The name in the configuration. */
  readonly name: string
  readonly at: PeerAddress
  readonly source: PeerAddress | undefined
  readonly key: TsigKey | undefined
  /** If set, Janus asks only over TLS. */
  readonly tls?: TlsPeer | undefined
}

export function peerText({ name, at }: Pick<Peer, 'name' | 'at'>): string {
  return `${name} (${endpointText(at)})`
}

/** One text for each address to ask at. */
export function addressOf({ at }: Pick<Peer, 'at'>): string {
  return `${at.address} ${at.port}`
}

/** Whether another address may do better. */
export function isUnreachable({ kind }: Lost): boolean {
  return kind === 'connect' || kind === 'tls'
}

export function lostSaid(peer: Peer, lost: Lost): Said {
  const named = peerText(peer)
  switch (lost.kind) {
    case 'connect':
      return say('no-connection', { peer: named, why: whyUnreachable(lost.reason) })
    case 'tls':
      return flawSaid(peer, lost)
    case 'closed':
      return say('connection-lost', { peer: named })
    case 'no-progress':
      return say('no-progress', { peer: named, seconds: lost.seconds })
    case 'stray':
      return say('answers-other', { peer: named })
    case 'no-end':
      return say('no-end', { peer: named, seconds: lost.seconds })
    default:
      return lost satisfies never
  }
}

function flawSaid(peer: Peer, flaw: TlsFlaw): Said {
  const named = { peer: peerText(peer) }
  switch (flaw.flaw) {
    case 'alpn':
      return say('tls-without-alpn', { address: peer.at.address, setting: '{alpn: optional}' })
    case 'version':
      return say('tls-too-old', named)
    case 'pin':
      return say('tls-other-key', { ...named, pin: flaw.pin, primary: peer.name })
    case 'certificate':
      return say('tls-certificate-wrong', { ...named, why: flaw.why, primary: peer.name })
    case 'file':
      return say('tls-file-unusable', { file: flaw.file, why: flaw.why })
    case 'handshake':
      return say('tls-failed', { ...named, why: flaw.why })
    default:
      return flaw satisfies never
  }
}

/** `stays`: the serial that we have, as text. */
export function faultSaid(peer: Peer, fault: StreamFault, stays: string): Said {
  const named = { peer: peerText(peer) }
  switch (fault.kind) {
    case 'rcode':
      return say('answers-rcode', { ...named, rcode: rcodeName(fault.rcode) })
    case 'malformed':
      return say('answers-malformed', named)
    case 'wrong-id':
    case 'wrong-question':
      return say('answers-other', named)
    case 'wrong-class':
      return say('answers-class', named)
    case 'no-soa-first':
    case 'soa-differs':
    case 'soa-not-apex':
    case 'soa-malformed':
    case 'after-end':
      return say(fault.kind, named)
    case 'chain':
      return say('chain-broken', named)
    case 'limit': {
      const { of, met, limit } = fault
      return say('over-limit', {
        peer: peer.at.address,
        met: counted(met),
        of: say(of),
        limit: counted(limit),
        primary: peer.name,
        key: of === 'records' ? 'max-records' : 'max-size',
        serial: stays,
      })
    }
    default:
      return fault satisfies never
  }
}

export function unverifiedSaid(peer: Peer, { error, told, skew }: BadAnswer): Said {
  const named = { peer: peerText(peer) }
  const key = nameText(peer.key!.name).replace(/\.$/, '')
  if (skew !== undefined) return say('tsig-clock', { ...named, skew })
  if (error === 'missing') return say('tsig-missing', { ...named, key })
  const name = error.toUpperCase()
  return told ? say('tsig-refused', { ...named, error: name, key }) : say('tsig-wrong', { ...named, error: name, key })
}

export function counted(count: number): string {
  return count.toLocaleString('en-US')
}

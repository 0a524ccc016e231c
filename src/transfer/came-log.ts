// Logs that a version from a primary is in service.

import { nameText } from '../dns/name-text.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { typeName } from '../dns/types.ts'
import type { Zone } from '../zone/zone.ts'
import type { Result } from './fetching.ts'
import { about, type FollowedFace } from './followed-face.ts'
import { addressOf, type Peer } from './peer.ts'
import { english } from './says.ts'
import type { Log } from './serving.ts'
import type { LeftOut } from './stream.ts'
import { expiresEarly } from './timers.ts'

/** `before`: what was served until then. */
export type Came = {
  readonly before: Zone | undefined
  readonly now: Zone
  readonly peer: Peer
  readonly result: Extract<Result, { kind: 'zone' | 'changes' }>
}

export function tellCame(log: Log, face: FollowedFace, { before, now, peer, result }: Came): void {
  if (before !== undefined && isNewerSerial(before.serial, now.serial))
    log.warn(
      { ...about(face), before: before.serial, serial: now.serial },
      'the serial of a zone went back: secondaries keep the old version until it is above theirs',
    )
  if (expiresEarly(now) && !(before !== undefined && expiresEarly(before)))
    log.warn(
      about(face),
      'the SOA of a zone lets it expire before its primary can be asked twice (EXPIRE below REFRESH plus RETRY): Janus serves it longer',
    )
  if (result.isUndigested && !face.isUndigested)
    log.warn(about(face), 'a zone has digests (ZONEMD), and none of them can be verified: it is served all the same')
  const { records, octets, leftOut } = result
  log.info(
    {
      ...about(face),
      from: addressOf(peer),
      by: result.kind === 'changes' ? 'IXFR' : 'AXFR',
      before: before?.serial,
      serial: now.serial,
      records,
      octets,
      ...leftOutOf(leftOut),
      ...(result.kind === 'zone' && result.insteadOf && { insteadOfChanges: english.text(result.insteadOf) }),
    },
    'a zone has come from its primary',
  )
}

/** For the log: which records of the stream the zone does not get. */
function leftOutOf({ outside, unfit, examples }: LeftOut) {
  if (outside + unfit === 0) return {}
  const names = examples.map(({ owner, type }) => `${nameText(owner)} ${typeName(type)}`)
  return { leftOut: { outside, unfit, names } }
}

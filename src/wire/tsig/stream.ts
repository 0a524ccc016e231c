// Verifies what comes back for a signed request: one message, or the many of a transfer (RFC 8945 §5.3.1, §5.4).

import { Rcode } from '../../dns/rcodes.ts'
import type { TsigKey } from './mac.ts'
import { copyOf, findTsig, type Tsig, withoutTsig } from './record.ts'
import type { Now } from './sign.ts'
import { digestedForm, errorOf, type TsigError } from './verify.ts'

/** RFC 8945 §5.3.1: so many messages in a row may go unsigned, and no more. */
const MAX_UNSIGNED = 99

export type BadAnswer = {
  readonly kind: 'bad'
  /** `missing`: unsigned where it had to be signed. */
  readonly error: TsigError | 'missing'
  /** Whether the peer reports this error about our request; otherwise we found it in the answer. */
  readonly told: boolean
  /** Whether the peer has signed its report. Anybody may have sent an unsigned one, so wait on for the real answer. */
  readonly proven: boolean
  /** By how many seconds the peer's clock is ahead of ours, if the peer says its time. For people only. */
  readonly skew?: number
}

export type Verifier = {
  /** Takes the next message as it came. After a bad one, believe nothing that follows. */
  take(message: Uint8Array): 'good' | 'unsigned' | BadAnswer
  /** Whether signatures cover all messages: the last one has to be signed. */
  end(): boolean
}

/** `requestMac`: as it was sent. */
export function verifying(key: TsigKey, requestMac: Uint8Array, now: Now): Verifier {
  let prior = requestMac
  let isFirst = true
  let unsigned: Uint8Array[] = []

  function unsignedOne(message: Uint8Array): 'unsigned' | BadAnswer {
    if (isFirst || unsigned.length >= MAX_UNSIGNED) return found('missing')
    unsigned.push(copyOf(message))
    return 'unsigned'
  }

  function signedOne(message: Uint8Array, tsig: Tsig): 'good' | BadAnswer {
    if (!isNamed(tsig, key)) return found('badkey')
    const told = toldError(tsig)
    if (tsig.macLength === 0)
      return told === undefined ? found('badsig') : { kind: 'bad', error: told, told: true, proven: false }
    const messages = [...unsigned, digestedForm(withoutTsig(message, tsig), tsig)]
    const error = errorOf(key, tsig, { prior, messages, timersOnly: !isFirst }, now())
    // RFC 8945 §5.2.3: an answer about the time has the client's own.
    if (error !== undefined) return found(error)
    if (told !== undefined) return { kind: 'bad', error: told, told: true, proven: true, ...skewOf(tsig, now()) }
    prior = tsig.mac
    isFirst = false
    unsigned = []
    return 'good'
  }

  return {
    take(message) {
      const record = findTsig(message)
      if (record.kind === 'misplaced') return found('format')
      return record.kind === 'none' ? unsignedOne(message) : signedOne(message, record.tsig)
    },
    end: () => !isFirst && unsigned.length === 0,
  }
}

function found(error: BadAnswer['error']): BadAnswer {
  return { kind: 'bad', error, told: false, proven: false }
}

function isNamed({ keyName }: Tsig, { name }: TsigKey): boolean {
  return Buffer.compare(keyName, name) === 0
}

function toldError({ error }: Tsig): TsigError | undefined {
  switch (error) {
    case 0:
      return undefined
    case Rcode.BADSIG:
      return 'badsig'
    case Rcode.BADTIME:
      return 'badtime'
    case Rcode.BADTRUNC:
      return 'badtrunc'
    default:
      return 'badkey'
  }
}

/** RFC 8945 §5.2.3: six octets of the server's time. */
function skewOf({ error, other }: Tsig, now: number): { skew?: number } {
  if (error !== Rcode.BADTIME || other.length !== 6) return {}
  const data = new DataView(other.buffer, other.byteOffset)
  return { skew: data.getUint16(0) * 2 ** 32 + data.getUint32(2) - now }
}

// Questions with known answers, put to a generation before anybody else may ask it.

import { fold } from '../dns/name.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { peerAt } from '../net/peer.ts'
import type { CanaryFailure, CanarySetting } from '../text/config/canary.ts'
import type { Generation } from '../views/view.ts'
import { readMessage } from '../wire/message.ts'
import { queryMessage } from '../wire/query-message.ts'
import { Responder, type ResponderOptions } from './responder.ts'

/** The canaries that get another answer than they should. */
export function failingCanaries(
  canaries: readonly CanarySetting[],
  generation: Generation,
  options: ResponderOptions,
): CanaryFailure[] {
  if (canaries.length === 0) return []
  const responder = new Responder(generation, options)
  return canaries.flatMap((canary) => {
    const got = ask(responder, canary)
    if (isExpected(canary.expect, got)) return []
    return [
      {
        canary: canary.text,
        expected: textOf(canary.type, canary.expect),
        got: textOf(canary.type, got),
        place: canary.place,
      },
    ]
  })
}

/** A word is an rcode, or NODATA. */
type Got = string | readonly Uint8Array[]

const out = new Uint8Array(0xffff)

/** As over TCP, so that nothing is cut off. */
function ask(responder: Responder, { address, name, type }: CanarySetting): Got {
  const query = queryMessage(name, type, false, 0xffff)
  const peer = peerAt(address, 'tcp')
  const length = responder.respond(query, 0, query.length, peer, out, 0)
  const message = readMessage(out.slice(0, length))
  if (message === undefined) return 'no answer'
  const records = message.answer.filter((record) => record.type === type).map(({ rdata }) => rdata)
  if (message.rcode === Rcode.NOERROR) return records.length > 0 ? records : 'NODATA'
  return rcodeName(message.rcode)
}

function isExpected(expect: CanarySetting['expect'], got: Got): boolean {
  if (typeof expect === 'string') return got === expect
  return typeof got !== 'string' && sorted(expect) === sorted(got)
}

/** Case does not count: most of what differs in nothing else are names (RFC 4343 §3). */
function sorted(records: readonly Uint8Array[]): string {
  return records
    .map((rdata) => Array.from(rdata, (octet) => fold[octet]).join(' '))
    .sort()
    .join('; ')
}

function textOf(type: number, what: Got): string {
  if (typeof what === 'string') return what
  return what
    .map((rdata) => printRdata(type, rdata, 0, rdata.length))
    .sort()
    .join(', ')
}

// Puts questions with known answers to a generation before anybody else may ask it.

import { fold } from '../dns/name.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { Type } from '../dns/types.ts'
import { peerAt } from '../net/peer.ts'
import type { CanaryFailure, CanarySetting } from '../text/config/canary.ts'
import type { Generation } from '../views/view.ts'
import { readMessage } from '../wire/message.ts'
import { queryMessage } from '../wire/query-message.ts'
import { Responder, type ResponderOptions } from './responder.ts'

/** `names`: over which it leads: the one asked for, and the targets of aliases. */
export type CanaryAnswer = { readonly failure: CanaryFailure | undefined; readonly names: readonly Uint8Array[] }

/** The canaries that get another answer than they should. */
export function failingCanaries(
  canaries: readonly CanarySetting[],
  generation: Generation,
  options: ResponderOptions,
): CanaryFailure[] {
  if (canaries.length === 0) return []
  const asker = new CanaryAsker(generation, options)
  return canaries.flatMap((canary) => asker.ask(canary).failure ?? [])
}

export class CanaryAsker {
  readonly #responder: Responder

  constructor(generation: Generation, options: ResponderOptions) {
    this.#responder = new Responder(generation, options)
  }

  ask(canary: CanarySetting): CanaryAnswer {
    const { got, names } = ask(this.#responder, canary)
    if (isExpected(canary.expect, got)) return { failure: undefined, names }
    const failure = {
      canary: canary.text,
      expected: textOf(canary.type, canary.expect),
      got: textOf(canary.type, got),
      place: canary.place,
    }
    return { failure, names }
  }
}

/** A word is an rcode, or NODATA. */
type Got = string | readonly Uint8Array[]

const out = new Uint8Array(0xffff)

/** As over TCP, so that nothing is cut off. */
function ask(
  responder: Responder,
  { address, name, type }: CanarySetting,
): { readonly got: Got; readonly names: readonly Uint8Array[] } {
  const query = queryMessage(name, type, false, 0xffff)
  const peer = peerAt(address, 'tcp')
  const length = responder.respond(query, 0, query.length, peer, out, 0)
  const message = readMessage(out.slice(0, length))
  if (message === undefined) return { got: 'no answer', names: [name] }
  const aliases = message.answer.filter((record) => record.type === Type.CNAME).map(({ rdata }) => rdata)
  const names = [name, ...aliases]
  const records = message.answer.filter((record) => record.type === type).map(({ rdata }) => rdata)
  if (message.rcode !== Rcode.NOERROR) return { got: rcodeName(message.rcode), names }
  return { got: records.length > 0 ? records : 'NODATA', names }
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

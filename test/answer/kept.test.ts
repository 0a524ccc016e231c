// Kept answers are the composer's own: octet by octet what a server says that nobody has asked before.

import t from 'tap'
import { Answerer } from '../../src/answer/answer.ts'
import { Renderer } from '../../src/answer/render.ts'
import { Response } from '../../src/answer/response.ts'
import { typeCode } from '../../src/dns/types.ts'
import { Query } from '../../src/wire/query.ts'
import type { ZoneSet } from '../../src/zone/zone-set.ts'
import { TestServer } from '../support/ask.ts'
import type { Labels } from '../support/name.ts'
import { wireLength } from '../support/name.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'
import { type Inquiry, inquiries } from '../support/world.ts'
import { soleView, worldGeneration } from '../support/zones.ts'

const OPT = 11
/** The option with an extended error that goes into the OPT record (RFC 8914 §2), without a text. */
const EXTENDED_ERROR = 6

/** What a server may say that keeps nothing: the message without OPT, in each order of its records. */
function composed(zones: ZoneSet, message: Uint8Array, type: number, dnssec: boolean, limit: number): Set<string> {
  const query = new Query()
  query.read(message, 0, message.length)
  const response = new Response()
  new Answerer({ minimalResponses: true }).answer(zones, { name: query.name, type, dnssec, fullAny: false }, response)
  const renderer = new Renderer()
  const out = new Uint8Array(4096)
  const orders = Math.min(response.orders, 5040)
  const room = limit - (query.edns.present && response.error >= 0 ? EXTENDED_ERROR : 0)
  return new Set(
    Array.from({ length: orders }, (_, i) => hex(out.subarray(0, renderer.render(query, response, out, 0, room, i)))),
  )
}

type Asked = { readonly name: Labels; readonly type: string; readonly edns: number; readonly dnssec: boolean }

/** Each question, and others beside it that do not exist, more than once and in turn. */
function asked({ questions }: Inquiry, sizes: readonly number[]): Asked[] {
  return sizes.flatMap((size, round) =>
    questions.flatMap(({ name, type }, i) => {
      const beside = [`x${round}${'y'.repeat(i % 7)}`, ...name]
      const edns = size
      const dnssec = (i + round) % 2 === 0
      return [name, ...(wireLength(beside) <= 255 ? [beside] : [])].map((name) => ({ name, type, edns, dnssec }))
    }),
  )
}

t.test('an answer that was kept is one that the composer gives', async () => {
  const sizes = [0, 1232, 512, 0, 900, 1232]
  await fc.assert(
    fc.asyncProperty(inquiries({ min: 1, max: 12 }), async (inquiry) => {
      const generation = worldGeneration(inquiry.world)
      const { zones } = generation.views[0]!
      const server = new TestServer(soleView(zones))
      for (const { name, type, edns, dnssec } of asked(inquiry, sizes)) {
        const code = typeCode(type)!
        if (code === 255 || code === 251 || code === 252) continue
        const withOpt = edns > 0
        const message = queryOf(name, code, withOpt ? { edns, dnssec } : {})
        const answer = server.send(message)
        const size = Math.min(Math.max(edns, 512), 1232)
        const body = withOpt ? withoutOpt(answer) : answer
        const want = composed(zones, message, code, withOpt && dnssec, withOpt ? size - OPT : 512)
        if (!want.has(hex(body)))
          throw new Error(`${name.join('.')} ${type}: ${hex(body)}\nis not among\n${[...want].join('\n')}`)
      }
    }),
    { numRuns: 150 },
  )
})

/** The message as it was before its OPT record, the last one, was added: root, type 41, our size 1232. */
function withoutOpt(message: Uint8Array): Uint8Array {
  const body = message.slice(0, Buffer.from(message).lastIndexOf(Buffer.from([0, 0, 41, 4, 208])))
  body[11]!--
  return body
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

// What happens when somebody sets the clock, and when it comes to numbers of more than 31 and 32 bits: limits go on by the
// time that passes, cookies hold by the time of day.

import t from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { faultLog } from '../../src/serve/parts.ts'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import type { Responder } from '../../src/serve/responder.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor, TestServer } from '../support/ask.ts'
import { octets } from '../support/hex.ts'
import { generationOf } from '../support/zones.ts'

const zone = '$TTL 300\n@ SOA ns hostmaster 1 7200 900 604800 300\n@ NS ns\nns A 192.0.2.53\n'
const generation = generationOf({ all: { clients: ['any'], zones: { 'example.com': zone } } })
const limits = {
  perSecond: [2, 0, 0, 0, 0, 0],
  window: 5,
  slip: 0,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
} as const

const HOUR = 3_600_000
const Y2038 = 2 ** 31 * 1000
const Y2106 = 2 ** 32 * 1000

/** A server whose clocks go by hand. */
function served(wall: number, options: ConstructorParameters<typeof Responder>[1] | object) {
  const server = new TestServer(generation, options)
  let moment = { wall, steady: 1_000_000 }
  const pass = (milliseconds: number, set = 0) => {
    moment = { wall: moment.wall + milliseconds + set, steady: moment.steady + milliseconds }
    server.responder.tick(moment)
  }
  pass(0)
  return { server, pass }
}

const steps: readonly (readonly [what: string, wall: number, set: number])[] = [
  ['that nobody sets', 1_700_000_000_000, 0],
  ['set back by an hour', 1_700_000_000_000, -HOUR],
  ['set back by ten years', 1_700_000_000_000, -87_600 * HOUR],
  ['set ahead by an hour', 1_700_000_000_000, HOUR],
  ['in January 2038', Y2038 - 1000, 0],
  ['in February 2106', Y2106 - 1000, 0],
]

for (const [what, wall, set] of steps)
  t.test(`limits go on beside a clock ${what}`, async (t) => {
    const { server, pass } = served(wall, {
      rateTable: rateTable(),
      otherPolicy: { rateLimits: { ...limits, logOnly: false } },
    })
    const answered = () => Array.from({ length: 4 }, () => server.send(queryFor('ns.example.com A')).length > 0)
    t.same(answered(), [true, true, false, false])
    pass(0, set)
    t.same(answered(), [false, false, false, false], 'no time has passed')
    pass(10_000)
    t.same(answered(), [true, true, false, false], 'ten seconds have')
  })

for (const [what, wall] of steps)
  t.test(`cookies hold for an hour beside a clock ${what}`, async (t) => {
    const { server, pass } = served(wall, { cookies: { secret: new Uint8Array(16).fill(7), accept: [] } })
    const first = server.send(withCookie('2464c4abcf10c957'))
    const cookie = Buffer.from(readMessage(first)!.opt!.options[0]!.data).toString('hex')
    const holds = () => readMessage(server.send(withCookie(cookie)))!.rcode === Rcode.NOERROR
    t.ok(holds())
    pass(3599_000)
    t.ok(holds())
    pass(2000)
    t.notOk(holds())
  })

t.test('faults are told once a second of time that passes', async (t) => {
  const lines: unknown[] = []
  let now = 5_000_000
  const tell = faultLog({ error: (about: object) => lines.push(about) }, () => now)
  for (let i = 0; i < 5; i++) tell('first')
  now += 1000
  tell('second')
  t.same(lines, [
    { reason: 'first', faults: 1 },
    { reason: 'second', faults: 5 },
  ])
})

/** Asks whether the cookie holds (RFC 7873 §5.4): no question, and BADCOOKIE where it does not. */
function withCookie(cookie: string): Uint8Array {
  const length = (cookie.length / 2).toString(16).padStart(4, '0')
  const size = (cookie.length / 2 + 4).toString(16).padStart(4, '0')
  return octets(`1234 0000 0000 0000 0000 0001 00 0029 04d0 00000000 ${size} 000a ${length} ${cookie}`)
}

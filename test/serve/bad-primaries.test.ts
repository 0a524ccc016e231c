// What primaries do wrong, case by case, as somebody meets it who reads the log or asks `janus transfers`: the sentence says what is
// wrong and what to do, and the zone that was served is served.

import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { askServer } from '../../src/operate/control/client.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { type Asked, Primary, type Reply } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const SERIAL = 2026112801
const OPPOSITE = (SERIAL + 2 ** 31) % 2 ** 32
const soa = (serial: number, times = '1d 2h 4w 1h') => `@ SOA ns hostmaster ${serial} ${times}`
const zone = (serial: number, more: readonly string[] = [], times?: string) => [
  soa(serial, times),
  '@ NS ns',
  'ns A 192.0.2.1',
  `is${serial} A 192.0.2.2`,
  ...more,
]
const MANY = Array.from({ length: 1000 }, (_, i) => `h${i} A 192.0.2.3`)
const WIDE = Array.from({ length: 300 }, (_, i) => `w${i} TXT "${'x'.repeat(250)}"`)

type Case = {
  readonly what: string
  readonly serial: number
  /** Instead of a whole zone of that serial. */
  readonly lines?: readonly string[]
  readonly says: string
  /** What is served from now on; as before where it is missing. */
  readonly becomes?: number
}

const cases: readonly Case[] = [
  {
    what: 'more records than it may have',
    serial: SERIAL + 1,
    lines: zone(SERIAL + 1, MANY),
    says: `transfer from 127.0.0.1 stopped at 1,001 records (limit 1,000): raise primaries.hidden.max-records; serial ${SERIAL} stays in service`,
  },
  {
    what: 'more octets than it may have',
    serial: SERIAL + 1,
    lines: zone(SERIAL + 1, WIDE),
    says: `octets (limit 65,536): raise primaries.hidden.max-size; serial ${SERIAL} stays in service`,
  },
  {
    what: 'a serial exactly 2^31 away',
    serial: OPPOSITE,
    says: `hidden has the serial ${OPPOSITE}, exactly 2^31 away from our ${SERIAL}, so that neither is newer (RFC 1982): raise it there, or take its version with "janus transfers fetch example.com."`,
  },
  {
    what: 'a serial one further, which is older',
    serial: OPPOSITE + 1,
    says: `hidden is behind: its serial ${OPPOSITE + 1} is lower than ours, ${SERIAL}; raise it there, or take its version with "janus transfers fetch example.com."`,
  },
  {
    what: 'a zone that expires before it is asked for again, which is served for as long as that takes',
    serial: SERIAL + 2,
    lines: zone(SERIAL + 2, [], '1d 2h 1h 1h'),
    says: 'the SOA of a zone lets it expire before its primary can be asked twice (EXPIRE below REFRESH plus RETRY): Janus serves it longer',
    becomes: SERIAL + 2,
  },
]

t.test('each fault of a primary is told in a sentence, and the zone is served as it was', async (t) => {
  let served: { readonly serial: number; readonly lines: readonly string[] } = { serial: SERIAL, lines: zone(SERIAL) }
  const reply = ({ type }: Asked): Reply => {
    const first = served.lines[0]!
    return type === 'SOA'
      ? messagesOf([first], { type: 'SOA' })
      : messagesOf([...served.lines, first], { perMessage: 50 })
  }
  const primary = await Primary.start(reply)
  t.teardown(() => primary.close())
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {inside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"], max-records: 1000, max-size: 65536}}
zones: {example.com: {inside: {primary: hidden}}}
`,
  })
  const janus = await serve(t, folder)
  await janus.logged('a zone has come from its primary')
  const way = { port: janus.port(), from: '127.0.0.1', transport: 'tcp' } as const
  const isServed = async (serial: number) => (await exchange(t, queryFor(`is${serial}.example.com. A`), way))[7] === 1
  const told = async () => {
    const answer = await askServer(join(folder, 'state/control.sock'), { verb: 'transfers' })
    if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
    const [line] = answer.result as readonly { readonly error?: string }[]
    return line?.error ?? ''
  }
  const isLogged = (says: string) => janus.log.some(({ msg }) => msg.includes(says))
  let is = SERIAL
  for (const { what, serial, lines = zone(serial), says, becomes = is } of cases) {
    served = { serial, lines }
    const notified = await exchange(t, queryFor('example.com. SOA', { flags: 4 << 11 }), way)
    t.equal(notified[3]! & 0xf, Rcode.NOERROR, `${what}: NOTIFY is taken`)
    // A refresh that was under way took what was there before: it asks once more by itself.
    while (!isLogged(says) && !(await told()).includes(says)) await setTimeout(20)
    is = becomes
    t.ok(await isServed(is), `${what}: ${says}`)
  }
})

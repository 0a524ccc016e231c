// Zones whose content is not ours to change: of a primary, signed elsewhere, or with a digest. A rule that would permit a change of
// them permits nothing.

import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor, summary } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'
import { Primary } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const head = '$TTL 60\n@ SOA ns host 7 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
const signature = 'RRSIG SOA 13 2 60 20361231000000 20260101000000 1 signed.example. AAAA\n'
const files = (port: number) => ({
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {inside: [127.0.0.1], outside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${port}"]}}
zones:
  own.example: own.zone
  signed.example: signed.zone
  digest.example: digest.zone
  example.com: {inside: {primary: hidden}, outside: own.zone}
updates: [{from: [127.0.0.0/8], zones: [own.example, signed.example, digest.example, example.com], proof: off}]
`,
  'own.zone': head,
  'signed.zone': `${head}@ ${signature}`,
  'digest.zone': `${head}@ ZONEMD 7 1 1 ${'00'.repeat(48)}\n`,
})

t.test('zones that others make', async (t) => {
  const soa = '@ SOA ns host 7 1d 2h 4w 1h'
  const primary = await Primary.start(({ type }) =>
    messagesOf(type === 'SOA' ? [soa] : [soa, '@ NS ns', 'ns A 192.0.2.1', soa], type === 'SOA' ? { type: 'SOA' } : {}),
  )
  t.teardown(() => primary.close())
  const site = new Site(folderOf(t, files(primary.port)))
  await site.start()
  t.teardown(() => site.stop())
  for (const end = Date.now() + 60_000; (await asked(t, site, 'ns.example.com A', '127.0.0.1')) !== '192.0.2.1'; )
    if (Date.now() > end) throw new Error('the zone does not come from its primary')
  const cases: readonly (readonly [string, string, string, RegExp | undefined])[] = [
    ['own.example', '127.0.0.1', 'NOERROR', undefined],
    ['example.com', '127.0.0.1', 'NOTAUTH', /comes from a primary: send updates to the primary/],
    ['example.com', '127.0.0.2', 'NOERROR', undefined],
    ['signed.example', '127.0.0.1', 'REFUSED', /was signed elsewhere, or has a digest of its content/],
    ['digest.example', '127.0.0.1', 'REFUSED', /was signed elsewhere, or has a digest of its content/],
  ]
  for (const [zone, from, rcode, why] of cases) {
    const lines = ['add new 60 A 192.0.2.7', 'delete ns AAAA']
    const told = site.said.length
    t.equal(await sent(t, site, zone, from, lines), rcode, `${zone} from ${from}`)
    t.equal(await asked(t, site, `new.${zone} A`, from), rcode === 'NOERROR' ? '192.0.2.7' : 'NXDOMAIN', zone)
    if (why !== undefined) t.match(site.said.slice(told).join(''), why, `${zone}: told why`)
    // Who may change nothing of it is told nothing else: a prerequisite changes nothing.
    if (rcode === 'REFUSED')
      t.equal(
        await sent(t, site, zone, from, ['prereq nxdomain ns', ...lines]),
        'REFUSED',
        `${zone}: before prerequisites`,
      )
  }
})

let id = 0

async function sent(t: Test, site: Site, zone: string, from: string, lines: readonly string[]): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from, transport: 'tcp' } as const
  return rcodeName((await exchange(t, updateMessage(`${zone}.`, lines, { id: ++id }), way))[3]! & 0xf)
}

async function asked(t: Test, site: Site, question: string, from: string): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from, transport: 'tcp' } as const
  return summary(readMessage(await exchange(t, queryFor(question), way))!)
}

// Every answer to a resolver that tells its client's network says for which networks it is good (RFC 7871 §7.2.1): without, the
// resolver would keep an answer, or an error, of one face for the clients of all.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { peerAt } from '../../src/net/peer.ts'
import { Responder } from '../../src/serve/responder.ts'
import { compilePrefixes } from '../../src/views/prefix-table.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { askBy, DOORS, listenKey } from '../support/doors.ts'
import { type EdnsOption, subnetOption, withOptions } from '../support/edns-options.ts'
import { folderOf } from '../support/janus.ts'
import { INSIDE } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { generationOf } from '../support/zones.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
alias CNAME ns
sub NS ns.sub
ns.sub A 192.0.2.3
tree DNAME example.net.
*.w A 192.0.2.4
long TXT ( ${'"'.concat('a'.repeat(250), '" ').repeat(8)})
`
const zones = (address: string) => ({ 'example.com.': zone(address) })
const generation = generationOf({
  inside: { clients: ['10.0.0.0/8'], zones: zones('10.0.0.1') },
  outside: { clients: ['any'], zones: zones('192.0.2.1') },
})
const BELIEVED = { family: 4, octets: Uint8Array.of(203, 0, 113, 0), bits: 24 } as const
const options = {
  ...defaultOptions,
  subnetSenders: compilePrefixes([{ prefix: BELIEVED, view: 0 }]).buffer,
  cookies: { secret: new Uint8Array(16), accept: [] },
  identity: { name: 'gw1', version: '' },
}
const COOKIE = 10

function scopeOf({ opt }: Message): string {
  const data = opt?.options.find(({ code }) => code === 8)?.data
  return data === undefined ? '-' : `/${data[2]} good for /${data[3]}`
}

type Row = readonly [what: string, told: string, query: Uint8Array, ...options: EdnsOption[]]
const plain = (text: string, more = {}) => queryFor(text, { edns: 1232, ...more })
function withOctet(query: Uint8Array, at: number, octet: number) {
  query[at < 0 ? query.length + at : at] = octet
  return query
}

/** Over UDP, then where proof is asked for as well; `=`: the same. */
const rows: readonly (readonly [proof: string, ...Row])[] = [
  ['TC', 'a name', 'NOERROR', plain('ns.example.com. A')],
  ['TC', 'no such name', 'NXDOMAIN', plain('x.example.com. A', { dnssec: true })],
  ['TC', 'no such type', 'NOERROR', plain('ns.example.com. MX')],
  ['TC', 'an alias', 'NOERROR', plain('alias.example.com. A')],
  ['TC', 'a referral', 'NOERROR', plain('x.sub.example.com. A')],
  ['TC', 'a DNAME', 'NOERROR', plain('x.tree.example.com. A')],
  ['TC', 'a wildcard', 'NOERROR', plain('x.w.example.com. A')],
  ['TC', 'ANY', 'NOERROR', plain('ns.example.com. ANY')],
  ['TC', 'one too long', 'TC', queryFor('long.example.com. TXT', { edns: 512 })],
  ['TC', 'a zone of nobody', 'REFUSED', plain('example.net. A')],
  ['TC', 'who the server is', 'NOERROR', plain('hostname.bind. TXT', { class: 3 })],
  ['TC', 'whom it takes one for', 'NOERROR', plain('whoami.janus. TXT', { class: 3 })],
  ['=', 'class HS', 'REFUSED', plain('example.com. A', { class: 4 })],
  ['=', 'a type that is none', 'NOTIMP', plain('ns.example.com. OPT')],
  ['BADCOOKIE', 'a cookie to begin with', 'NOERROR', plain('ns.example.com. A'), [COOKIE, Buffer.alloc(8)]],
  ['=', 'a cookie of no legal length', 'FORMERR', plain('ns.example.com. A'), [COOKIE, Buffer.alloc(9)]],
]

for (const proof of [false, true])
  t.test(proof ? 'a view that asks for proof' : 'each kind of answer', async (t) => {
    const responder = new Responder(
      generation,
      { ...options, policies: { inside: { identify: true, proof } } },
      undefined,
      () => true,
    )
    const ask = (message: Uint8Array, protocol: 'udp' | 'tcp') => {
      const out = new Uint8Array(0xffff)
      const peer = peerAt(addressFromText('203.0.113.7')!, protocol)
      return readMessage(out.subarray(0, responder.respond(message, 0, message.length, peer, out, 0)))!
    }
    const told = ({ rcode, flags }: Message) => (flags & Bit.TC ? 'TC' : rcodeName(rcode))
    for (const [proven, what, wanted, query, ...more] of rows) {
      const message = withOptions(query, ...more, subnetOption('10.1.2.0/24'))
      const answer = ask(message, 'udp')
      t.equal(told(answer), proof && proven !== '=' ? proven : wanted, what)
      t.equal(scopeOf(answer), '/24 good for /8', what)
      const overTcp = ask(message, 'tcp')
      t.equal(told(overTcp), wanted === 'TC' ? 'NOERROR' : wanted, `${what}, over TCP`)
      t.equal(scopeOf(overTcp), '/24 good for /8', `${what}, over TCP`)
    }
    // What an option means is a matter of the version; of what cannot be read, nobody knows what it says.
    const none: readonly (readonly [wanted: string, query: Uint8Array])[] = [
      ['BADVERS', withOctet(plain('ns.example.com. A'), -5, 1)],
      ['FORMERR', withOctet(plain('ns.example.com. A'), 5, 2)],
    ]
    for (const [wanted, query] of none) {
      const answer = ask(withOptions(query, subnetOption('10.1.2.0/24')), 'udp')
      t.equal(told(answer), wanted)
      t.equal(scopeOf(answer), '-', wanted)
    }
  })

t.test('what another thread signs, by every door', async (t) => {
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `
listen: [${DOORS.map((door) => `{${['address: "127.0.0.1:0"', listenKey(door)].filter(Boolean).join(', ')}}`).join(', ')}]
workers: 2
ecs-from: [127.0.0.7]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
sign: {univ.example: {parents: [], denial: {internal: minimal, external: compact}}}
`,
      'in.zone': INSIDE,
      'out.zone': INSIDE.replace(/^intra.*$/m, ''),
    }),
  )
  t.teardown(() => site.stop())
  await site.start()
  for (const [i, door] of DOORS.entries()) {
    const way = { door, to: '127.0.0.1', port: site.server.bound[i]!.port, client: '127.0.0.7' }
    const subnets = ['10.1.2.0/24', '11.0.0.0/8', '10.0.0.0/7', '0.0.0.0/0']
    const messages = subnets.map((subnet, id) =>
      withOctet(
        withOptions(queryFor(`n${id}.univ.example. A`, { edns: 1232, dnssec: true }), subnetOption(subnet)),
        1,
        id + 1,
      ),
    )
    for (const message of messages) message[0] = 0
    const answers = await askBy(t, way, messages)
    t.same(
      messages.map((_, id) => {
        const message = readMessage(answers.get(id + 1)!)!
        // The inside denies by NXDOMAIN, the outside by what is compact.
        return `${rcodeName(message.rcode)} ${scopeOf(message)}`
      }),
      ['NXDOMAIN /24 good for /8', 'NOERROR /8 good for /8', 'NOERROR /7 good for /8', 'NOERROR /0 good for /5'],
      door,
    )
  }
  t.ok(site.server.online.counts.answered >= 4 * DOORS.length)
})

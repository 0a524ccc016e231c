// Whose client subnet decides which view, how far the answer is good, and what is made of one that cannot be read.

import t from 'tap'
import { addressFromText, addressText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { peerAt } from '../../src/net/peer.ts'
import { Counters, sumCounters } from '../../src/observe/counters.ts'
import { Responder } from '../../src/serve/responder.ts'
import { viewOf } from '../../src/serve/view-of.ts'
import { compilePrefixes } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { type EdnsOption, subnetOption, withOptions } from '../support/edns-options.ts'
import fc from '../support/properties.ts'
import { signed } from '../support/query.ts'
import { generationOf } from '../support/zones.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
`
const all = (inside: boolean) => ({ 'example.com.': zone(inside ? '10.0.0.1' : '192.0.2.1') })
const views = {
  inside: { clients: ['10.0.0.0/8', '2001:db8::/32'], zones: all(true) },
  outside: { clients: ['any'], zones: all(false) },
}

const senders = ['10.0.0.7', '203.0.113.0/24'].flatMap((text) => {
  const read = readPrefix(text)
  return read.kind === 'prefixes' ? read.prefixes.map((prefix) => ({ prefix, view: 0 })) : []
})
const options = { ...defaultOptions, subnetSenders: compilePrefixes(senders).buffer }
const INSIDE = '10.0.0.7'
const BELIEVED = '203.0.113.7'
const STRANGER = '198.51.100.7'

function server(generation = generationOf(views)) {
  const counters = new Counters()
  const responder = new Responder(generation, options, counters, () => true)
  const send = (from: string, message: Uint8Array, { stream = false, view = -1 } = {}) => {
    const out = new Uint8Array(0xffff)
    const peer = peerAt(addressFromText(from)!, stream ? 'tcp' : 'udp', view)
    const length = responder.respond(message, 0, message.length, peer, out, 0)
    return {
      length,
      answer: length > 0 ? readMessage(out.subarray(0, length))! : undefined,
      view: viewOf(peer, generation),
    }
  }
  return { send, counted: () => sumCounters([counters.buffer], 2).subnets }
}

const ask = (...its: readonly EdnsOption[]) => withOptions(queryFor('ns.example.com. A', { edns: 1232 }), ...its)

/** The subnet that an answer is about, with its scope. */
function scopeOf({ opt }: Message): string {
  const data = opt?.options.find(({ code }) => code === 8)?.data
  if (data === undefined) return '-'
  const octets = new Uint8Array(data[1] === 1 ? 4 : 16)
  octets.set(data.subarray(4))
  return `${addressText(octets)}/${data[2]} ${data[3]}`
}

function told({ answer }: { readonly answer: Message | undefined }): string {
  if (answer === undefined) return 'nothing'
  const [record] = answer.answer
  return record === undefined ? rcodeName(answer.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}

const rows: readonly (readonly [from: string, subnet: string, view: string, scope: string])[] = [
  // Believed: the network that it asks for decides, as far as it is clear.
  [BELIEVED, '10.1.2.0/24', 'inside', '10.1.2.0/24 8'],
  [BELIEVED, '10.0.0.0/8', 'inside', '10.0.0.0/8 8'],
  [BELIEVED, '11.0.0.1/32', 'outside', '11.0.0.1/32 8'],
  [BELIEVED, '10.0.0.0/7', 'outside', '10.0.0.0/7 8'], // too short: the view of any, and word of what it takes
  [BELIEVED, '2001:db8::/56', 'inside', '2001:db8::/56 32'],
  [BELIEVED, '2001:db8::/31', 'outside', '2001:db8::/31 32'],
  [BELIEVED, '::ffff:10.0.0.1/128', 'outside', '::ffff:10.0.0.1/128 3'],
  [BELIEVED, '0.0.0.0/0', 'outside', '0.0.0.0/0 5'],
  [BELIEVED, '', 'outside', '-'],
  // Its own address is inside, and never counts.
  [INSIDE, '192.0.2.0/24', 'outside', '192.0.2.0/24 1'],
  [INSIDE, '10.1.2.0/24', 'inside', '10.1.2.0/24 8'],
  [INSIDE, '0.0.0.0/0', 'outside', '0.0.0.0/0 5'],
  [INSIDE, '', 'outside', '-'],
  // All others may write what they like.
  [STRANGER, '10.1.2.0/24', 'outside', '-'],
  ['10.9.9.9', '192.0.2.0/24', 'inside', '-'],
]

t.test('a subnet counts where its sender is believed, and nowhere else', async (t) => {
  const { send, counted } = server()
  for (const stream of [false, true])
    for (const [from, subnet, view, scope] of rows) {
      const got = send(from, ask(...(subnet === '' ? [] : [subnetOption(subnet)])), { stream })
      t.equal(told(got), view, `${from} ${subnet}`)
      t.equal(scopeOf(got.answer!), scope, `${from} ${subnet}`)
    }
  t.same(counted(), { ignored: 4, short: 12 })
})

t.test('an answer without anything says how far it is good as well', async (t) => {
  const { send } = server()
  for (const name of ['x.example.com. A', 'example.com. MX', 'example.net. A', 'ns.example.com. AXFR']) {
    const { answer } = send(BELIEVED, withOptions(queryFor(name, { edns: 1232 }), subnetOption('10.1.2.0/24')), {
      stream: false,
    })
    if (answer) t.equal(scopeOf(answer), name.endsWith('AXFR') ? '-' : '10.1.2.0/24 8', name)
  }
})

t.test('without a view of any, what is not clear is refused', async (t) => {
  const { send } = server(generationOf({ inside: views.inside }))
  t.equal(told(send(INSIDE, ask())), 'REFUSED')
  t.equal(told(send(INSIDE, ask(subnetOption('10.0.0.0/7')))), 'REFUSED')
  t.equal(told(send(INSIDE, ask(subnetOption('10.1.0.0/16')))), 'inside')
  t.equal(
    scopeOf(send(INSIDE, ask(subnetOption('192.0.2.0/24'))).answer!),
    '192.0.2.0/24 1',
    'REFUSED tells how far, too',
  )
})

const broken: readonly (readonly [what: string, ...options: EdnsOption[]])[] = [
  ['nothing in it', [8, Buffer.alloc(0)]],
  ['half of it', [8, Buffer.from([0, 1, 24])]],
  ['no family', [8, Buffer.from([0, 0, 0, 0])]],
  ['a family of nobody', [8, Buffer.from([0, 3, 0, 0])]],
  ['a family of nobody, in the high octet', [8, Buffer.from([1, 1, 0, 0])]],
  ['a scope', [8, Buffer.from([0, 1, 24, 24, 10, 1, 2])]],
  ['too many bits', [8, Buffer.from([0, 1, 33, 0, 10, 1, 2, 3, 0])]],
  ['too many bits of IPv6', [8, Buffer.concat([Buffer.from([0, 2, 129, 0]), Buffer.alloc(17)])]],
  ['an octet too few', [8, Buffer.from([0, 1, 24, 0, 10, 1])]],
  ['an octet too many', [8, Buffer.from([0, 1, 24, 0, 10, 1, 2, 0])]],
  ['octets of no bits', [8, Buffer.from([0, 1, 0, 0, 10])]],
  ['a bit behind its length', [8, Buffer.from([0, 1, 23, 0, 10, 1, 3])]],
  ['two', subnetOption('10.1.2.0/24'), subnetOption('10.1.2.0/24')],
]

t.test('what cannot be read is FORMERR to who is believed, and is passed over of others', async (t) => {
  const { send } = server()
  for (const [what, ...its] of broken) {
    const got = send(BELIEVED, ask(...its))
    t.equal(told(got), 'FORMERR', what)
    t.equal(scopeOf(got.answer!), '-', what)
    t.equal(told(send(STRANGER, ask(...its))), 'outside', `${what}, of a stranger`)
    t.equal(told(send('10.9.9.9', ask(...its))), 'inside', `${what}, of a client`)
  }
})

t.test('an address that is tied to a view gives it, and the answer is good for all', async (t) => {
  const { send } = server()
  const got = send(BELIEVED, ask(subnetOption('192.0.2.0/24')), { view: 0 })
  t.equal(told(got), 'inside')
  t.equal(scopeOf(got.answer!), '192.0.2.0/24 0')
})

t.test('transfers, NOTIFY, UPDATE and what is signed are judged by who sends them', async (t) => {
  const { send } = server()
  const subnet = subnetOption('192.0.2.0/24')
  const messages = {
    transfer: withOptions(queryFor('example.com. AXFR', { edns: 1232 }), subnet),
    notify: withOptions(queryFor('example.com. SOA', { edns: 1232, flags: 4 << 11 }), subnet),
    update: withOptions(queryFor('example.com. SOA', { edns: 1232, flags: 5 << 11 }), subnet),
    signed: signed(ask(subnet)),
  }
  for (const [what, message] of Object.entries(messages)) t.equal(send(INSIDE, message, { stream: true }).view, 0, what)
  t.equal(send(INSIDE, ask(subnet), { stream: true }).view, 1, 'and a question after them by what it says')
})

t.test('another version of EDNS means nothing that is known', async (t) => {
  const message = ask(subnetOption('10.1.2.0/24'))
  message[message.length - 7 - 4 - 5] = 1
  t.equal(told(server().send(BELIEVED, message)), 'BADVERS')
})

t.test(
  'whatever the option holds, a believed resolver inside never gets the inside for a network outside',
  async () => {
    const { send } = server()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), fc.integer({ min: 0, max: 3 }), (data, family) => {
        if (data.length > 1) data.set([0, family])
        const got = told(send(INSIDE, ask([8, data])))
        const isInside = (data[1] === 1 && data[4] === 10 && data[2]! >= 8) || (data[1] === 2 && data[4] === 0x20)
        return got !== 'inside' || isInside
      }),
    )
  },
)

t.test('whoami.janus says what was made of it, where that may be told', async (t) => {
  const identity = { name: 'gw1', version: '' }
  const told = new Responder(generationOf(views), { ...options, identity, policies: { inside: { identify: true } } })
  const asked = (from: string, ...its: readonly EdnsOption[]) => {
    const out = new Uint8Array(0xffff)
    const message = withOptions(queryFor('whoami.janus. TXT', { edns: 1232, class: 3 }), ...its)
    const length = told.respond(message, 0, message.length, peerAt(addressFromText(from)!, 'udp'), out, 0)
    const [record] = readMessage(out.subarray(0, length))!.answer
    return record === undefined ? [] : stringsOf(record.rdata)
  }
  t.same(asked('10.9.9.9'), ['door=udp', 'sender=10.9.9.9', 'by=address', 'prefix=10.0.0.0/8', 'view=inside'])
  const subnet = subnetOption('10.1.2.0/24')
  t.same(asked(BELIEVED, subnet), [
    ...['door=udp', `sender=${BELIEVED}`, 'subnet=10.1.2.0/24', 'scope=8'],
    ...['by=subnet', 'prefix=10.0.0.0/8', 'view=inside'],
  ])
  t.same(asked(STRANGER, subnet), [], 'not to strangers')
})

function stringsOf(rdata: Uint8Array): string[] {
  const strings: string[] = []
  for (let at = 0; at < rdata.length; at += 1 + rdata[at]!)
    strings.push(Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at]!)).toString())
  return strings
}

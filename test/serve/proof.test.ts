// A view that asks for proof: who has not shown that the address is his learns nothing but how to show it.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { HANDED, peerAt } from '../../src/net/peer.ts'
import { Responder } from '../../src/serve/responder.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { withOptions } from '../support/edns-options.ts'
import { signed } from '../support/query.ts'
import { generationOf } from '../support/zones.ts'

const zones = { 'example.com.': '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 10.0.0.1\n' }
const responder = new Responder(
  generationOf({ inside: { clients: ['10.0.0.0/8'], zones }, outside: { clients: ['any'], zones } }),
  {
    ...defaultOptions,
    cookies: { secret: new Uint8Array(16), accept: [] },
    policies: { inside: { proof: true } },
  },
  undefined,
  () => true,
)

const CLIENT_COOKIE = Buffer.from('2464c4abcf10c957', 'hex')
const question = (name = 'ns.example.com. A') => queryFor(name, { edns: 1232 })

function send(message: Uint8Array, from = '10.0.0.9', protocol: 'udp' | 'tcp' | 'tls' = 'udp') {
  const out = new Uint8Array(0xffff)
  const length = responder.respond(message, 0, message.length, peerAt(addressFromText(from)!, protocol), out, 0)
  const answer = length > 0 ? readMessage(out.subarray(0, length)) : undefined
  if (length === HANDED) return { told: 'handed', answer }
  if (answer === undefined) return { told: 'nothing', answer }
  const tc = answer.flags & Bit.TC ? ' TC' : ''
  return { told: `${rcodeName(answer.rcode)}${tc} ${answer.answer.length}`, answer, length }
}

function cookieFor(from: string): Buffer {
  const { answer } = send(withOptions(question(), [10, CLIENT_COOKIE]), from)
  return Buffer.from(answer!.opt!.options.find(({ code }) => code === 10)!.data)
}

t.test('the question alone comes back over UDP, with word of the way', async (t) => {
  const rows: readonly (readonly [
    what: string,
    told: string,
    message: Uint8Array,
    from?: string,
    how?: 'udp' | 'tcp' | 'tls',
  ])[] = [
    ['without anything', 'NOERROR TC 0', question()],
    ['without EDNS', 'NOERROR TC 0', queryFor('ns.example.com. A')],
    ['a name that does not exist', 'NOERROR TC 0', question('x.example.com. A')],
    ['a zone of nobody', 'NOERROR TC 0', question('example.net. A')],
    ['a cookie to begin with', 'BADCOOKIE 0', withOptions(question(), [10, CLIENT_COOKIE])],
    [
      'a cookie of nobody',
      'BADCOOKIE 0',
      withOptions(question(), [10, Buffer.concat([CLIENT_COOKIE, Buffer.alloc(16, 1)])]),
    ],
    ['a cookie of another address', 'BADCOOKIE 0', withOptions(question(), [10, cookieFor('10.0.0.8')])],
    ['the newest serial', 'NOERROR TC 0', question('example.com. IXFR')],
    ['its own cookie', 'NOERROR 1', withOptions(question(), [10, cookieFor('10.0.0.9')])],
    ['over TCP', 'NOERROR 1', question(), '10.0.0.9', 'tcp'],
    ['over TLS', 'NOERROR 1', question(), '10.0.0.9', 'tls'],
    ['from a view that asks for none', 'NOERROR 1', question(), '192.0.2.9'],
    ['half a question', 'FORMERR 0', question().subarray(0, 20)],
    ['a cookie of no legal length', 'FORMERR 0', withOptions(question(), [10, Buffer.alloc(9)])],
    ['a signature', 'handed', signed(question())],
  ]
  for (const [what, told, message, from, how] of rows) t.equal(send(message, from, how).told, told, what)
})

t.test('it is no longer than what was asked, but for a cookie', async (t) => {
  const asked = question()
  t.equal(send(asked).length, asked.length)
  const bare = queryFor('ns.example.com. A')
  t.equal(send(bare).length, bare.length)
})

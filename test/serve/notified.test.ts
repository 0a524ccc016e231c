// Whose NOTIFY counts: the key of that zone's primary from anywhere, or one of its addresses; and what is counted of the others.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { get16, put16 } from '../../src/dns/big-endian.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { peerAt } from '../../src/net/peer.ts'
import { type FetchedFace, notified } from '../../src/serve/desk/notified.ts'
import { noTransfers } from '../../src/serve/desk/transfer-counts.ts'
import { notifyMessage } from '../../src/transfer/notify-message.ts'
import { Bit } from '../../src/wire/header.ts'
import { Query } from '../../src/wire/query.ts'
import { queryFor } from '../support/ask.ts'
import { zoneOf } from '../support/zones.ts'
import { recordsOf } from '../transfer/streams.ts'
import { faceAt } from '../transfer/turned-clock.ts'

type Sender = {
  readonly from: string
  readonly key?: string
  readonly views?: readonly string[]
  readonly elsewhere?: true
}

const primary = (more: Partial<FetchedFace['primary']>) => faceAt(53, more).primary
const at = (...addresses: string[]) => addresses.map((address) => ({ family: 4 as const, address, port: 53 }))
const notifyFrom = [{ family: 4 as const, octets: addressFromText('198.51.100.0')!, bits: 24 }]

/** Both views have the zone, each from a primary of its own. */
const faces: readonly FetchedFace[] = [
  { view: 'inside', primary: primary({ name: 'one', addresses: at('192.0.2.1', '192.0.2.2'), key: 'Hidden.Inside' }) },
  {
    view: 'outside',
    primary: primary({ name: 'two', addresses: at('192.0.2.1'), notifyFrom }),
  },
]

const rows: readonly (readonly [what: string, sender: Sender, views: readonly string[]])[] = [
  ['an address that both list', { from: '192.0.2.1' }, ['inside', 'outside']],
  ['an address that one lists', { from: '192.0.2.2' }, ['inside']],
  ['an address that nobody lists', { from: '192.0.2.3' }, []],
  ['a prefix that it may say so from', { from: '198.51.100.7' }, ['outside']],
  ['an address beside that prefix', { from: '198.51.101.7' }, []],
  [
    'the key, from anywhere, spelled otherwise',
    { from: '203.0.113.9', key: 'hidden.inside.', views: ['inside'] },
    ['inside'],
  ],
  [
    'the key, from an address of the other primary',
    { from: '192.0.2.1', key: 'hidden.inside.', views: ['inside'] },
    ['inside'],
  ],
  [
    'a key that is not the primary’s, from its address',
    { from: '192.0.2.1', key: 'other.', views: ['inside', 'outside'] },
    [],
  ],
  [
    'the name of the key in a view that it does not show',
    { from: '203.0.113.9', key: 'hidden.inside.', views: ['outside'] },
    [],
  ],
  [
    'the key, from where it may not be used',
    { from: '192.0.2.1', key: 'hidden.inside.', views: ['inside'], elsewhere: true },
    [],
  ],
]

function ask(sender: Sender, question = 'example.com. SOA', known = faces, message = queryFor(question)) {
  put16(message, 2, (4 << 11) | Bit.AA)
  const query = new Query()
  query.read(message, 0, message.length)
  const peer = peerAt(addressFromText(sender.from)!, 'udp')
  peer.key = sender.key
  if (sender.key !== undefined)
    peer.signed = { views: sender.views ?? [], octets: 0, refused: sender.elsewhere === true }
  const told: string[] = []
  const serials: (number | undefined)[] = []
  const { notifies } = noTransfers()
  const answer = notified(query, peer, {
    facesOf: () => known,
    notify: (view, _origin, _from, serial) => {
      told.push(view)
      serials.push(serial)
    },
    counts: notifies,
  })
  return { answer, told, serials, notifies, message }
}

for (const [what, sender, views] of rows)
  t.test(what, async (t) => {
    const { answer, told, notifies, message } = ask(sender)
    t.same(told, views)
    t.equal(rcodeName(get16(answer!, 2) & 15), views.length > 0 ? 'NOERROR' : 'REFUSED')
    t.equal((get16(answer!, 2) & Bit.AA) !== 0, views.length > 0)
    t.same(answer!.subarray(0, 2), message.subarray(0, 2))
    t.same([notifies.taken, notifies.refused], views.length > 0 ? [1, 0] : [0, 1])
    if (views.length === 0)
      t.same(notifies.lastRefused, {
        client: sender.from,
        key: sender.key ?? 'none',
        zone: 'example.com.',
        expected: 'key Hidden.Inside, 192.0.2.1, 192.0.2.2, 198.51.100.0/24',
      })
  })

t.test('what is about no zone of a primary, or no SOA, is somebody else’s business, and not counted', async (t) => {
  for (const one of [
    ask({ from: '192.0.2.1' }, 'example.com. SOA', []),
    ask({ from: '192.0.2.1' }, 'example.com. A'),
  ]) {
    t.equal(one.answer, undefined)
    t.same([one.told, one.notifies.taken, one.notifies.refused], [[], 0, 0])
  }
})

t.test('of a zone that nobody is to know of, a stranger hears nothing and nothing is said', async (t) => {
  const hidden = faces.map((face) => ({ ...face, isHidden: true }))
  const { answer, notifies } = ask({ from: '192.0.2.9' }, 'example.com. SOA', hidden)
  t.equal(answer, undefined)
  t.equal(notifies.lastRefused, undefined)
  t.ok(ask({ from: '192.0.2.1' }, 'example.com. SOA', hidden).answer)
})

t.test('which version there is by its word is passed on, where it says so of that zone', async (t) => {
  const soa = '60 SOA ns hostmaster 4294967295 1h 1h 1w 60'
  const said = notifyMessage(zoneOf('example.com.', `@ ${soa}\n@ 60 NS ns\nns 60 A 192.0.2.1\n`), 7)
  const plain = queryFor('example.com. SOA')
  const answering = (line: string) => {
    const message = Buffer.concat([plain, recordsOf([line])[0]!])
    message.writeUInt16BE(1, 6)
    return message
  }
  const rows: readonly (readonly [what: string, message: Uint8Array, serial: number | undefined])[] = [
    ['as Janus says it', said, 4294967295],
    ['without a record', plain, undefined],
    ['the SOA of another zone', answering(`www ${soa}`), undefined],
    ['another record', answering('@ 60 A 192.0.2.1'), undefined],
  ]
  for (const [what, message, serial] of rows)
    t.same(ask({ from: '192.0.2.2' }, '', faces, message).serials, [serial], what)
})

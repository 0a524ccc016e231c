// What came in, what went out, where it takes more than one message's octets to say: cookies, identity, limits, streams. The
// table of messages by themselves is test/wire/bad-input.test.ts. `-` is no answer at all.

import t from 'tap'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import { TestServer } from '../support/ask.ts'
import { octets } from '../support/hex.ts'
import { generationOf } from '../support/zones.ts'

const zones = {
  example: `
$TTL 300
@    SOA ns hostmaster 1 7200 900 604800 60
@    NS  ns
ns   A   192.0.2.53
`,
}
const generation = generationOf({
  inside: { clients: ['10.0.0.0/8'], zones },
  outside: { clients: ['198.51.100.0/24'], zones },
})
/** RFC 9018 appendix A.1. */
const now = 1559731985
const rateLimits = {
  perSecond: [2, 2, 2, 2, 2, 0],
  window: 15,
  slip: 2,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
  logOnly: false,
} as const

/** A server whose clients have asked nothing yet. */
function fresh(): TestServer {
  const server = new TestServer(generation, {
    nsid: Buffer.from('gw1'),
    idleTimeout: 10_000,
    cookies: { secret: octets('e5e973e5a6b2a43f48e7dc849e37bfcf'), accept: [] },
    identity: { name: 'gw1', version: 'Janus' },
    policies: { inside: { identify: true }, outside: { rateLimits } },
    rateTable: rateTable(),
  })
  server.responder.tick({ wall: now * 1000, steady: 0 })
  return server
}

const client = '198.51.100.100'
/** `ns.example A IN` */
const question = '026e73 07 6578616d706c65 00 0001 0001'
const query = `4a4e 0000 0001 0000 0000 0000 ${question}`
const answer = `4a4e 8400 0001 0001 0000 0000 ${question} c00c 0001 0001 0000012c 0004 c0000235`
/** The client's half, and the whole as we make it. */
const asked = '2464c4abcf10c957'
const proven = `${asked} 01000000 5cf79f11 1f8130c3eee29480`
const optOf = (options: string, rcode = '00') =>
  `00 0029 04d0 ${rcode}000000 ${octets(options).length.toString(16).padStart(4, '0')} ${options}`
const withOpt = (options: string) => `4a4e 0000 0001 0000 0000 0001 ${question} ${optOf(options)}`
const bind = (name: string) =>
  `${name.length.toString(16).padStart(2, '0')} ${Buffer.from(name).toString('hex')} 0462696e64 00`
const chaos = (name: string, type = '0010') => `4a4e 0000 0001 0000 0000 0000 ${bind(name)} ${type} 0003`

type Case = {
  readonly name: string
  readonly from?: string
  readonly stream?: boolean
  /** Octets in, octets out, one after the other. */
  readonly talk: readonly (readonly [sent: string, back: string])[]
}

const cases: readonly Case[] = [
  {
    name: 'no question but a cookie to be had (RFC 7873 §5.4)',
    talk: [
      [
        `4a4e 0000 0000 0000 0000 0001 ${optOf(`000a 0008 ${asked}`)}`,
        `4a4e 8000 0000 0000 0000 0001 ${optOf(`000a 0018 ${proven}`)}`,
      ],
    ],
  },
  {
    name: 'no question, and a cookie that does not hold: BADCOOKIE and one that does',
    talk: [
      [
        `4a4e 0000 0000 0000 0000 0001 ${optOf(`000a 0018 ${asked} 01000000 5cf79f11 0000000000000000`)}`,
        `4a4e 8007 0000 0000 0000 0001 ${optOf(`000a 0018 ${proven}`, '01')}`,
      ],
    ],
  },
  {
    name: 'a cookie of nine octets (RFC 7873 §5.2.2)',
    talk: [[withOpt(`000a 0009 ${asked} 00`), `4a4e 8001 0001 0000 0000 0001 ${question} ${optOf('')}`]],
  },
  {
    name: 'a keepalive with a timeout, over UDP: passed over (RFC 7828 §3.3.1)',
    talk: [[withOpt('000b 0002 ffff'), `${answer.replace('0000 0000', '0000 0001')} ${optOf('')}`]],
  },
  {
    name: 'the same on a stream: ours is told',
    stream: true,
    talk: [[withOpt('000b 0002 ffff'), `${answer.replace('0000 0000', '0000 0001')} ${optOf('000b 0002 0064')}`]],
  },
  {
    name: 'a ZONEVERSION with data (RFC 9660 §3.1)',
    talk: [[withOpt('0013 0001 00'), `4a4e 8001 0001 0000 0000 0001 ${question} ${optOf('')}`]],
  },
  {
    name: 'NSID with data of its own, which is passed over',
    talk: [[withOpt('0003 0002 abcd'), `${answer.replace('0000 0000', '0000 0001')} ${optOf('0003 0003 677731')}`]],
  },
  {
    name: 'AXFR over UDP: refused, whoever asks',
    from: '10.0.0.1',
    talk: [
      [
        '4a4e 0000 0001 0000 0000 0000 07 6578616d706c65 00 00fc 0001',
        '4a4e 8005 0001 0000 0000 0000 07 6578616d706c65 00 00fc 0001',
      ],
    ],
  },
  {
    name: 'IXFR over UDP with the SOA that it begins from',
    talk: [
      [
        '4a4e 0000 0001 0000 0001 0000 07 6578616d706c65 00 00fb 0001 c00c 0006 0001 00000000 0016 00 00 00000001 00000000 00000000 00000000 00000000',
        '4a4e 8005 0001 0000 0000 0000 07 6578616d706c65 00 00fb 0001',
      ],
    ],
  },
  {
    name: 'UPDATE, which is not done here (RFC 2136 §3.1); its OPT has one in return',
    talk: [
      [
        `4a4e 2800 0001 0000 0000 0001 07 6578616d706c65 00 0006 0001 ${optOf('')}`,
        `4a4e a804 0000 0000 0000 0001 ${optOf('000f 0002 0015')}`,
      ],
    ],
  },
  {
    name: 'NOTIFY, as UPDATE',
    talk: [['4a4e 2400 0001 0000 0000 0000 07 6578616d706c65 00 0006 0001', '4a4e a004 0000 0000 0000 0000']],
  },
  {
    name: 'a stateful operation (RFC 8490)',
    stream: true,
    talk: [['4a4e 3000 0000 0000 0000 0000 0001 0004 00003a98', '4a4e b004 0000 0000 0000 0000']],
  },
  {
    name: 'who is asking after version.bind from outside is refused',
    talk: [[chaos('version'), `4a4e 8005 0001 0000 0000 0000 ${bind('version')} 0010 0003`]],
  },
  {
    name: 'from inside it is told',
    from: '10.0.0.1',
    talk: [
      [
        chaos('version'),
        `4a4e 8000 0001 0001 0000 0000 ${bind('version')} 0010 0003 c00c 0010 0003 00000000 0006 05 4a616e7573`,
      ],
      [
        chaos('hostname'),
        `4a4e 8000 0001 0001 0000 0000 ${bind('hostname')} 0010 0003 c00c 0010 0003 00000000 0004 03 677731`,
      ],
      [
        chaos('VersioN'),
        `4a4e 8000 0001 0001 0000 0000 ${bind('VersioN')} 0010 0003 c00c 0010 0003 00000000 0006 05 4a616e7573`,
      ],
    ],
  },
  {
    name: 'another type of it is no data, another name is refused',
    from: '10.0.0.1',
    talk: [
      [chaos('version', '0001'), `4a4e 8000 0001 0000 0000 0000 ${bind('version')} 0001 0003`],
      [chaos('authors'), `4a4e 8005 0001 0000 0000 0000 ${bind('authors')} 0010 0003`],
    ],
  },
  {
    name: 'a client without a view is refused, whatever it asks',
    from: '203.0.113.1',
    talk: [
      [query, `4a4e 8005 0001 0000 0000 0000 ${question}`],
      [chaos('version'), `4a4e 8005 0001 0000 0000 0000 ${bind('version')} 0010 0003`],
      ['4a4e 0000 0002 0000 0000 0000', '4a4e 8001 0000 0000 0000 0000'],
    ],
  },
  {
    name: 'asked too often: nothing, then an empty answer with TC, and so on',
    talk: [
      [query, answer],
      [query, answer],
      [query, '-'],
      [query, `4a4e 8200 0001 0000 0000 0000 ${question}`],
      [query, '-'],
    ],
  },
  {
    name: 'asked too often with a cookie that proves nothing: BADCOOKIE in place of TC',
    talk: [
      [query, answer],
      [query, answer],
      [withOpt(`000a 0008 ${asked}`), '-'],
      [
        withOpt(`000a 0008 ${asked}`),
        `4a4e 8007 0001 0000 0000 0001 ${question} ${optOf(`000a 0018 ${proven}`, '01')}`,
      ],
    ],
  },
  {
    name: 'asked as often with a cookie that holds: answered every time',
    talk: Array.from({ length: 6 }, () => [
      withOpt(`000a 0018 ${proven}`),
      `${answer.replace('0000 0000', '0000 0001')} ${optOf(`000a 0018 ${proven}`)}`,
    ]),
  },
  {
    name: 'asked as often on a stream: answered every time',
    stream: true,
    talk: Array.from({ length: 6 }, () => [query, answer]),
  },
  {
    name: 'asked as often from where there are no limits',
    from: '10.0.0.1',
    talk: Array.from({ length: 6 }, () => [query, answer]),
  },
  {
    name: 'errors are counted together, whatever is wrong',
    talk: [
      ['4a4e 0000 0000 0000 0000 0000', '4a4e 8001 0000 0000 0000 0000'],
      ['4a4e 7800 0000 0000 0000 0000', '4a4e f804 0000 0000 0000 0000'],
      ['4a4e 0000 0001 0000 0000 0000 c00c 0001 0001', '-'],
      ['4a4e 0000 0001 0000 0000 0000 0161 00 0001 0001', '4a4e 8200 0001 0000 0000 0000 0161 00 0001 0001'],
      ['4a4e 0000 0001 0000 0000 0000 0162 00 0001 0001', '-'],
    ],
  },
  {
    name: 'names that do not exist are counted together by zone',
    talk: [1, 2, 3, 4, 5].map((i): [string, string] => {
      const random = `0178 0${i}${'61'.repeat(i)} 07 6578616d706c65 00 0001 0001`
      const denied =
        `4a4e 8403 0001 0000 0001 0000 ${random} ${`c0${(15 + i).toString(16)}`} 0006 0001 0000003c 0026 ` +
        `026e73 c0${(15 + i).toString(16)} 0a 686f73746d6173746572 c0${(15 + i).toString(16)} 00000001 00001c20 00000384 00093a80 0000003c`
      const back = ['', denied, denied, '-', `4a4e 8200 0001 0000 0000 0000 ${random}`, '-'][i]!
      return [`4a4e 0000 0001 0000 0000 0000 ${random}`, back]
    }),
  },
]

for (const { name, from = client, stream = false, talk } of cases)
  t.test(name, async (t) => {
    const server = fresh()
    for (const [i, [sent, back]] of talk.entries()) {
      const got = Buffer.from(server.send(octets(sent), { from, stream })).toString('hex')
      t.equal(got, back === '-' ? '' : Buffer.from(octets(back)).toString('hex'), `message ${i + 1}`)
    }
  })

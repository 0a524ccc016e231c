// Server cookies: the vectors of RFC 9018 appendix A, ages, and secrets that change.

import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { peerAt } from '../../../src/net/peer.ts'
import { COOKIE_LENGTH, Cookie, Cookies } from '../../../src/serve/policy/cookies.ts'

const secrets = {
  first: 'e5e973e5a6b2a43f48e7dc849e37bfcf',
  last: 'dd3bdf9344b678b185a6f5cb60fca715',
  next: '445536bcd2513298075a5d379663c962',
}
const v4 = '198.51.100.100'
const other4 = '203.0.113.203'
const v6 = '2001:db8:220:1:59de:d0f4:8769:82b8'

const vectors: readonly { readonly secret: keyof typeof secrets; readonly client: string; readonly cookie: string }[] =
  [
    { secret: 'first', client: v4, cookie: '2464c4abcf10c957010000005cf79f111f8130c3eee29480' },
    { secret: 'first', client: v4, cookie: '2464c4abcf10c957010000005cf7a871d4a564a1442aca77' },
    // Reserved octets that are not zero.
    { secret: 'first', client: other4, cookie: 'fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5' },
    { secret: 'first', client: other4, cookie: 'fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e' },
    { secret: 'last', client: v6, cookie: '22681ab97d52c298010000005cf7c57926556bd0934c72f8' },
    { secret: 'next', client: v6, cookie: '22681ab97d52c298010000005cf7c609a6bb79d16625507a' },
  ]

for (const { secret, client, cookie } of vectors)
  t.test(`RFC 9018 appendix A: ${cookie}`, async (t) => {
    const now = timeOf(cookie)
    t.same(answer({ secret, client, now }, cookie), [Cookie.valid, cookie], 'it is ours, and good for some time yet')
    if (cookie.slice(18, 24) === '000000')
      t.same(answer({ secret, client, now }, cookie.slice(0, 16)), [Cookie.unproven, cookie], 'it is what we make')
    t.equal(answer({ secret, client: client === v4 ? other4 : v4, now }, cookie)[0], Cookie.unproven, 'not to others')
  })

const { cookie } = vectors[0]!
const made = timeOf(cookie)
const rows: readonly (readonly [age: number, result: Cookie, kept: boolean])[] = [
  [0, Cookie.valid, true],
  [1800, Cookie.valid, true],
  [1801, Cookie.valid, false],
  [3600, Cookie.valid, false],
  [3601, Cookie.unproven, false],
  [-300, Cookie.valid, true],
  [-301, Cookie.unproven, false],
  [2 ** 31, Cookie.unproven, false],
]
for (const [age, result, kept] of rows)
  t.test(
    `a cookie that is ${age} s old is ${result ? 'valid' : 'not'}, and ${kept ? 'kept' : 'replaced'}`,
    async (t) => {
      const [got, back] = answer({ secret: 'first', client: v4, now: made + age }, cookie)
      t.equal(got, result)
      t.equal(back === cookie, kept)
      t.equal(back.slice(0, 16), cookie.slice(0, 16), "the client's half comes back")
      if (!kept) t.equal(timeOf(back), (made + age) % 2 ** 32)
    },
  )

t.test('times are compared across the end of 32 bits', async (t) => {
  const now = 2 ** 32 - 10
  const [, late] = answer({ secret: 'first', client: v4, now }, '2464c4abcf10c957')
  t.equal(answer({ secret: 'first', client: v4, now: 20 }, late)[0], Cookie.valid)
})

t.test('secrets are exchanged in three steps without a client losing its cookie', async (t) => {
  const at = { client: v4, now: made }
  const [, old] = answer({ ...at, secret: 'first' }, '2464c4abcf10c957')
  t.same(answer({ ...at, secret: 'first', accept: ['next'] }, old), [Cookie.valid, old], 'the next one is learnt')
  const [seen, fresh] = answer({ ...at, secret: 'next', accept: ['first'] }, old)
  t.equal(seen, Cookie.valid, 'the next one is used, the old one still counts')
  t.not(fresh, old, 'and who comes with an old one gets a new one')
  t.equal(answer({ ...at, secret: 'next' }, fresh)[0], Cookie.valid)
  t.equal(answer({ ...at, secret: 'next' }, old)[0], Cookie.unproven, 'the old one is forgotten')
})

t.test("server cookies of other lengths and versions are somebody else's", async (t) => {
  const at = { secret: 'first', client: v4, now: made } as const
  for (const odd of [cookie.slice(0, 32), `${cookie}00`, cookie.replace('0100', '0200'), `${cookie.slice(0, 46)}81`])
    t.equal(answer(at, odd)[0], Cookie.unproven, odd)
})

type At = {
  readonly secret: keyof typeof secrets
  readonly accept?: readonly (keyof typeof secrets)[]
  readonly client: string
  readonly now: number
}

/** What a COOKIE option comes to, and what is sent back. */
function answer({ secret, accept = [], client, now }: At, option: string): [Cookie, string] {
  const bytes = (name: keyof typeof secrets) => Buffer.from(secrets[name], 'hex')
  const cookies = new Cookies({ secret: bytes(secret), accept: accept.map(bytes) })
  cookies.tick(now)
  const asked = peerAt(addressFromText(client)!, 'udp')
  const data = Buffer.from(option, 'hex')
  const out = new Uint8Array(COOKIE_LENGTH)
  return [cookies.read(data, 0, data.length, asked.client, out, 0), Buffer.from(out).toString('hex')]
}

function timeOf(cookie: string): number {
  return Number.parseInt(cookie.slice(24, 32), 16)
}

// What SPF policies cost with those that they include; and that counting costs little, whatever includes what.

import t from 'tap'
import { heading, problemsOf } from '../harness.ts'

const wanted = new Set(['spf-lookups', 'spf-include-missing', 'spf-void', 'spf-ptr', 'spf-pass-all'])

function found(records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter(({ rule }) => wanted.has(rule))
    .map(({ rule, message }) => `${rule}: ${message}`)
}

function policy(name: string, terms: string): string {
  return `${name} TXT ${`v=spf1 ${terms}`
    .match(/.{1,255}/g)!
    .map((part) => `"${part}"`)
    .join(' ')}`
}

const many = Array.from({ length: 11 }, (_, i) => `a:h${i}.example.net`).join(' ')
const ten = Array.from({ length: 10 }, (_, i) => `a:h${i}.example.net`).join(' ')

t.test('what stands behind "all", and a redirect beside it, is not looked at', async (t) => {
  t.strictSame(found([policy('i', `${ten} -all redirect=_spf.example.net`)]), [])
  t.strictSame(found([policy('i', `redirect=_spf.example.net ${ten} -all`)]), [])
  t.strictSame(found([policy('i', `ip4:192.0.2.1 -all ${many}`)]), [])
  t.strictSame(found([policy('i', '-all include:nope.example.com redirect=nope.example.com')]), [])
  t.strictSame(found([policy('i', '-all a:x.example.com a:y.example.com a:z.example.com')]), [])
  t.strictSame(found([policy('i', '-all ptr +all')]), [])
  t.strictSame(found([policy('i', `${ten} include=_spf.example.net a=x.example.net foo=bar -all`)]), [])
  t.match(found([policy('i', `${ten} redirect=_spf.example.net`)]), [/needs 11 look-ups/])
  t.match(found([policy('i', 'redirect=nope.example.com')]), [/"redirect=nope\.example\.com", but that name/])
})

t.test('policies that are included cost what they cost', async (t) => {
  t.match(found([policy('i', 'include:j.example.com -all'), policy('j', ten)]), [
    /"i\.example\.com\." needs 11 look-ups/,
  ])
  t.strictSame(found([policy('i', 'include:j.example.com -all'), policy('j', `ip4:192.0.2.1 -all ${many}`)]), [])
  t.match(found([policy('i', `${many} include:j.example.com`), policy('j', ten)]), [/"i.*" needs 22 look-ups/])
})

t.test('a circle is called a circle', async (t) => {
  const self = problemsOf([...heading, policy('i', 'include:i.example.com -all'), ''].join('\n'))
  t.match(
    self.filter(({ rule }) => rule === 'spf-lookups'),
    [
      {
        message: /"i\.example\.com\." has "include:i\.example\.com", which leads round in a circle/,
        fix: /delete "include:i\.example\.com" from the policy of i\.example\.com\./,
      },
    ],
  )
  t.match(
    found([
      policy('a', 'include:b.example.com'),
      policy('b', 'mx redirect=c.example.com'),
      policy('c', 'include:b.example.com'),
    ]),
    [
      /"a\.example\.com\." has "include:b\.example\.com", which leads round/,
      /"b\.example\.com\." has "redirect=c\.example\.com", which leads round/,
      /"c\.example\.com\." has "include:b\.example\.com", which leads round/,
    ],
  )
  t.strictSame(
    found([policy('a', 'include:b.example.com include:b.example.com'), policy('b', 'mx:ns.example.net')]),
    [],
  )
})

t.test('large policies that many include are read once', async (t) => {
  const big = policy('_big', Array.from({ length: 3000 }, (_, i) => `ip4:10.${i >> 8}.${i & 255}.0/24`).join(' '))
  const includes = Array.from({ length: 10 }, () => 'include:_big.example.com').join(' ')
  const names = Array.from({ length: 2000 }, (_, i) => policy(`n${i}`, `${includes} -all`))
  t.strictSame(found([big, ...names]), [])
  t.strictSame(
    found([big, policy('@', Array.from({ length: 2500 }, () => 'include:_big.example.com').join(' '))]).length,
    1,
  )
})

t.test('long chains and many branches are not followed to their end', async (t) => {
  const chain = Array.from({ length: 3000 }, (_, i) => policy(`c${i}`, `include:c${i + 1}.example.com`))
  const tree = Array.from({ length: 60 }, (_, i) =>
    policy(`t${i}`, Array.from({ length: 10 }, () => `include:t${i + 1}.example.com`).join(' ')),
  )
  // Whoever follows all branches does not come back.
  t.ok(found([...chain, 'c3000 TXT "v=spf1 -all"']).length > 100)
  t.ok(found([...tree, 't60 TXT "v=spf1 -all"']).length > 50)
})

t.test('terms that lead to nothing, the own name among them', async (t) => {
  const nothing = ['a:nope.example.com', 'exists:no.example.com', 'mx:ns.example.com'].join(' ')
  t.match(found(['@ TXT "v=spf1 a mx/24 a:nope.example.com -all"']), [
    'spf-void: the SPF policy of "example.com." has 3 terms that lead to nothing: a, mx/24, a:nope.example.com',
  ])
  t.match(found([`i TXT "v=spf1 ${nothing} -all"`]), [/has 3 terms that lead to nothing/])
  t.strictSame(found(['@ TXT "v=spf1 a mx a:nope.example.com -all"', '@ AAAA 2001:db8::1']), [])
  t.strictSame(found(['@ TXT "v=spf1 a mx a:nope.example.com -all"', '@ MX 10 ns']), [])
  t.strictSame(found(['d TXT "v=spf1 a mx a:nope.example.com -all"', 'd NS ns', 'd NS ns.example.net.']), [])
})

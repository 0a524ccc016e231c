// Records that stand where nobody asks for them: the rules of their types tell of it, and not where a CNAME may lead to them.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

function told(lines: string, rule: string): string[] {
  const problems = problemsOf(`${[...heading, lines].join('\n')}\n`)
  return problems.filter((problem) => problem.rule === rule).map(({ message, fix }) => `${message}, ${fix}`)
}

const DIGEST = 'ab'.repeat(32)

t.test('a TLSA record stands at the port and the protocol of a host', (t) => {
  const cases: readonly (readonly [owner: string, isFound: boolean])[] = [
    ['_443._tcp.www', true],
    ['_0._udp.www', true],
    ['_65535._SCTP.www', true],
    ['*._tcp.www', true],
    ['*.www', true],
    ['_dane', true],
    ['tlsa201._dane', true],
    ['_443._quic.www', true],
    ['443', true],
    ['443._tcp.www', false],
    ['_443.tcp.www', false],
    ['443.TCP.www', false],
    ['_https._tcp.www', false],
    ['_65536._tcp.www', false],
    ['_0443._tcp.www', false],
    ['www', false],
  ]
  for (const [owner, isFound] of cases) {
    const found = told(`www A 192.0.2.80\n${owner} TLSA 3 1 1 ${DIGEST}`, 'tlsa-values')
    t.equal(found.length, isFound ? 0 : 1, owner)
    if (!isFound) t.match(found[0], /^nobody finds the TLSA record at /, owner)
  }
  t.equal(told(`@ TLSA 3 1 1 ${DIGEST}`, 'tlsa-values').length, 0, 'no host is meant')
  t.equal(told(`@ AAAA 2001:db8::1\n@ TLSA 3 1 1 ${DIGEST}`, 'tlsa-values').length, 1)
  t.same(told(`www A 192.0.2.80\nwww SMIMEA 3 1 1 ${DIGEST}`, 'tlsa-values'), [], 'an SMIMEA is something else')
  t.end()
})

t.test('a DMARC policy stands at _dmarc', (t) => {
  const policy = (owner: string) => told(`${owner} TXT "v=DMARC1; p=none"`, 'dmarc-syntax')
  const unseen = (owner: string, place: string) =>
    `receivers do not see the DMARC policy at "${owner}": they ask for it at "${place}", move it to ${place}`
  for (const owner of ['_dmarc', '_DMARC.mail', 'policy', 'mail._report._dmarc', '*._report._dmarc', '_report._dmarc'])
    t.same(policy(owner), [], owner)
  t.same(policy('@'), [unseen('example.com.', '_dmarc.example.com.')])
  t.same(policy('mail._DMARC'), [unseen('mail._DMARC.example.com.', '_dmarc.mail.example.com.')])
  t.same(policy('a\\.b._dmarc'), [unseen('a\\.b._dmarc.example.com.', '_dmarc.a\\.b.example.com.')])
  t.same(told('@ TXT "google-site-verification=v=DMARC1"', 'dmarc-syntax'), [])
  t.end()
})

t.test('a DKIM key stands below a selector', (t) => {
  const key = (owner: string) => told(`${owner} TXT "v=DKIM1; p="`, 'dkim-syntax')
  for (const owner of ['s1._domainkey', 'keys', 'a.b._domainkey']) t.same(key(owner), [], owner)
  for (const owner of ['@', '_domainkey', '_DomainKey.mail'])
    t.match(key(owner)[0], /^receivers do not see the DKIM key at .*: they ask for it below a selector, move it to /)
  t.same(told('_domainkey TXT "t=y; o=-"', 'dkim-syntax'), [], 'a policy of DomainKeys')
  t.end()
})

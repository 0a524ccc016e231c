// Faces made from others by rules, and what leads to nowhere in them.

import t from 'tap'
import { addressesIn } from '../../../src/check/told.ts'
import { isPrivate } from '../../../src/dns/private.ts'
import { recordsOf } from '../../../src/supply/faces/records.ts'
import fc from '../../support/properties.ts'
import { campus, faceOf, linesOf, placesOf, top } from './harness.ts'

const mail = 'mail: {gateways: {external: mx.example.com}}\n'

function external(rules: string, inside: string, extra: Record<string, string> = {}, zones = ''): string[] {
  const config = `${mail}zones:\n  example.com: {internal: in.zone, external: {from: internal, rules: ${rules}}}\n${zones}`
  return linesOf(faceOf(campus(t, config, { 'in.zone': top + inside, ...extra }), 'external', 'example.com.'))
}

t.test('every MX becomes the gateway, but for who takes no mail', async (t) => {
  const inside =
    '@ MX 20 b\n@ MX 10 a\na A 10.0.0.1\na MX 5 a\nb A 192.0.2.3\nw A 192.0.2.4\nw MX 0 .\nmx A 192.0.2.25\n'
  t.same(external('[{mx: gateway}]', inside), [
    '@ MX 10 mx.example.com.',
    'a A 10.0.0.1',
    'a MX 5 mx.example.com.',
    'b A 192.0.2.3',
    'mx A 192.0.2.25',
    'w A 192.0.2.4',
    'w MX 0 .',
  ])
})

t.test('without private addresses, what led to them goes too', async (t) => {
  const cases: [string, string[]][] = [
    ['a A 10.0.0.1\nb A 192.0.2.2\n', ['b A 192.0.2.2']],
    ['a A 10.0.0.1\na A 192.0.2.2\na TXT x\n', ['a A 192.0.2.2', 'a TXT "x"']],
    ['a A 172.16.0.1\nb A 100.64.0.1\nc A 169.254.0.1\nd A 127.0.0.1\ne A 192.168.0.1\n', []],
    [
      'a AAAA fd00::1\nb AAAA fe80::1\nc AAAA ::1\nd AAAA ::ffff:10.0.0.1\ne AAAA 2001:db8::1\n',
      ['e AAAA 2001:db8::1'],
    ],
    ['a A 10.0.0.1\na TXT host\na HINFO x y\nb CNAME a\nc CNAME b\n', []],
    [
      'a A 10.0.0.1\n_x._tcp SRV 0 0 1 a\n_y._tcp SRV 0 0 1 b\nb A 192.0.2.2\n',
      ['_y._tcp SRV 0 0 1 b.example.com.', 'b A 192.0.2.2'],
    ],
    ['a A 10.0.0.1\n@ MX 10 a\n@ MX 20 b\nb A 192.0.2.2\n', ['@ MX 20 b.example.com.', 'b A 192.0.2.2']],
    ['sub NS ns.sub\nns.sub A 10.0.0.1\nsub NS ns\n', ['sub NS ns.example.com.']],
    [`sub NS ns.sub\nsub DS 1 13 2 ${'00'.repeat(32)}\nns.sub A 10.0.0.1\nother.sub A 192.0.2.9\n`, []],
    ['a HTTPS 1 . ipv4hint=10.0.0.1\nb HTTPS 1 . ipv4hint=192.0.2.2\n', ['b HTTPS 1 . ipv4hint=192.0.2.2']],
    ['a APL 1:10.0.0.0/8\nb APL 1:192.0.2.0/24 2:2001:db8::/32\n', ['b APL 1:192.0.2.0/24 2:2001:db8::/32']],
    ['*.w A 10.0.0.1\nx CNAME y.w\n', []],
    ['a IPSECKEY 10 1 2 10.0.0.1 AQAB\nb AMTRELAY 0 0 2 fd00::1\nc WKS 10.0.0.1 tcp 25\nd L32 1 10.0.0.1\n', []],
    ['a A 10.0.0.1\nb KX 1 a\nc AFSDB 1 a\nd IPSECKEY 10 3 2 a AQAB\ne LP 1 a\nf HIP 2 2001 AQAB a\n', []],
    ['a TXT "v=spf1 ip4:10.0.0.0/8 ip4:192.0.2.1 -all"\n', ['a TXT "v=spf1 ip4:192.0.2.1 -all"']],
    ['a A 10.0.0.1\nb TXT "v=spf1 a:a.example.com mx ~all"\n', ['b TXT "v=spf1 mx ~all"']],
    ['a URI 1 1 "https://10.0.0.1/"\nb TXT "http://[fd00::1]/"\nc TXT "10.0.0.1"\n', ['c TXT "10.0.0.1"']],
    ['a CNAME elsewhere.example.net.\n', ['a CNAME elsewhere.example.net.']],
    ['a CNAME never.existed\n', ['a CNAME never.existed.example.com.']],
  ]
  for (const [inside, wanted] of cases) t.same(external('[{drop: private}]', inside), wanted, inside)
})

t.test('of a host that is gone nothing is left below its name either', async (t) => {
  const tlsa = `TLSA 3 1 1 ${'00'.repeat(32)}`
  const cases: [string, string[]][] = [
    [`a A 10.0.0.1\n_443._tcp.a ${tlsa}\n*._udp.a TXT x\n_acme-challenge.a CNAME x.example.net.\n`, []],
    [`a A 10.0.0.1\nb CNAME a\n_443._tcp.b ${tlsa}\n`, []],
    ['a A 192.0.2.2\n_443._tcp.a TXT x\n', ['_443._tcp.a TXT "x"', 'a A 192.0.2.2']],
    ['a A 10.0.0.1\na MX 0 .\n_dmarc.a TXT x\n', ['_dmarc.a TXT "x"', 'a MX 0 .']],
    ['a A 10.0.0.1\n_s._tcp.a SRV 0 0 1 b\nb A 192.0.2.2\n', ['_s._tcp.a SRV 0 0 1 b.example.com.', 'b A 192.0.2.2']],
    ['a A 10.0.0.1\n_s._tcp.a SRV 0 0 1 a\n_s._tcp.a TXT x\n', []],
    ['a A 10.0.0.1\n_h.a HTTPS 1 .\n', []],
    ['a A 10.0.0.1\nx.a A 192.0.2.2\n_t.x.a TXT x\n', ['_t.x.a TXT "x"', 'x.a A 192.0.2.2']],
    ['@ A 10.0.0.1\n_dmarc TXT x\n', ['_dmarc TXT "x"']],
    ['_dmarc.never TXT x\n', ['_dmarc.never TXT "x"']],
  ]
  for (const [inside, wanted] of cases) t.same(external('[{drop: private}]', inside), wanted, inside)
  t.same(external('[{hide: [a]}]', 'a A 192.0.2.2\n_443._tcp.a TXT x\n'), [], 'hidden by name')
})

t.test('a DNAME goes with the names that it led to', async (t) => {
  const inside = 'd DNAME lab\nx.lab A 192.0.2.4\nc CNAME x.d\nn DNAME never\n'
  const lab = ['c CNAME x.d.example.com.', 'd DNAME lab.example.com.']
  const never = 'n DNAME never.example.com.'
  t.same(external('[{hide: ["lab.*"]}]', inside), [never], 'and the alias that went through it')
  t.same(external('[{hide: [x]}]', inside), [...lab, never, 'x.lab A 192.0.2.4'])
})

t.test('a mail domain whose host is private keeps its MX through the gateway', async (t) => {
  const inside = 'a A 10.0.0.1\na MX 10 a\na TXT "v=spf1 -all"\nmx A 192.0.2.25\n'
  t.same(external('[{mx: gateway}, {drop: private}]', inside), [
    'a MX 10 mx.example.com.',
    'a TXT "v=spf1 -all"',
    'mx A 192.0.2.25',
  ])
})

t.test('what leads into another zone that is not outside goes as well', async (t) => {
  const zones =
    '  lan: {internal: lan.zone}\n  other.example: {internal: o.zone, external: {from: internal, rules: [{drop: private}]}}\n'
  const files = { 'lan.zone': `${top}h A 10.0.0.1\n`, 'o.zone': `${top}h A 10.0.0.2\np A 192.0.2.7\n` }
  const inside = 'a CNAME h.lan.\nb CNAME h.other.example.\nc CNAME p.other.example.\nd CNAME b\n'
  t.same(external('[{drop: private}]', inside, files, zones), ['c CNAME p.other.example.'])
})

t.test('a host is lost to a zone that outside alone has, whatever addresses the zone above has for it', async (t) => {
  const sub = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
  const zones = '  sub.example.com: {external: sub.zone}\n'
  const inside = '@ MX 10 h.sub\n@ MX 20 b\nb A 192.0.2.2\nh.sub A 192.0.2.9\n'
  t.same(external('[]', inside).includes('@ MX 10 h.sub.example.com.'), true)
  t.same(
    external('[]', inside, { 'sub.zone': sub }, zones).filter((line) => line.includes('MX')),
    ['@ MX 20 b.example.com.'],
  )
})

t.test('names are hidden, or nothing but some is kept', async (t) => {
  const inside = 'a A 192.0.2.2\nlab A 192.0.2.3\nx.lab A 192.0.2.4\nb CNAME a\n'
  t.same(external('[{hide: ["lab.*"]}]', inside), ['a A 192.0.2.2', 'b CNAME a.example.com.'])
  t.same(external('[{hide: [lab]}]', inside), ['a A 192.0.2.2', 'b CNAME a.example.com.', 'x.lab A 192.0.2.4'])
  t.same(external('[{hide: [a]}]', inside), ['lab A 192.0.2.3', 'x.lab A 192.0.2.4'], 'and who names it')
  t.same(external('[{keep: [ns, "lab.*"]}]', inside), ['lab A 192.0.2.3', 'x.lab A 192.0.2.4'])
  const delegated = 'sub NS ns.sub\nns.sub A 192.0.2.9\n'
  t.same(external('[{hide: [sub]}]', delegated), [], 'glue does not come to light')
})

t.test('addresses are mapped with their host part, each once', async (t) => {
  const inside = 'a A 10.1.0.7\nb A 10.1.3.7\nc A 192.0.2.9\nd AAAA fd00::7\n'
  t.same(
    external(
      '[{map: {10.1.0.0/16: 192.0.2.0/24, 192.0.2.0/24: 203.0.113.0/24, "fd00::/64": "2001:db8::/64"}}]',
      inside,
    ),
    ['a A 192.0.2.7', 'b A 10.1.3.7', 'c A 203.0.113.9', 'd AAAA 2001:db8::7', 'ns A 203.0.113.1'],
  )
  t.same(external('[{map: {10.1.0.0/16: 192.0.2.0/24}}, {drop: private}]', 'a A 10.1.0.7\nb A 10.1.3.7\n'), [
    'a A 192.0.2.7',
  ])
  t.same(
    external('[{drop: private}, {map: {10.1.0.0/16: 192.0.2.0/24}}]', 'a A 10.1.0.7\n'),
    [],
    'rules go in their order',
  )
})

t.test('each record knows its line, and the rule that made it', async (t) => {
  const config = `${mail}zones:\n  example.com:\n    internal: in.zone\n    external: {from: internal, rules: [{mx: gateway}, {map: {10.1.0.0/16: 192.0.2.0/24}}]}\n`
  const face = faceOf(
    campus(t, config, { 'in.zone': `${top}@ MX 10 a\na A 10.1.0.7\nmx A 192.0.2.25\n` }),
    'external',
    'example.com.',
  )
  t.same(
    placesOf(face).map((line) => line.replace(/\(.*\//, '(')),
    [
      'example.com. NS < in.zone:3',
      'example.com. SOA < in.zone:2',
      'example.com. MX < in.zone:5 mx: gateway (janus.yaml:8)',
      'ns.example.com. A < in.zone:4',
      'a.example.com. A < in.zone:6 map: 10.1.0.0/16 to 192.0.2.0/24 (janus.yaml:8)',
      'mx.example.com. A < in.zone:7',
    ],
  )
})

t.test('signatures and denial stay with the face that they are of', async (t) => {
  const inside = 'a A 192.0.2.2\na NSEC b A NSEC\na RRSIG A 13 3 3600 20300101000000 20200101000000 1 @ AAAA\n'
  t.same(external('[]', inside), ['a A 192.0.2.2'])
})

t.test('a face whose source has errors is refused with it', async (t) => {
  t.same(external('[]', 'a A\n'), ['cannot make this face: the face that it is made from has errors'])
})

t.test('a face may be made from layers, and from a face that was made', async (t) => {
  const zones =
    'zones:\n  example.com:\n    internal: [in.zone, over.zone]\n    external: {from: internal, rules: [{drop: private}]}\n'
  const made = campus(t, zones, { 'in.zone': `${top}a A 192.0.2.2\n`, 'over.zone': 'a A 10.0.0.1\nb A 192.0.2.3\n' })
  t.same(linesOf(faceOf(made, 'internal', 'example.com.')), ['a A 10.0.0.1', 'b A 192.0.2.3'])
  t.same(linesOf(faceOf(made, 'external', 'example.com.')), ['b A 192.0.2.3'])
})

const name = fc.constantFrom('@', 'a', 'b', 'c', 'x.a', 'sub', 'ns.sub', '*.w')
const record = fc
  .tuple(name, fc.constantFrom('A', 'A', 'AAAA', 'MX', 'CNAME', 'SRV', 'TXT', 'NS', 'HTTPS', 'APL'), name, fc.nat(5))
  .map(([owner, type, target, n]) => {
    const four = ['10.0.0.1', '192.168.1.1', '127.0.0.1', '100.64.9.9', '192.0.2.7', '203.0.113.4'][n]
    const six = ['fd00::1', 'fe80::9', '::1', '::ffff:10.0.0.9', '2001:db8::7', '2001:db8::8'][n]
    const rdata: Record<string, string> = {
      A: four!,
      AAAA: six!,
      MX: `${n} ${target}`,
      CNAME: target,
      SRV: `0 0 25 ${target}`,
      TXT: `t${n}`,
      NS: target,
      HTTPS: `1 . ipv4hint=${four} ipv6hint=${six}`,
      APL: `1:${four}/32`,
    }
    return `${owner === '@' && (type === 'CNAME' || type === 'NS') ? 'a' : owner} ${type} ${rdata[type]}\n`
  })

t.test('a face made without private addresses has none, and no name that lost its way', async (t) => {
  let made = 0
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 12 }), async (lines) => {
      const config =
        'zones:\n  example.com: {internal: in.zone, external: {from: internal, rules: [{drop: private}]}}\n'
      const all = campus(t, config, { 'in.zone': top + lines.join('') })
      const face = faceOf(all, 'external', 'example.com.')
      const inside = faceOf(all, 'internal', 'example.com.')
      if (face.zone === undefined || inside.zone === undefined) return
      made++
      for (const { type, rdata } of recordsOf(face.zone))
        if (addressesIn(type, rdata).some(isPrivate)) throw new Error(linesOf(face).join('\n'))
      // It has nothing that the inside lacks.
      const there = new Set(linesOf(inside))
      for (const line of linesOf(face)) if (!there.has(line)) throw new Error(line)
    }),
    { numRuns: 150 },
  )
  t.ok(made > 20, `${made} faces were made`)
})

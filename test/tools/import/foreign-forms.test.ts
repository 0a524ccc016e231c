// Forms that configurations of other servers have in the field: who may ask and fetch is never wider than it was, and what is
// left to defaults, joined on a line or repeated is what the server makes of it.

import { join } from 'node:path'
import t from 'tap'
import { prefixesOfRange } from '../../../src/tools/import/address-ranges.ts'
import { FOREIGN, type ForeignFormat } from '../../../src/tools/import/formats.ts'
import { importConfig } from '../../../src/tools/import/import.ts'
import { readSpoken } from '../../../src/tools/import/named-conf.ts'
import { inWordsOf } from '../../../src/tools/import/spoken.ts'

const ZONE = '@ 60 IN SOA ns h 1 60 60 60 60\n@ 60 IN NS ns\nns 60 IN A 192.0.2.1\n'

type Row = {
  readonly name: string
  readonly from: ForeignFormat
  readonly conf: string
  /** All that is written, as one text. */
  readonly has?: readonly RegExp[]
  readonly hasNot?: readonly RegExp[]
  readonly lost?: readonly RegExp[]
}

const knotZone = (rest: string) => `zone:\n  - domain: a.example\n    file: a.zone\n    storage: .\n${rest}`

const rows: readonly Row[] = [
  {
    name: 'NSD keeps out whoever is BLOCKED, wherever that stands',
    from: 'nsd',
    conf: 'zone:\n name: a.example\n zonefile: a.zone\n allow-query: 10.0.0.0/8 NOKEY\n allow-query: 10.1.0.0/16 BLOCKED\n',
    has: [/clients: \[10\.1\.0\.0\/16/],
    hasNot: [/default: \[10\.0\.0\.0\/8\]\n {2}[a-z]+: \[0/],
  },
  {
    name: 'NSD lets ask by key: those are left out, and nobody else is let in',
    from: 'nsd',
    conf: 'key:\n name: k\n secret: "c2VjcmV0"\nzone:\n name: b.example\n zonefile: a.zone\nzone:\n name: a.example\n zonefile: a.zone\n allow-query: 10.0.0.0/8 k\n',
    hasNot: [/^ {2}"?a\.example/m],
    lost: [/those by the key "k" alone are left out/],
  },
  {
    name: 'NSD lets fetch by a certificate: without it nobody fetches',
    from: 'nsd',
    conf: 'tls-auth:\n name: "t"\n auth-domain-name: x\nzone:\n name: a.example\n zonefile: a.zone\n provide-xfr: 10.0.0.0/8 NOKEY t\n',
    hasNot: [/transfers/, /secondaries/],
    lost: [/those by "t" of TLS alone are left out/],
  },
  {
    name: 'NSD takes ranges, masks and prefixes with host bits',
    from: 'nsd',
    conf: 'zone:\n name: a.example\n zonefile: a.zone\n provide-xfr: 10.0.0.1-10.0.0.4 NOKEY\n provide-xfr: 10.2.0.0&255.255.0.0 NOKEY\n provide-xfr: 10.3.4.5/16 NOKEY\n',
    has: [/10\.0\.0\.1\b/, /10\.0\.0\.2\/31/, /10\.0\.0\.4\b/, /10\.2\.0\.0\/16/, /10\.3\.0\.0\/16/],
  },
  {
    name: 'NSD lets fetch from one port: those are left out, and the rest is read; whoever is BLOCKED at one is kept out at all',
    from: 'nsd',
    conf: 'zone:\n name: a.example\n zonefile: a.zone\n provide-xfr: 10.0.0.1@5300 NOKEY\n provide-xfr: 10.1.0.0/24@53 NOKEY\n provide-xfr: 10.2.0.1-10.2.0.2@53 NOKEY\n provide-xfr: 10.3.0.1@0 NOKEY\n provide-xfr: 2001:db8::/32@53 NOKEY\n provide-xfr: 10.9.0.1 NOKEY\n provide-xfr: 10.9.0.1@53 BLOCKED\n allow-query: 10.0.0.0/8 NOKEY\n allow-query: 10.8.0.0/16@53 BLOCKED\n',
    has: [/^transfers:\n {2}- \{from: \["10\.3\.0\.1"\]\}/m, /clients: \[10\.8\.0\.0\/16/],
    hasNot: [/10\.[0129]\.0\.[0-3]\b(?!\/8)/, /2001/],
    lost: [
      /"provide-xfr: 10\.0\.0\.1@5300 NOKEY": those from port 5300 alone are left out/,
      /"provide-xfr: 10\.9\.0\.1@53 BLOCKED": all of 10\.9\.0\.1 is kept out/,
      /"allow-query: 10\.8\.0\.0\/16@53 BLOCKED": all of 10\.8\.0\.0\/16 is kept out/,
    ],
  },
  {
    name: 'NSD takes masks with gaps: those are left out, or kept out with all around them',
    from: 'nsd',
    conf: 'zone:\n name: a.example\n zonefile: a.zone\n provide-xfr: 10.0.0.1&255.0.255.255 NOKEY\n provide-xfr: 192.0.2.1 NOKEY\n provide-xfr: 192.0.2.9&255.255.0.255 BLOCKED\n',
    hasNot: [/10\.0\.0\.1/, /^transfers/m],
    lost: [/those by a mask with gaps alone are left out/, /all of 192\.0\.0\.0\/16 is kept out/],
  },
  {
    name: 'NSD asks a primary over TLS, from a port of its own, and tells by name where it listens',
    from: 'nsd',
    conf: 'server:\n ip-address: eth0\n ip-address: 192.0.2.9@5300\ntls-auth:\n name: t\n auth-domain-name: ns.example.net\nzone:\n name: a.example\n request-xfr: 192.0.2.1 NOKEY t\n outgoing-interface: 192.0.2.9@4000\n allow-notify: 192.0.2.1@53 NOKEY\n',
    has: [
      /address: \["192\.0\.2\.1"\], tls: \{name: ns\.example\.net\}, source: "192\.0\.2\.9"/,
      /listen: \["192\.0\.2\.9:5300"\]/,
    ],
    lost: [/interface "eth0": write its addresses/, /"allow-notify: 192\.0\.2\.1@53 NOKEY": those from port 53/],
  },
  {
    name: 'unbound asks a primary over TLS',
    from: 'unbound',
    conf: 'auth-zone:\n name: a.example\n primary: 192.0.2.1@8853#ns.example.net\n',
    has: [/address: \["192\.0\.2\.1:8853"\], tls: \{name: ns\.example\.net\}/],
  },
  {
    name: 'PowerDNS tells addresses of version 6 without brackets',
    from: 'pdns',
    conf: 'launch=bind\nbind-config=bind.conf\nprimary=yes\nalso-notify=2001:db8::1,[2001:db8::2]:5300\nallow-axfr-ips=2001:db8::/32\nlocal-address=2001:db8::9,[2001:db8::9]:5301\n',
    has: [
      /\["\[2001:db8::1\]"\]/,
      /\["\[2001:db8::2\]:5300"\]/,
      /listen: \["\[2001:db8::9\]", "\[2001:db8::9\]:5301"\]/,
    ],
  },
  {
    name: 'dnsmasq takes a server behind local, an address for every name, and a dot before a name',
    from: 'dnsmasq',
    conf: 'no-hosts\nlocal=/x.example/192.0.2.53\nlocal=192.0.2.53\naddress=192.0.2.99\nlocal=/.q.example/\nhost-record=h.q.example,192.0.2.1\naddress=/.w.example/192.0.2.2\n',
    has: [/h\s.*192\.0\.2\.1\b/, /\*\s.*192\.0\.2\.2\b/],
    hasNot: [/x\.example/, /192\.0\.2\.99/],
    lost: [/address=192\.0\.2\.99: it is for every name/],
  },
  {
    name: 'dnsmasq gives an address to all names below one, though others of them have records',
    from: 'dnsmasq',
    conf: 'no-hosts\nlocal=/q.example/loc.w.q.example/\naddress=/w.q.example/192.0.2.2\nhost-record=in.w.q.example,192.0.2.3\ntxt-record=a.b.w.q.example,x\nhost-record=i.loc.w.q.example,192.0.2.4\n',
    has: [
      /\n\*\.in\s.*192\.0\.2\.2\n/,
      /\nb\s.*192\.0\.2\.2\n/,
      /\n\*\.b\s.*192\.0\.2\.2\n/,
      /\na\.b\s.*192\.0\.2\.2\n/,
      /\n\*\.a\.b\s.*192\.0\.2\.2\n/,
      /\ni\s.*192\.0\.2\.4\n/,
    ],
    hasNot: [/\nin\s.*192\.0\.2\.2\n/, /\n\*\.i\s/],
  },
  {
    name: 'dnsmasq shows addresses in the subnets of a zone: host bits count for nothing, and without a length it is 24',
    from: 'dnsmasq',
    conf: 'no-hosts\nlisten-address=192.0.2.8\nauth-server=ns.q.example,192.0.2.9\nauth-zone=q.example,10.1.0.5,exclude:10.1.0.77/28\nhost-record=x.q.example,10.1.0.70\nhost-record=y.q.example,10.1.0.9\nhost-record=z.q.example,10.1.1.9\n',
    has: [/\ny\s.*10\.1\.0\.9\n(.*\n)*\$VIEW inside(.*\n)*x\s.*10\.1\.0\.70/],
    hasNot: [/\n[xz]\s.*10\.1\.(.*\n)*\$VIEW inside/],
  },
  {
    name: 'NSD reads a clause and its keys on one line, and quotes right behind a colon',
    from: 'nsd',
    conf: '\ufeffserver: ip-address: 192.0.2.9 hide-version: yes\r\nzone: name:"a.example" zonefile:"a.zone" # all\r\n',
    has: [/listen: \["192\.0\.2\.9"\]/, /a\.example/],
    hasNot: [/"\\?"a/],
  },
  {
    name: 'Knot adds up a key that stands several times: the list that keeps out stays',
    from: 'knot',
    conf: `acl:\n  - id: no\n    address: 10.0.0.5\n    deny: on\n  - id: yes\n    address: 10.0.0.4/30\n    action: transfer\n${knotZone('    acl: no\n    acl: yes\n')}`,
    hasNot: [/10\.0\.0/],
    lost: [/a part of a network is kept out of it/],
  },
  {
    name: 'Knot keeps out a range',
    from: 'knot',
    conf: `acl:\n  - id: no\n    address: 10.0.0.4-10.0.0.5\n    deny: on\n  - id: yes\n    address: 10.0.0.4/30\n    action: transfer\n${knotZone('    acl: [no, yes]\n')}`,
    hasNot: [/10\.0\.0/],
    lost: [/a part of a network is kept out of it/],
  },
  {
    name: 'Knot asks for a channel or a certificate: without it nobody fetches, and what else is not read is listed',
    from: 'knot',
    conf: `acl:\n  - id: q\n    address: 10.0.0.4\n    action: transfer\n    protocol: quic\n  - id: c\n    address: 10.0.0.5\n    action: transfer\n    cert-key: abc\n    odd: one\n${knotZone('    acl: [q, c]\n')}`,
    hasNot: [/transfers/, /10\.0\.0/],
    lost: [/whom "protocol" admits/, /whom "cert-key" admits/, /"odd: one" of "acl: c"/],
  },
  {
    name: 'Knot lets nobody fetch by automatic-acl where a remote turns that off',
    from: 'knot',
    conf: `server:\n  automatic-acl: on\nremote:\n  - id: r\n    address: 10.0.0.4\n    automatic-acl: off\n${knotZone('    notify: r\n')}`,
    hasNot: [/transfers/],
  },
  {
    name: 'Knot names groups in lists',
    from: 'knot',
    conf: `remote:\n  - id: r\n    address: 10.0.0.4\nremotes:\n  - id: g\n    remote: r\nacl:\n  - id: a\n    remote: g\n    action: transfer\n${knotZone('    acl: a\n')}`,
    has: [/10\.0\.0\.4/],
  },
  {
    name: 'Knot says for all zones who may ask',
    from: 'knot',
    conf: `mod-queryacl:\n  - id: m\n    address: [10.0.0.0/8, 192.0.2.1-192.0.2.2]\ntemplate:\n  - id: default\n    global-module: mod-queryacl/m\n${knotZone('')}`,
    has: [/10\.0\.0\.0\/8/, /192\.0\.2\.1\b/, /192\.0\.2\.2\b/],
    hasNot: [/default: \[0\.0\.0\.0\/0/],
  },
  {
    name: 'Knot lets ask whoever is in the list of all zones and in that of the zone',
    from: 'knot',
    conf: `mod-queryacl:\n  - id: m\n    address: 10.0.0.0/8\n  - id: n\n    address: [10.1.0.0/16, 192.0.2.0/24]\ntemplate:\n  - id: default\n    global-module: mod-queryacl/m\n${knotZone('    module: mod-queryacl/n\n')}`,
    has: [/default: \[10\.1\.0\.0\/16\]/],
  },
  {
    name: 'Knot says by address of the server who may ask: the zone is left out',
    from: 'knot',
    conf: `mod-queryacl:\n  - id: m\n    interface: 10.0.0.1\n${knotZone('    module: mod-queryacl/m\n  - domain: b.example\n    file: a.zone\n    storage: .\n')}`,
    hasNot: [/^ {2}"?a\.example/m],
    lost: [/zone "a\.example" is left out/],
  },
  {
    name: 'PowerDNS joins lines, and begins comments behind blanks alone',
    from: 'pdns',
    conf: 'launch=bind # one\r\nbind-config=bind.conf # two\r\nversion-string=a#b\r\nallow-axfr-ips=10.0.0.1, \\\r\n  10.0.1.9/24\r\n',
    has: [/version: "?a#b"?/, /10\.0\.0\.1\b/, /10\.0\.1\.0\/24/],
  },
  {
    name: 'PowerDNS keeps the longest prefix out, wherever it stands',
    from: 'pdns',
    conf: 'launch=bind\nbind-config=bind.conf\nallow-axfr-ips=10.0.0.0/8,!10.0.0.9,192.0.2.0/24,!192.0.2.0/24,!192.0.3.0/24,192.0.3.7\n',
    has: [/^zones:/m],
    hasNot: [/from: \[.*10\.0\.0\.0\/8/, /192\.0\.2\.0/],
    lost: [/"allow-transfer" of the zone .*: a part of a network is kept out of it/],
  },
  {
    name: 'PowerDNS lets a host fetch out of a network that it keeps out',
    from: 'pdns',
    conf: 'launch=bind\nbind-config=bind.conf\nallow-axfr-ips=!192.0.3.0/24,192.0.3.7\n',
    has: [/transfers:\n {2}- \{from: \["?192\.0\.3\.7/],
    hasNot: [/192\.0\.3\.0/],
  },
  {
    name: 'dnsmasq takes the host of an MX from mx-target, and the domain of a service from domain',
    from: 'dnsmasq',
    conf: 'no-hosts\ndomain=corp.example\ndomain=dhcp.example,10.0.0.0/24\nlocal=/corp.example/\nmx-target=mail.corp.example\nmx-host=corp.example\nsrv-host=_ldap._tcp,ldap.corp.example,389\ntxt-record=t.corp.example,"a\\tb"\n',
    has: [/MX\s+1 mail/, /_ldap\._tcp\s.*SRV/, /"a\\009b"/],
    hasNot: [/dhcp/],
  },
  {
    name: 'dnsmasq gives its own machine as the host of an MX, and files that are not there',
    from: 'dnsmasq',
    conf: 'no-hosts\naddn-hosts=/none/of/these\nlocal=/corp.example/\nhost-record=a.corp.example,192.0.2.1\nmx-host=corp.example\n',
    hasNot: [/\bMX\b/],
    lost: [/its host is the machine/, /addn-hosts=\/none\/of\/these: there is no such/],
  },
  {
    name: 'unbound shows a tagged zone to tagged clients: nobody gets it',
    from: 'unbound',
    conf: 'server:\n define-tag: "staff"\n access-control: 10.0.0.7/8 allow\n local-zone: "secret.example" static\n local-zone-tag: "secret.example" "staff"\n local-data: "www.secret.example. A 192.0.2.66"\n local-zone: "open.example" static\n local-data: "www.open.example. A 192.0.2.1"\n local-zone: "hid.example" static\n local-zone-override: "hid.example" 10.1.0.0/16 always_nxdomain\n local-data: "www.hid.example. A 192.0.2.67"\n',
    has: [/192\.0\.2\.1\b/, /10\.0\.0\.0\/8/],
    hasNot: [/192\.0\.2\.6/, /secret/],
    lost: [/"secret\.example" is left out/, /"hid\.example" is left out/],
  },
  {
    name: 'unbound gives a name with a star for no other name',
    from: 'unbound',
    conf: 'server:\n local-zone: "a.example" static\n local-data: "*.a.example. A 192.0.2.66"\n local-data: "b.a.example. A 192.0.2.1"\n',
    has: [/192\.0\.2\.1\b/],
    hasNot: [/192\.0\.2\.66/],
    lost: [/"\*\.a\.example\." is left out/],
  },
  {
    name: 'dnsmasq gives a name with a star for no other name, and those of address for all',
    from: 'dnsmasq',
    conf: 'no-hosts\nlocal=/q.example/\nhost-record=*.q.example,192.0.2.66\nhost-record=h.q.example,192.0.2.1\naddress=/w.example/192.0.2.2\n',
    has: [/h\s.*192\.0\.2\.1\b/, /\*\s.*192\.0\.2\.2\b/],
    hasNot: [/\sA\t192\.0\.2\.66/],
    lost: [/"\*\.q\.example\." is left out/],
  },
]

t.test('forms in the field', async (t) => {
  for (const { name, from, conf, has = [], hasNot = [], lost = [] } of rows) {
    const folder = t.testdir({
      conf: conf.replaceAll('storage: .', 'storage: /'),
      'a.zone': ZONE,
      'bind.conf': 'zone "a.example" { type native; file "/a.zone"; };',
    })
    const { text, told } = written(from, folder)
    for (const one of has) t.match(text, one, `${name}: ${one}`)
    for (const one of hasNot) t.notMatch(text, one, `${name}: not ${one}`)
    for (const one of lost) t.match(told, one, `${name}: tells ${one}`)
  }
})

function written(from: ForeignFormat, folder: string): { text: string; told: string } {
  const file = join(folder, 'conf')
  const settings = { root: folder, own: undefined, progress: () => {} }
  const foreign = FOREIGN[from](file, settings)
  const { files, lost, widened } = importConfig(file, readSpoken(file, foreign.spoken, settings), settings)
  const told = [...foreign.lost, ...lost, ...widened].map(({ why }) => why).join('\n')
  return { text: [...files.values()].join('\n'), told }
}

t.test('names stay, though a zone were called as a statement of named is', async (t) => {
  const words = { named: 'NSD', primaries: 'request-xfr', 'allow-transfer': 'provide-xfr' }
  const texts: readonly (readonly [string, string])[] = [
    [
      'zone "named.example": its primaries have different keys',
      'zone "named.example": its request-xfr have different keys',
    ],
    ['"allow-transfer" of the zone "primaries": no', '"provide-xfr" of the zone "primaries": no'],
    ['zone "named": "/etc/named/a" cannot be read', 'zone "named": "/etc/named/a" cannot be read'],
    ['ns.named.example. is told by named: no', 'ns.named.example. is told by NSD: no'],
    ['named-1.example and primaries.example, (allow-transfer)', 'named-1.example and primaries.example, (provide-xfr)'],
    ['write it under "primaries", constructor', 'write it under "primaries", constructor'],
  ]
  for (const [why, wanted] of texts)
    t.strictSame(inWordsOf({ words }, [{ file: 'f', line: 1, why }]), [{ file: 'f', line: 1, why: wanted }])
})

t.test('files that include themselves twice end', async (t) => {
  const bind = 'include "/bind.conf";\ninclude "/bind.conf";\n'
  const loops: readonly (readonly [ForeignFormat, string])[] = [
    ['knot', 'include: conf\ninclude: conf\n'],
    ['dnsmasq', 'conf-file=/conf\nconf-file=/conf\n'],
    ['nsd', 'include: conf\ninclude: conf\n'],
    ['unbound', 'include: conf\ninclude: conf\n'],
    ['pdns', 'launch=bind\nbind-config=/bind.conf\n'],
  ]
  for (const [from, conf] of loops) {
    const folder = t.testdir({ conf, 'bind.conf': bind })
    t.throws(
      () => FOREIGN[from](join(folder, 'conf'), { root: folder }),
      { message: /:2:1: error: more than 1000 files are included/ },
      from,
    )
  }
})

t.test('octets that are no UTF-8 are an error in a value, and nothing in a comment', async (t) => {
  const folder = t.testdir({
    bad: Buffer.from('server:\n local-data: "a.example. TXT \xe9"\n', 'latin1'),
    good: Buffer.from('# caf\xe9\nserver:\n local-data: "a.example. TXT x" # \xe9\n', 'latin1'),
    dnsmasq: Buffer.from('no-hosts\ntxt-record=a.example,\xe9\n', 'latin1'),
  })
  t.throws(() => FOREIGN.unbound(join(folder, 'bad'), { root: '/' }), { message: /bad:2:2: error: .*UTF-8/ })
  t.throws(() => FOREIGN.dnsmasq(join(folder, 'dnsmasq'), { root: '/' }), { message: /dnsmasq:2:1: error: .*UTF-8/ })
  t.doesNotThrow(() => FOREIGN.unbound(join(folder, 'good'), { root: '/' }))
})

t.test('ranges, masks and prefixes are the same addresses', async (t) => {
  const ranges: readonly (readonly [string, ...string[]])[] = [
    ['10.0.0.0-10.255.255.255', '10.0.0.0/8'],
    ['0.0.0.0-255.255.255.255', '0.0.0.0/0'],
    ['192.0.2.255-192.0.3.0', '192.0.2.255', '192.0.3.0'],
    ['2001:db8::-2001:db8::ff', '2001:db8::/120'],
    ['10.1.2.3&255.0.0.0', '10.0.0.0/8'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['192.0.2.1', '192.0.2.1'],
  ]
  for (const [text, ...wanted] of ranges) t.strictSame(prefixesOfRange(text), wanted, text)
  for (const text of [
    '10.0.0.9-10.0.0.1',
    '10.0.0.0&255.0.255.0',
    '10.0.0.0-::1',
    '10.0.0.0/33',
    'any',
    '',
    '10.0.0.0/',
  ])
    t.equal(prefixesOfRange(text), undefined, text)
})

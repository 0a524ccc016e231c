// Who gets which view after an import: classes, addresses of ours, and where named listens.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf, serve } from '../../support/janus.ts'
import { labelsOf } from '../../support/name.ts'
import { queryOf } from '../../support/query.ts'
import { answering, brief, client, hasNamed, startNamed } from './named.ts'

const zone = (address: string) =>
  `$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\nwww A ${address}\n`
const shows = (file: string) => `zone "univ.example" { type primary; file "${file}"; };`

const notTold = (element: string) =>
  `"${element}" in a list of clients: Janus cannot tell whom it keeps out, and refuses whoever the rest of the list takes: write their addresses${/local(host|nets)/.test(element) ? '; --own-addresses tells whom it means' : ''}`

type Case = { name: string; conf: string; listen: string; views: string[]; lost?: string[] }

const everywhere = '["0.0.0.0", "[::]"]'
const cases: Case[] = [
  {
    name: 'whoever is perhaps kept out gets no view',
    conf: `view "in" { match-clients { 10.1/16; !localnets; 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: everywhere,
    views: ['in: [10.1.0.0/16]', 'out: [0.0.0.0/0, "::/0"]', 'nobody:', 'clients: [10.0.0.0/8]', 'refuse: ["."]'],
    lost: [`1: ${notTold('! localnets')}`],
  },
  {
    name: 'a list with a name may keep out what cannot be read, and what can',
    conf: `acl guests { localnets; 10.9/16; };
view "in" { match-clients { !guests; 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: everywhere,
    views: ['in: []', 'out: [0.0.0.0/0, 10.9.0.0/16, "::/0"]', 'nobody:', 'clients: [10.0.0.0/8]', 'refuse: ["."]'],
    lost: [`1: ${notTold('localnets')}`],
  },
  {
    name: 'what is kept out of a list that keeps out is not let in',
    conf: `view "in" { match-clients { !{ !localnets; 10.9/16; }; 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: everywhere,
    views: ['in: [10.0.0.0/8]', 'out: [0.0.0.0/0, 10.9.0.0/16, "::/0"]'],
    lost: ['1: "! localnets" in a list of clients: it matches nobody; --own-addresses tells whom it means'],
  },
  {
    name: 'a key keeps nobody out',
    conf: `view "in" { match-clients { !key transfer; 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: everywhere,
    views: ['in: [10.0.0.0/8]', 'out: [0.0.0.0/0, "::/0"]'],
    lost: [
      '1: "! key transfer" in a list of clients: it keeps nobody out: write the addresses of those whom it should',
    ],
  },
  {
    name: 'addresses of ours may have names, and the same in the views',
    conf: `acl inner { 192.0.2.3; 2001:db8::3; };
options { listen-on { 192.0.2.2; Inner; }; listen-on-v6 { inner; { 2001:db8::2; }; }; };
view "in" { match-destinations { inner; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["192.0.2.2", {address: "192.0.2.3", view: in}, {address: "[2001:db8::3]", view: in}, "[2001:db8::2]"]',
    views: ['in: []', 'out: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'this host and its networks are all addresses of ours',
    conf: `options { listen-on { localhost; }; listen-on-v6 { localnets; }; };
view "in" { match-destinations { localhost; }; match-clients { 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["0.0.0.0", {address: "[::]", view: out}]',
    views: ['in: [10.0.0.0/8]', 'out: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'the address that stands for all is all, also within a list with a name',
    conf: `acl all { 0.0.0.0; ::; };
options { listen-on { 192.0.2.2; all; }; listen-on-v6 { all; }; }; view a { ${shows('in')} };`,
    listen: everywhere,
    views: ['a: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'all addresses but some are told, and so are networks of addresses',
    conf: `options { listen-on { !192.0.2.3; 192.0.2.3; 192.0.2.2; }; listen-on-v6 {
2001:db8::/32;
!nobody-knows; any; }; };
view a { ${shows('in')} };`,
    listen: '["192.0.2.2", "[::]"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
    lost: [
      '1: "! 192.0.2.3" in listen-on: write the single addresses of this host',
      '3: "! nobody-knows" in a list of addresses of this host: Janus cannot tell which it keeps out',
      '2: "2001:db8::/32" in listen-on-v6: write the single addresses of this host',
      '3: "! nobody-knows" in listen-on-v6: write the single addresses of this host',
    ],
  },
  {
    name: 'a view at addresses where nobody listens is told',
    conf: `options { listen-on { 192.0.2.2; }; listen-on-v6 { none; }; };
view "in" { match-destinations { 192.0.2.3; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["192.0.2.2"]',
    views: ['in: []', 'out: [0.0.0.0/0, "::/0"]'],
    lost: [
      '2: "match-destinations" of the view "in": nobody gets it, for none of its addresses is under "listen"; {address: ..., view: in} under "listen" shows the view to everybody who asks at that address of this host',
    ],
  },
  {
    name: 'a view at addresses that cannot all be told is nobody’s',
    conf: `options { listen-on { 192.0.2.2; }; listen-on-v6 { none; }; };
view "in" { match-destinations { !nobody-knows; 192.0.2.2; }; match-clients { 10/8; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["192.0.2.2"]',
    views: ['in: []', 'out: [0.0.0.0/0, "::/0"]', 'nobody:', 'clients: [10.0.0.0/8]', 'refuse: ["."]'],
    lost: [
      '2: "! nobody-knows" in a list of addresses of this host: Janus cannot tell which it keeps out',
      '2: "match-destinations" of the view "in": its clients are refused; {address: ..., view: in} under "listen" shows the view to everybody who asks at that address of this host',
    ],
  },
  {
    name: 'without a word on addresses named listens everywhere',
    conf: `view a { ${shows('in')} };`,
    listen: '["0.0.0.0", "[::]"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'what is said of one family leaves the other as it is',
    conf: `options { port 5353; listen-on-v6 { any; }; }; view a { ${shows('in')} };`,
    listen: '["0.0.0.0:5353", "[::]:5353"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'an address that is listed twice is listened on once, and one for other protocols not at all',
    conf: `options { listen-on { 192.0.2.1; 192.0.2.1; }; listen-on-v6 { NONE; };
listen-on port 853 tls t { any; }; }; view a { ${shows('in')} };`,
    listen: '["192.0.2.1"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
    lost: ['2: listen-on with tls: write it under "listen" with "tls" (docs/doors.md)'],
  },
  {
    name: 'TLS and HTTPS are spoken where named speaks them, and show what it shows',
    conf: `tls t { cert-file "/etc/ns.crt"; key-file "/etc/ns.key"; };
http plain { endpoints { "/dns-query"; }; };
options { listen-on { 192.0.2.1; }; listen-on-v6 { none; };
listen-on tls t { 192.0.2.1; }; listen-on tls EPHEMERAL http default { 192.0.2.1; }; listen-on port 8443 tls T http plain { 192.0.2.2; };
listen-on port 54 tls none { 192.0.2.3; }; }; view a { ${shows('in')} };`,
    listen:
      '["192.0.2.1", {address: "192.0.2.1:853", tls: {certificate: "/etc/ns.crt", key: "/etc/ns.key"}}, {address: "192.0.2.1:443", https: {}}, {address: "192.0.2.2:8443", https: {certificate: "/etc/ns.crt", key: "/etc/ns.key"}}, "192.0.2.3:54"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'ports of the options, and an address that is tied to a view',
    conf: `options { tls-port 8853; listen-on { 192.0.2.1; 192.0.2.2; }; listen-on-v6 { none; }; listen-on tls ephemeral { 192.0.2.1; }; };
view a { match-destinations { 192.0.2.1; }; ${shows('in')} }; view b { ${shows('out')} };`,
    listen: '[{address: "192.0.2.1", view: a}, "192.0.2.2", {address: "192.0.2.1:8853", view: a, tls: {}}]',
    views: ['a: []', 'b: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'what Janus does not do at an address is told, and nothing is opened there',
    conf: `tls mutual { cert-file "/etc/ns.crt"; key-file "/etc/ns.key"; ca-file "/etc/ca.crt"; ciphers "HIGH"; };
tls half { cert-file "/etc/ns.crt"; };
http other { endpoints { "/elsewhere"; }; listener-clients 5; };
options { listen-on { 192.0.2.1; }; listen-on-v6 { none; };
listen-on tls half { 192.0.2.2; };
listen-on tls none http default { 192.0.2.2; };
listen-on tls ephemeral http other { 192.0.2.2; };
listen-on port 853 tls mutual { 192.0.2.2; }; }; view a { ${shows('in')} };`,
    listen: '["192.0.2.1", {address: "192.0.2.2:853", tls: {certificate: "/etc/ns.crt", key: "/etc/ns.key"}}]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
    lost: [
      '5: listen-on with tls: write it under "listen" with "tls" (docs/doors.md)',
      '6: listen-on with http: write it under "listen" with "https" (docs/doors.md)',
      '3: "listener-clients" of http "other": Janus has bounds of its own',
      '7: listen-on with http: write it under "listen" with "https" (docs/doors.md)',
      '1: "ca-file" of tls "mutual": Janus serves clients without a certificate as well (docs/doors.md)',
      '1: "ciphers" of tls "mutual": Janus takes TLS 1.2 and 1.3',
      '2: "tls"',
    ],
  },
  {
    name: 'an address is not listened on beside all others at the same port',
    conf: `options { listen-on { any; 192.0.2.1; }; listen-on port 53 { 192.0.2.2; }; listen-on port 54 { 192.0.2.2; };
listen-on-v6 { none; }; }; view a { ${shows('in')} };`,
    listen: '["0.0.0.0", "192.0.2.2:54"]',
    views: ['a: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'views and zones of other classes are left out',
    conf: `view "chaos" CH { match-clients { any; }; ${shows('in')} };
view "in" IN { match-clients { 10/8; }; ${shows('in')}
  zone "bind" chaos { type primary; file "ch"; }; };
view "out" { ${shows('out')} };`,
    listen: '["0.0.0.0", "[::]"]',
    views: ['in: [10.0.0.0/8]', 'out: [0.0.0.0/0, "::/0"]'],
    lost: [
      '1: view "chaos" of class CH: Janus serves class IN only',
      '3: zone "bind" of class chaos: Janus serves class IN only',
    ],
  },
  {
    name: 'an address of ours with one view for everybody is tied to it',
    conf: `options { listen-on { 192.0.2.2; 192.0.2.3; }; };
view "in" { match-destinations { 192.0.2.3; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["192.0.2.2", {address: "192.0.2.3", view: in}, "[::]"]',
    views: ['in: []', 'out: [0.0.0.0/0, "::/0"]'],
  },
  {
    name: 'all addresses may have the same views by client',
    conf: `options { listen-on { 192.0.2.2; 192.0.2.3; }; listen-on-v6 { none; }; };
view "in" { match-destinations { any; }; match-clients { 10/8; }; ${shows('in')} };
view "out" { match-destinations { 192.0.2.0/24; }; ${shows('out')} };`,
    listen: '["192.0.2.2", "192.0.2.3"]',
    views: ['in: [10.0.0.0/8]', 'out: [0.0.0.0/0]'],
  },
  {
    name: 'where our addresses are not known, whoever might get another view is refused',
    conf: `options { listen-on-v6 { none; }; };
view "out" { match-destinations { 192.0.2.2; }; match-clients { !10/8; any; }; ${shows('out')} };
view "in" { ${shows('in')} };`,
    listen: '["0.0.0.0"]',
    views: ['out: []', 'in: [10.0.0.0/8, "::/0"]'],
    lost: [
      '2: "match-destinations" of the view "out": its clients are refused; {address: ..., view: out} under "listen" shows the view to everybody who asks at that address of this host',
    ],
  },
  {
    name: 'a table of clients for each of two addresses cannot be had',
    conf: `options { listen-on { 192.0.2.2; 192.0.2.3; }; listen-on-v6 { none; }; };
view "in" { match-destinations { 192.0.2.3; }; match-clients { 10/8; }; ${shows('in')} };
view "lab" { match-destinations { 192.0.2.2; }; match-clients { 10.9/16; }; ${shows('in')} };
view "out" { ${shows('out')} };`,
    listen: '["192.0.2.2", "192.0.2.3"]',
    views: ['in: []', 'lab: []', 'out: [0.0.0.0/0, "::/0"]', 'nobody:', 'clients: [10.0.0.0/8]', 'refuse: ["."]'],
    lost: [
      '2: "match-destinations" of the view "in": its clients are refused; {address: ..., view: in} under "listen" shows the view to everybody who asks at that address of this host',
      '3: "match-destinations" of the view "lab": its clients are refused; {address: ..., view: lab} under "listen" shows the view to everybody who asks at that address of this host',
    ],
  },
  {
    name: 'a view for recursion is nobody’s',
    conf: `view "rec" { match-recursive-only yes; ${shows('in')} };
view "out" { match-recursive-only no; ${shows('out')} };`,
    listen: '["0.0.0.0", "[::]"]',
    views: ['rec: []', 'out: [0.0.0.0/0, "::/0"]'],
    lost: [
      '1: "match-recursive-only" of the view "rec": nobody gets the view; everybody gets what named answers where recursion is not asked for',
    ],
  },
]

for (const { name, conf, listen, views, lost = [] } of cases)
  t.test(name, async (t) => {
    const folder = folderOf(t, { 'named.conf': conf, in: zone('10.0.0.80'), out: zone('192.0.2.80') })
    const imported = importNamedConf(join(folder, 'named.conf'))
    const text = imported.files.get('janus.yaml')!
    t.equal(/^listen: (.*)$/m.exec(text)?.[1], listen)
    t.same(/^views:\n((?: {2}.*\n)*)/m.exec(text)![1]!.trim().split(/\n */), views)
    t.same(
      imported.lost.map(({ line, why }) => `${line}: ${why}`),
      lost,
    )
  })

const served = (port: number) => `
acl ours { 127.0.0.1; ::1; };
acl six { !127.0.0.1; ours; };
options { directory "."; recursion no; pid-file none; session-keyfile none; dnssec-validation no;
  listen-on port ${port} { ours; }; listen-on-v6 port ${port} { ours; }; };
view "chaos" CH { match-clients { any; }; };
view "rec" { match-recursive-only yes; ${shows('rec')} };
view "in" { match-destinations { six; }; ${shows('in')} };
view "lab" { match-clients { 127.0.0.3; }; ${shows('lab')} };
view "out" { match-clients { any; }; ${shows('out')} };
`

t.test(
  'named and Janus show the same view, whoever asks at whichever address',
  { skip: !hasNamed && 'BIND is not installed' },
  async (t) => {
    const [theirs, ours] = [await freePort(), await freePort()]
    const zones = { in: zone('10.0.0.80'), lab: zone('10.9.0.80'), out: zone('192.0.2.80'), rec: zone('10.1.0.80') }
    const folder = folderOf(t, { ...zones, 'named.conf': served(theirs) })
    startNamed(t, folder)
    for (const [path, text] of importNamedConf(join(folder, 'named.conf')).files) {
      mkdirSync(join(folder, 'new/zones'), { recursive: true })
      writeFileSync(join(folder, 'new', path), text.replaceAll(`:${theirs}`, `:${ours}`))
    }
    await serve(t, join(folder, 'new'))
    const query = queryOf(labelsOf(nameFromText('www.univ.example')), 1, {})
    for (const source of ['127.0.0.2', '127.0.0.3', '::1']) {
      const [before, after] = [await client(source, theirs), await client(source, ours)]
      await answering(before, 'univ.example')
      t.equal(brief((await after.ask(query))!), brief((await before.ask(query))!), `from ${source}`)
      before.close()
      after.close()
    }
  },
)

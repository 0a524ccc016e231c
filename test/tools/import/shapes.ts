// Configurations of named in the ways people write them: templates of distributions, of hosting panels, of universities. We
// moved networks into 127.0.0.0/8, so that clients of this host can be in them: campus is 127.1.0.0/16, its guests
// 127.1.2.0/24, a partner 127.2.0.0/16, everybody else a stranger.

export type Shape = {
  readonly name: string
  /** LISTEN stands for the addresses of named, and for what keeps it off the network. */
  readonly conf: string
  /** By path. */
  readonly files: { readonly [path: string]: string }
  /** Of janus.yaml, from `views:` on. */
  readonly views?: string
  /** Of the report: headings, and under each a piece of every line. */
  readonly widened?: readonly string[]
  readonly signed?: readonly string[]
  readonly resolved?: readonly string[]
  readonly lost?: readonly string[]
  /** At and below these names named answers, and Janus refuses as the report says. */
  readonly refused?: readonly string[]
  /** Zones of servers that do not answer here: Janus has nothing to say of them yet, and says nothing else. */
  readonly fetched?: readonly string[]
  /** Sources that named does not answer at all. */
  readonly silent?: readonly string[]
  readonly giveResolved?: boolean
  readonly own?: string
}

export const sources = ['127.0.0.1', '127.1.1.1', '127.1.2.1', '127.2.0.1', '127.9.9.9']

/** A zone whose records say which file they are from. */
function zone(tag: string, more = ''): string {
  return `$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.80\n@ TXT ${tag}\n${tag} A 192.0.2.8\n${more}`
}

const local = '$TTL 1w\n@ SOA localhost. root.localhost. 2 1w 1d 4w 1w\n@ NS localhost.\n'
const hints = '. 1w NS a.root.example.\na.root.example. 1w A 127.0.0.9\n'

const debianDefault = `
zone "." { type hint; file "db.root"; };
zone "localhost" { type master; file "db.local"; };
zone "127.in-addr.arpa" { type master; file "db.127"; };
zone "0.in-addr.arpa" { type master; file "db.0"; };
zone "255.in-addr.arpa" { type master; file "db.255"; };`
const debianFiles = {
  'db.root': hints,
  'db.local': `${local}@ A 127.0.0.1\n@ AAAA ::1\n`,
  'db.127': `${local}1.0.0 PTR localhost.\n`,
  'db.0': local,
  'db.255': local,
}

const acls = `acl campus { 127.1.0.0/16; };\nacl guests { 127.1.2.0/24; };\nacl partner { 127.2.0.0/16; };\n`
const primary = (name: string, file: string, more = '') => `zone "${name}" { type primary; file "${file}"; ${more} };\n`
const two = { in: zone('inside'), out: zone('outside') }
const world = 'give them a resolver'

export const shapes: readonly Shape[] = [
  {
    name: 'Debian as installed, with one zone of its own',
    conf: `options { directory "."; LISTEN; auth-nxdomain no; listen-on-v6 { none; }; };${debianDefault}
${primary('univ.example', 'in')}`,
    files: { ...debianFiles, in: zone('inside') },
    resolved: [world],
  },
  {
    name: 'Debian with trusted clients',
    conf: `acl "trusted" { 127.1.0.0/16; localhost; };
options { directory "."; LISTEN; recursion yes; allow-recursion { trusted; }; allow-query { trusted; };
  allow-transfer { none; }; forwarders { 127.0.0.9; }; };${debianDefault}
${primary('univ.example', 'in')}`,
    files: { ...debianFiles, in: zone('inside') },
    resolved: [world],
    lost: ['localhost: taken for 127.0.0.1 and ::1'],
    views: '  default: ["127.0.0.1", 127.1.0.0/16, "::1"]\n',
  },
  {
    name: 'RHEL as installed: nobody but this host',
    conf: `options { LISTEN; directory "."; dump-file "data/cache_dump.db"; statistics-file "data/named_stats.txt";
  secroots-file "data/named.secroots"; recursing-file "data/named.recursing"; allow-query { localhost; };
  recursion yes; managed-keys-directory "."; };
logging { channel default_debug { file "named.run"; severity dynamic; }; };
zone "." IN { type hint; file "db.root"; };
include "named.rfc1912.zones";`,
    files: {
      ...debianFiles,
      'named.rfc1912.zones': `zone "localhost.localdomain" IN { type master; file "db.local"; allow-update { none; }; };
zone "localhost" IN { type master; file "db.local"; allow-update { none; }; };
zone "1.0.0.127.in-addr.arpa" IN { type master; file "db.0"; allow-update { none; }; };`,
    },
    views: '  default: ["127.0.0.1", "::1"]\n',
    lost: ['localhost: taken', '"logging"'],
    resolved: [world],
  },
  {
    name: 'RHEL opened for everybody',
    conf: `options { LISTEN; directory "."; allow-query { any; }; allow-transfer { none; }; recursion no; };
zone "univ.example" IN { type master; file "in"; allow-update { none; }; notify no; };`,
    files: two,
    views: '  default: [0.0.0.0/0, "::/0"]\n',
  },
  {
    name: 'cPanel with three views',
    conf: `options { LISTEN; directory "."; recursion yes; allow-recursion { trusted; }; };
acl "trusted" { 127.0.0.0/24; 127.1.0.0/16; };
view "localhost_resolver" { match-clients { 127.0.0.0/24; }; recursion yes; zone "." IN { type hint; file "db.root"; }; };
view "internal" { match-clients { trusted; }; recursion yes; zone "." IN { type hint; file "db.root"; };
  ${primary('univ.example', 'in')} };
view "external" { recursion no; ${primary('univ.example', 'out')} ${primary('shop.example', 'out')} };`,
    files: { ...two, ...debianFiles },
    resolved: [world, 'resolved univ.example, shop.example', world, 'resolved shop.example'],
  },
  {
    name: 'cPanel without views',
    conf: `options { LISTEN; directory "."; recursion no; allow-transfer { none; }; version "none"; };
${primary('a.example', 'in')}${primary('b.example', 'out')}`,
    files: two,
  },
  {
    name: 'Plesk',
    conf: `options { LISTEN; allow-recursion { localnets; }; version "none"; auth-nxdomain no; directory "."; };
key "rndc-key" { algorithm hmac-md5; secret "CeMgS23y0oWE20nyv0x40Q=="; };
controls { inet 127.0.0.1 port 0 allow { 127.0.0.1; } keys { "rndc-key"; }; };
zone "." { type hint; file "db.root"; };
zone "univ.example" { type master; file "in"; allow-transfer { 127.2.0.1; common-allow-transfer; }; };
acl common-allow-transfer { none; };`,
    files: { ...two, ...debianFiles },
    resolved: [world],
  },
  {
    name: 'ISPConfig',
    conf: `options { LISTEN; directory "."; version none; recursion no; allow-recursion { none; }; };
zone "a.example" { type master; allow-transfer {none;}; file "in"; };
zone "b.example" { type master; allow-transfer { 127.2.0.1; }; also-notify { 127.2.0.1; }; file "out"; };
zone "c.example" { type slave; masters { 127.0.0.9; }; file "none"; };`,
    files: two,
    fetched: ['c.example'],
  },
  {
    name: 'Webmin',
    conf: `options { LISTEN; directory "."; recursion no; allow-query { any; }; notify no; };
zone "univ.example" { type master; file "in"; allow-query { any; }; notify no; zone-statistics yes; };`,
    files: two,
  },
  {
    name: 'a university with inside and outside',
    conf: `${acls}options { LISTEN; directory "."; };
view "internal" { match-clients { campus; 127.0.0.1; }; recursion yes; allow-recursion { campus; };
  ${primary('univ.example', 'in')} };
view "external" { match-clients { any; }; recursion no; ${primary('univ.example', 'out')} };`,
    files: two,
    views: '  internal: ["127.0.0.1", 127.1.0.0/16]\n  external: [0.0.0.0/0, "::/0"]\n',
    resolved: [world],
  },
  {
    name: 'a university with guests, a partner and the world',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "guests" { match-clients { guests; }; ${primary('univ.example', 'out')} };
view "campus" { match-clients { campus; }; ${primary('univ.example', 'in')}${primary('lab.univ.example', 'in')} };
view "partner" { match-clients { partner; }; ${primary('univ.example', 'out')}${primary('lab.univ.example', 'out')} };
view "world" { match-clients { !127.0.0.1; any; }; ${primary('univ.example', 'out')} };`,
    files: two,
  },
  {
    name: 'one zone for the campus beside a public one',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'out')}${primary('intranet.example', 'in', 'allow-query { campus; };')}`,
    files: two,
    views: `  default: [127.1.0.0/16]
  # "default" in named.conf: those of its clients that get 1 of its 2 zones
  default-others: [0.0.0.0/0, "::/0"]
`,
  },
  {
    name: 'a zone for the campus below a public one that delegates it',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'out')}${primary('dept.univ.example', 'in', 'allow-query { campus; };')}`,
    files: { ...two, out: zone('outside', 'dept NS ns.dept\nns.dept A 192.0.2.2\n') },
    views: `  default: [127.1.0.0/16]
  # "default" in named.conf: those of its clients that get 1 of its 2 zones
  default-others:
    clients: [0.0.0.0/0, "::/0"]
    refuse: [dept.univ.example]
`,
  },
  {
    name: 'a zone for the campus below a public one that has names of its own there',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'out')}${primary('dept.univ.example', 'in', 'allow-query { campus; };')}`,
    files: { ...two, out: zone('outside', 'old.dept A 10.0.0.9\n*.dept A 10.0.0.8\n') },
  },
  {
    name: 'a public zone below one for the campus',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query { campus; };  };
${primary('univ.example', 'in')}${primary('www.univ.example', 'out', 'allow-query { any; };')}`,
    files: two,
  },
  {
    name: 'everything for the campus but one zone',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query { campus; }; };
${primary('univ.example', 'in')}${primary('intranet.example', 'in')}${primary('public.example', 'out', 'allow-query { any; };')}`,
    files: two,
  },
  {
    name: 'a view that answers fewer than it matches',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { campus; }; allow-query { !guests; campus; }; ${primary('univ.example', 'in')} };
view "external" { ${primary('univ.example', 'out')} };`,
    files: two,
    views: `  internal: [127.1.0.0/16]
  external: [0.0.0.0/0, "::/0"]
  nobody:
    clients: [127.1.2.0/24]
    refuse: ["."]
`,
  },
  {
    name: 'a view for nobody, and a zone of it for all',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query { none; }; };
view "all" { ${primary('univ.example', 'in')}${primary('public.example', 'out', 'allow-query { any; };')} };`,
    files: two,
  },
  {
    name: 'a zone of another view keeps the clients of that one',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { campus; }; allow-query { !guests; any; };
  ${primary('univ.example', 'in')}${primary('shared.example', 'out')} };
view "external" { allow-query { any; }; ${primary('univ.example', 'out')} zone "shared.example" { in-view "internal"; }; };`,
    files: two,
  },
  {
    name: 'a zone of another view that only its campus may ask',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { guests; }; ${primary('shared.example', 'in', 'allow-query { campus; };')} };
view "external" { ${primary('univ.example', 'out')} zone "shared.example" { in-view "internal"; }; };`,
    files: two,
  },
  {
    name: 'the first that matches decides',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('a.example', 'in', 'allow-query { !guests; campus; };')}
${primary('b.example', 'in', 'allow-query { campus; !guests; };')}
${primary('c.example', 'in', 'allow-query { any; !campus; };')}
${primary('d.example', 'in', 'allow-query { none; any; };')}
${primary('e.example', 'in', 'allow-query { };')}
${primary('f.example', 'in', 'allow-query { !none; };')}`,
    files: two,
  },
  {
    name: 'lists within lists',
    conf: `${acls}acl inner { !guests; campus; };
options { LISTEN; directory "."; recursion no; };
${primary('a.example', 'in', 'allow-query { inner; any; };')}
${primary('b.example', 'in', 'allow-query { !inner; any; };')}
${primary('c.example', 'in', 'allow-query { !{ !guests; any; }; any; };')}
${primary('d.example', 'in', 'allow-query { { guests; partner; }; };')}
${primary('e.example', 'in', 'allow-query { !{ guests; partner; }; campus; };')}
${primary('f.example', 'in', 'allow-query { !{ !{ !guests; campus; }; any; }; any; };')}`,
    files: two,
  },
  {
    name: 'clients that get no answer',
    conf: `${acls}options { LISTEN; directory "."; recursion no; blackhole { partner; }; };
${primary('univ.example', 'in')}`,
    files: two,
    silent: ['127.2.0.1'],
  },
  {
    name: 'clients that get no answer but for some',
    conf: `${acls}options { LISTEN; directory "."; recursion no; blackhole { !guests; campus; }; };
view "in" { match-clients { campus; }; ${primary('univ.example', 'in')} };
view "out" { ${primary('univ.example', 'out')} };`,
    files: two,
    silent: ['127.1.1.1'],
  },
  {
    name: 'a view for a key or the campus',
    conf: `${acls}key "k" { algorithm hmac-sha256; secret "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="; };
options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { key k; campus; }; ${primary('univ.example', 'in')} };
view "external" { match-clients { !key k; any; }; ${primary('univ.example', 'out')} };`,
    files: two,
  },
  {
    name: 'a zone for whoever has a key',
    conf: `key "k" { algorithm hmac-sha256; secret "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="; };
options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in', 'allow-query { key k; };')}${primary('public.example', 'out')}`,
    files: two,
    lost: ['"key k" in a list of clients: it matches nobody'],
  },
  {
    name: 'a response policy, whose zone nobody may ask',
    conf: `${acls}options { LISTEN; directory "."; recursion no; response-policy { zone "rpz"; }; };
${primary('rpz', 'rpz', 'allow-query { none; };')}${primary('univ.example', 'in')}`,
    files: { ...two, rpz: zone('policy', 'bad.example CNAME .\n') },
    widened: ['option "response-policy": what it withholds'],
  },
  {
    name: 'a zone of the outside that the inside resolved',
    conf: `${acls}options { LISTEN; directory "."; };
view "internal" { match-clients { campus; }; recursion yes; allow-recursion { any; };
  ${primary('univ.example', 'in')} };
view "external" { recursion no; ${primary('univ.example', 'out')}${primary('public.example', 'out')} };`,
    files: two,
    resolved: [world, 'clients of the view "internal" resolved public.example and get REFUSED; --give-resolved'],
  },
  {
    name: 'a zone of the outside that the inside is given',
    giveResolved: true,
    conf: `${acls}options { LISTEN; directory "."; };
view "internal" { match-clients { campus; }; recursion yes; allow-recursion { !guests; campus; };
  ${primary('univ.example', 'in')} };
view "external" { recursion no; ${primary('univ.example', 'out')}
  ${primary('public.example', 'out')}${primary('partner.example', 'out', 'allow-query { partner; };')} };`,
    files: two,
    resolved: [world, 'resolved public.example and are given'],
    views: `  internal: [127.1.0.0/16]
  # "internal" in named.conf: those of its clients that get 1 of its 2 zones
  internal-part: [127.1.2.0/24]
  external: [127.2.0.0/16]
  # "external" in named.conf: those of its clients that get 2 of its 3 zones
  external-others: [0.0.0.0/0, "::/0"]
`,
  },
  {
    name: 'a zone of the outside, and an inside that resolves nothing',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { campus; }; ${primary('univ.example', 'in')} };
view "external" { ${primary('univ.example', 'out')}${primary('public.example', 'out')} };`,
    files: two,
  },
  {
    name: 'a view for recursion before the others',
    conf: `${acls}options { LISTEN; directory "."; };
view "rec" { match-recursive-only yes; match-clients { campus; }; recursion yes; ${primary('univ.example', 'in')} };
view "auth" { recursion no; ${primary('univ.example', 'out')} };`,
    files: two,
    lost: ['"match-recursive-only" of the view "rec": nobody'],
    resolved: [world],
  },
  {
    name: 'a zone from elsewhere below one of ours',
    conf: `options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in')}
zone "dept.univ.example" { type secondary; primaries { 127.0.0.9; }; file "copy"; masterfile-format text; };
zone "lab.univ.example" { type stub; primaries { 127.0.0.9; }; };
zone "far.univ.example" { type forward; forward only; forwarders { 127.0.0.9; }; };`,
    files: { in: zone('inside', 'old.dept A 10.0.0.9\nold.lab A 10.0.0.8\nold.far A 10.0.0.7\n'), copy: zone('copy') },
    lost: ['of type stub', 'of type forward'],
    fetched: ['dept.univ.example'],
  },
  {
    name: 'zones in a file that both views include',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { campus; }; include "common.conf"; ${primary('univ.example', 'in')} };
view "external" { include "common.conf"; ${primary('univ.example', 'out')} };`,
    files: { ...two, 'common.conf': primary('common.example', 'out', 'allow-query { !guests; any; };') },
  },
  {
    name: 'lines of other zones in a file',
    conf: `options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in')}`,
    files: {
      in: zone(
        'inside',
        '@ NS ns.elsewhere.example.\nns.elsewhere.example. A 192.0.2.7\nwww.example.net. A 192.0.2.6\n',
      ),
    },
    lost: [
      'zone "univ.example": A at "ns.elsewhere.example." is left out, as named does: the name is not in the zone',
      'zone "univ.example": A at "www.example.net." is left out',
    ],
  },
  {
    name: 'a file that two zone files include',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "internal" { match-clients { campus; }; ${primary('univ.example', 'zones/in')} };
view "external" { ${primary('univ.example', 'zones/out')} };`,
    files: {
      'zones/in': zone('inside', '$INCLUDE shared/hosts\n'),
      'zones/out': zone('outside', '$INCLUDE shared/hosts\n'),
      'shared/hosts': 'mail A 192.0.2.25\n',
    },
  },
  {
    name: 'a zone that is asked at one address alone',
    conf: `options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in', 'allow-query-on { 127.0.0.1; };')}
${primary('b.example', 'out', 'allow-query-on { 127.0.0.2; };')}`,
    files: two,
    widened: ['zone "b.example" of the view "default" is left out: "allow-query-on" names no address'],
  },
  {
    name: 'the world before the campus',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "world" { match-clients { any; }; ${primary('univ.example', 'out')} };
view "campus" { match-clients { campus; }; ${primary('univ.example', 'in')} };`,
    files: two,
  },
  {
    name: 'a view for nobody',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "off" { match-clients { none; }; ${primary('univ.example', 'in')}${primary('old.example', 'in')} };
view "rest" { match-clients { campus; partner; }; ${primary('univ.example', 'out')} };`,
    files: two,
  },
  {
    name: 'a root of our own',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('.', 'in')}${primary('univ.example', 'out', 'allow-query { campus; };')}`,
    files: two,
  },
  {
    name: 'reverse zones of parts of a network',
    conf: `${acls}options { LISTEN; directory "."; recursion no; check-names primary ignore; };
${primary('2.0.192.in-addr.arpa', 'in')}${primary('0/25.2.0.192.in-addr.arpa', 'out', 'allow-query { campus; };')}`,
    files: { in: zone('inside', '7 CNAME 7.0/25\n0/25 NS ns\n'), out: zone('outside', '7 PTR host.univ.example.\n') },
  },
  {
    name: 'limits and sizes',
    conf: `options { LISTEN; directory "."; recursion no; version "not told"; hostname none; server-id none; max-udp-size 1400;
  edns-udp-size 4096; tcp-clients 200; tcp-idle-timeout 100; minimal-responses yes; notify no; allow-transfer { none; };
  rate-limit { responses-per-second 1000; window 5; slip 3; exempt-clients { 127.0.0.1; }; };
  deny-answer-addresses { 10.0.0.0/8; }; querylog no; };
${primary('univ.example', 'in')}`,
    files: two,
    lost: ['Janus tells both or neither'],
  },
  {
    name: 'names of lists in capitals and quotes, options last',
    conf: `ACL "Campus" { 127.1/16; };
view "In" { Match-Clients { CAMPUS; }; ALLOW-QUERY { !{ 127.1.2/24; }; "campus"; }; ${primary('Univ.Example.', 'in')} };
view "Out" { ${primary('univ.example', 'out')} };
options { LISTEN; directory "."; Recursion No; };`,
    files: two,
  },
  {
    name: 'an alias and an exchange into a zone that is not for all',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'out')}${primary('intranet.example', 'in', 'allow-query { campus; };')}`,
    files: { ...two, out: zone('outside', 'app CNAME www.intranet.example.\nmail MX 10 www.intranet.example.\n') },
  },
  {
    name: 'many departments, each for itself',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'out')}
${primary('a.univ.example', 'in', 'allow-query { campus; };')}
${primary('b.univ.example', 'in', 'allow-query { guests; partner; };')}
${primary('c.univ.example', 'in', 'allow-query { partner; !guests; campus; };')}
${primary('x.a.univ.example', 'in', 'allow-query { any; };')}`,
    files: two,
  },
  {
    name: 'this host and its networks, which the import is told',
    own: '127.1.1.1/24',
    conf: `options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in', 'allow-query { 127.0.0.1; };')}${primary('b.example', 'out')}`,
    files: two,
  },
  {
    name: 'whoever is no neighbour',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query { !localnets; any; }; };
${primary('univ.example', 'in')}`,
    files: two,
    lost: ['"! localnets" in a list of clients: Janus cannot tell whom it keeps out'],
  },
  {
    name: 'neighbours before the world',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "near" { match-clients { 127.0.0.1; 127.1/16; 127.2/16; 127.9/16; geoip-like; }; ${primary('univ.example', 'in')} };
view "far" { ${primary('univ.example', 'out')} };
acl geoip-like { 198.51.100.0/24; };`,
    files: two,
  },
  {
    name: 'the campus without its guests, the guests in the next view without the partner’s zone',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query { !127.9.9.9; any; }; };
view "campus" { match-clients { !guests; campus; }; ${primary('univ.example', 'in')}${primary('lab.example', 'in')} };
view "rest" { ${primary('univ.example', 'out')}${primary('lab.example', 'out', 'allow-query { partner; };')}
  ${primary('x.lab.example', 'in', 'allow-query { 127.9.9.9; };')} };`,
    files: two,
  },
]

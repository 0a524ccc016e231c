// Configurations that named takes, and that hardly anybody writes: each puts one form into an odd place.

import type { Shape } from './shapes.ts'

function zone(tag: string, more = ''): string {
  return `$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.80\n@ TXT ${tag}\n${tag} A 192.0.2.8\n${more}`
}

const acls = `acl campus { 127.1.0.0/16; };\nacl guests { 127.1.2.0/24; };\nacl partner { 127.2.0.0/16; };\n`
const primary = (name: string, file: string, more = '') => `zone "${name}" { type primary; file "${file}"; ${more} };\n`
const two = { in: zone('inside'), out: zone('outside') }
export const oddShapes: readonly Shape[] = [
  {
    name: 'comments of all kinds, in odd places',
    conf: `/* a "quote; { in a comment */ acl campus { /* none */ 127.1/16; // guests };
 # partner; };
 };
options{LISTEN;directory".";recursion no;/**/};
view "in"/* "x" */IN{match-clients{campus;};zone univ.example{type primary;file"in";};};
view "out" { zone "UNIV.example." IN { type master; file "out"; }; }; /* end * / still */ // last`,
    files: two,
  },
  {
    name: 'lists that are named before they are made, in other case, with other lists',
    conf: `options { LISTEN; directory "."; recursion no; };
acl "All Of Us" { !Visitors; { campus; PARTNER; }; };
acl visitors { 127.1.2.0/24; }; acl Campus { 127.1.0.0/16; }; acl partner { 127.2.0.0/16; };
view "in" { match-clients { "all of us"; }; ${primary('univ.example', 'in')} };
view "out" { match-clients { !"All Of Us"; any; }; ${primary('univ.example', 'out')} };
view "rest" { ${primary('univ.example', 'rest')} };`,
    files: { ...two, rest: zone('rest') },
  },
  {
    name: 'a view that only those get who ask for recursion, and one for others',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "res" { match-clients { any; }; match-recursive-only yes; ${primary('univ.example', 'in')} };
view "auth" { ${primary('univ.example', 'out')} };`,
    lost: ['"match-recursive-only" of the view "res": nobody gets the view'],
    files: two,
  },
  {
    name: 'a view by the address that is asked',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "other" { match-destinations { 127.0.0.99; }; ${primary('univ.example', 'in')} };
view "here" { match-clients { !guests; any; }; match-destinations { !127.0.0.99; any; }; ${primary('univ.example', 'out')} };
view "rest" { ${primary('univ.example', 'rest')} };`,
    lost: ['"match-destinations" of the view "other": nobody gets it'],
    files: { ...two, rest: zone('rest') },
  },
  {
    name: 'included files in options, zones, views and lists',
    conf: `include "acls"; options { include "opts"; LISTEN; };
view "in" { include "match"; include "zones"; };
view "out" { include "zones-out"; };`,
    files: {
      ...two,
      acls: 'acl campus { 127.1.0.0/16; };',
      opts: 'directory "."; recursion no;',
      match: 'match-clients { campus; };',
      zones: 'zone "univ.example" { include "body"; };',
      'zones-out': primary('univ.example', 'out'),
      body: 'type primary; file "in";',
    },
  },
  {
    name: 'zones of other views, through two hands',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "a" { match-clients { guests; }; ${primary('univ.example', 'in')}${primary('only.example', 'in')} };
view "b" { match-clients { campus; }; zone "univ.example" { in-view "a"; }; zone "only.example" { in-view a; }; };
view "c" { zone "univ.example" { in-view "a"; }; ${primary('only.example', 'out')} };`,
    files: two,
  },
  {
    name: 'who may ask at which address',
    conf: `${acls}options { LISTEN; directory "."; recursion no; allow-query-on { 127.0.0.1; }; };
${primary('a.example', 'in', 'allow-query-on { 127.0.0.2; };')}${primary('b.example', 'in', 'allow-query-on { any; }; allow-query { !campus; any; };')}${primary('c.example', 'in', 'allow-query { !{ campus; !guests; }; any; };')}`,
    widened: ['zone "a.example" of the view "default" is left out'],
    files: two,
  },
  {
    name: 'forms of files: escapes, generated names, includes with an origin, classes and TTLs in any order',
    conf: `options { LISTEN; directory "."; recursion no; };
${primary('univ.example', 'in')}${primary('2.0.192.in-addr.arpa', 'rev')}`,
    files: {
      in: `$TTL 1h30m\n$ORIGIN example.\nuniv IN 2h SOA ns.univ hostmaster.univ ( 1 ; one\n 1h\n15m 1w 5m )\n\tNS ns.univ\n$ORIGIN univ\nns 5m IN A 192.0.2.1\nns 5m IN A 192.0.2.1\nwww IN 1h A 192.0.2.80\n$GENERATE 1-4/2 h$ A 192.0.2.$\n$GENERATE 1-2 x\${0,3,d} CNAME h1\n$INCLUDE more sub\nend A 192.0.2.7\n\\119\\119\\119x A 192.0.2.9\n@ TXT ( "a;b" "c\\"d" )\n`,
      more: `$TTL 7\n@ A 192.0.2.5\nw A 192.0.2.6\n`,
      rev: `$TTL 1h\n@ SOA ns.univ.example. h.univ.example. 1 1h 1h 1h 1h\n NS ns.univ.example.\n$GENERATE 1-3 $ PTR h$.univ.example.\n0-127 NS ns.univ.example.\n`,
    },
  },
  {
    name: 'other classes, hints, forwarders and what is no zone of ours',
    conf: `${acls}options { LISTEN; directory "."; recursion no; empty-zones-enable no; };
view "in" { match-clients { campus; }; ${primary('univ.example', 'in')} zone "." { type hint; file "hint"; }; zone "fwd.example" { type forward; forwarders { 127.0.0.9; }; }; };
view "out" { ${primary('univ.example', 'out')} };
view "ch" chaos { match-clients { campus; }; zone "bind" chaos { type primary; file "ch"; }; };
statistics-channels { };`,
    lost: ['view "ch" of class chaos', '"statistics-channels"', 'zone "fwd.example" of type forward'],
    files: {
      ...two,
      hint: '. 1w NS a.root.example.\na.root.example. 1w A 127.0.0.9\n',
      ch: '$TTL 1h\n@ CH SOA a. b. 1 1 1 1 1\n@ CH NS a.\n',
    },
  },
  {
    name: 'networks in short and long forms, and of version 6',
    conf: `options { LISTEN; directory "."; recursion no; };
acl a { 127.1/16; }; acl c { ::ffff:127.2.0.0/112; 127.2.0.1; }; acl d { fe80::1%lo; ::/0; 127.9.9.9/32; };
${primary('a.example', 'in', 'allow-query { a; };')}${primary('c.example', 'in', 'allow-query { c; };')}${primary('d.example', 'in', 'allow-query { d; };')}`,
    lost: ['"fe80::1%lo" in a list of clients: it matches nobody'],
    files: two,
  },
  {
    name: 'templates of zones: names with dots, slashes, quotes and cases; the same file twice',
    conf: `options { LISTEN; directory "."; recursion no; check-names primary ignore; };
zone "0/25.2.0.192.in-addr.arpa" { type primary; file "in"; };
zone "a\\.b.example" { type primary; file "in"; };
zone "_tcp.Example" { type primary; file "./in"; };
zone "example" { type primary; file "out"; };`,
    files: { ...two },
  },
  {
    name: 'the root, and names below it',
    conf: `${acls}options { LISTEN; directory "."; recursion no; };
view "in" { match-clients { campus; }; ${primary('.', 'root')}${primary('univ.example', 'in')} };
view "out" { match-clients { !partner; any; }; ${primary('example', 'out')} };`,
    files: { ...two, root: zone('root', 'example NS ns.example.\nns.example A 192.0.2.3\n') },
  },
  {
    name: 'nobody is in a list that keeps everybody out first, and a no of a no',
    conf: `${acls}acl nobody { !any; campus; }; acl no { none; }; acl yes { !none; }; acl empty { };
options { LISTEN; directory "."; recursion no; };
view "a" { match-clients { nobody; no; empty; }; ${primary('univ.example', 'in')} };
view "b" { match-clients { !{ !campus; any; }; any; }; ${primary('univ.example', 'b')} };
view "c" { match-clients { !yes; partner; }; ${primary('univ.example', 'c')} };
view "d" { match-clients { !{ !nobody; }; localhost; }; ${primary('univ.example', 'd')} };
view "e" { ${primary('univ.example', 'out')} };`,
    lost: ['localhost: taken for'],
    files: { ...two, b: zone('b'), c: zone('c'), d: zone('d') },
  },
]

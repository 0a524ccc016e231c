// What stands in configurations of other servers and cannot be read is an error with its place, and nothing is written; what is
// read and has no like here is listed.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FOREIGN, type ForeignFormat } from '../../../src/tools/import/formats.ts'
import fc from '../../support/properties.ts'
import { janus } from '../../support/run-janus.ts'

const bad: readonly (readonly [ForeignFormat, string, ...string[]])[] = [
  ['tinydns', '+www.example.com:192.0.2.1:60::zz\n', '1:32: error: no line says where location "zz" is'],
  [
    'tinydns',
    '%in:10\n?x\n+a:1.2.3.400\n',
    '2:1: error: no line of "data" begins with "?"',
    '3:4: error: "1.2.3.400" is no IPv4 address',
  ],
  ['tinydns', '%in:10.300\n', '1:5: error: "10.300" is no prefix'],
  ['tinydns', '%abc:10\n', '1:2: error: "abc" is no location'],
  ['tinydns', "'a:b\\9\n", '1:4: error: "\\9" is no octet'],
  ['tinydns', '+a:192.0.2.1:x\n', '1:14: error: "x" is no number'],
  ['tinydns', '+a:192.0.2.1:1:1\n', '1:16: error: "1" is no time'],
  ['tinydns', ':a:5:x\n:a:33:x\n', '1:1: error: ', '1:4: error: type 5 (CNAME) has lines of its own', '2:1: error: '],
  ['tinydns', `+${'a'.repeat(64)}.example:192.0.2.1\n`, '1:1: error: '],
  ['nsd', 'server:\n  port 53\n', '2:3: error: "port" is no key'],
  ['nsd', 'zonefile: x\n', '1:1: error: "zonefile:" stands before every "server:"'],
  ['nsd', 'zone:\n\tname: "a\n', '1:1: error: this "zone:" has no name', '2:7: error: the text in quotes has no end'],
  ['nsd', 'zone:\n\tname: a\n\tinclude-pattern: p\n', '3:2: error: there is no pattern "p"'],
  [
    'nsd',
    'zone:\n\tname: a\n\tprovide-xfr: 10.0.0.0/8\n',
    '3:2: error: the name of a key, NOKEY or BLOCKED is missing',
  ],
  ['nsd', 'zone:\n\tname: a\n\tnotify: here NOKEY\n', '3:2: error: "here" is no address of a server'],
  ['nsd', 'zone:\n\tzonefile: a\n', '1:1: error: this "zone:" has no name'],
  ['nsd', 'key:\n\tname: k\n\tsecret: "??"\n', '1:1: error: the secret of the key "k" is not base64'],
  [
    'nsd',
    'pattern:\n  name: p\n  include-pattern: p\nzone:\n  name: a\n  include-pattern: p\n',
    '3:3: error: patterns include each other',
  ],
  ['nsd', 'include: "none.conf"\n', '1:1: error: include "none.conf": cannot read'],
  ['knot', 'zone:\n  domain: a\n', '2:3: error: "domain:" is of no item of "zone:"'],
  ['knot', 'zone:\n  - domain: a\n    notify: x\n', '3:5: error: there is no remote "x"'],
  [
    'knot',
    'zone:\n  - domain: a\n    acl: [x, y\n',
    '3:5: error: "[" is not closed',
    '3:5: error: there is no acl "x"',
    '3:5: error: there is no acl "y"',
  ],
  ['knot', 'what\n', '1:1: error: cannot read "what"'],
  ['knot', 'zone:\n  - domain: a\n    template: t\n', '3:5: error: there is no template "t"'],
  ['knot', 'zone:\n  - domain: a\n    file: "%q"\n', '3:5: error: cannot read the pattern "%q"'],
  ['pdns', 'launch=gsqlite3\n', '1:1: error: no "bind-config" names the zones'],
  ['pdns', 'launch bind!\n', '1:1: error: cannot read "launch bind!"', '1:1: error: no "bind-config" names the zones'],
  ['dnsmasq', 'host-record=\n', '1:1: error: host-record=: a name has to stand here'],
  ['dnsmasq', 'no-hosts\naddress=/a.example/x\n', '2:1: error: "x" is no address'],
  ['dnsmasq', 'no-hosts\nmx-host=a.example,mail.example,many\n', '2:1: error: '],
  [
    'dnsmasq',
    'no-hosts\n  dns-rr=a.example,16,zz\n',
    '2:3: error: dns-rr=a.example,16,zz: a name, the number of a type',
  ],
  ['unbound', 'server:\n  local-data: "a.example. IN A 1.2.3"\n', '2:3: error: '],
  ['unbound', 'server:\n  local-data: "$INCLUDE x"\n', '2:3: error: a record begins with its owner'],
  [
    'unbound',
    'server:\n  local-data: "a.example. TXT ("\n  local-data: "b.example. A 192.0.2.1"\n',
    '2:3: error: parentheses',
  ],
  ['unbound', 'server:\n  local-zone: "a.example" sometimes\n', '2:3: error: "sometimes" is no type of a local-zone'],
  ['unbound', 'server:\n  access-control-view: 10.0.0.0/8 v\n', '2:3: error: there is no view "v"'],
  ['unbound', 'server:\n  access-control: 10.0.0.0/33 allow\n', '2:3: error: "10.0.0.0/33" is no prefix'],
  ['unbound', 'server:\n  local-data-ptr: "x y"\n', '2:3: error: cannot read "x y"'],
]

t.test('what cannot be read is an error with file, line and column', async (t) => {
  for (const [from, text, ...wanted] of bad) {
    const folder = t.testdir({ conf: text })
    let told: string[] = []
    try {
      FOREIGN[from](join(folder, 'conf'), { root: '/' })
    } catch (error) {
      told = (error as Error).message.replaceAll(`${folder}/conf:`, '').split('\n')
    }
    t.equal(told.length, wanted.length, `${from}: ${text}${told.join('\n')}`)
    for (const [i, line] of wanted.entries()) t.ok(told[i]?.startsWith(line), `${told[i]} begins with ${line}`)
  }
})

t.test('nothing is written where something cannot be read', async (t) => {
  const folder = t.testdir({ data: '+a.example:192.0.2.1:60::zz\n' })
  const run = janus(['import', 'data', '--from', 'tinydns', '--output', 'new'], folder)
  t.match(run, { status: 2, stdout: '', stderr: /^data:1:26: error: no line says where location "zz" is/ })
  t.notOk(existsSync(join(folder, 'new')))
  t.match(janus(['import', 'data', '--from', 'djbdns'], folder), { status: 2, stderr: /tinydns/ })
})

t.test('files of random octets are read or refused, and never break the import', async (t) => {
  const alphabet = '.&=+@\'^CZ:%#-\\"[](){}$;/*,\n\n\t  aexampl192.0.2.1:zone:server:name: key=\u0000é'
  const texts = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 80 })
  for (const text of fc.sample(texts, { numRuns: 200, seed: 7 })) {
    const folder = t.testdir({ conf: text })
    for (const [from, read] of Object.entries(FOREIGN))
      try {
        read(join(folder, 'conf'), { root: folder })
      } catch (error) {
        if ((error as Error).constructor.name !== 'NotReadable') t.fail(`${from} ${JSON.stringify(text)}: ${error}`)
      }
  }
})

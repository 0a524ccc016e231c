// `janus check` on certificates at doors, and the names by which clients know this server.

import { join } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../../src/text/config/load.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { certificateProblems } from '../../../src/tools/servers/certificates.ts'
import { serversSays } from '../../../src/tools/servers/says.ts'
import { folderOf, missing } from '../../support/janus.ts'
import { readFaces } from '../../support/load.ts'
import { certificateOf } from '../../support/tls-client.ts'

const skip = await missing('openssl')
const zone = (ns: string) => `$TTL 1h\n@ SOA ns1 root 1 1h 15m 1w 5m\n@ NS ${ns}\nns1 A 192.0.2.2\n`

t.test('a certificate of a name server is well, and one of nobody is told', { skip }, async (t) => {
  const rows: readonly (readonly [what: string, names: string, door: string, told: boolean])[] = [
    ['its name', 'DNS:ns1.univ.example', 'tls: PAIR', false],
    ['its name in other letters', 'DNS:NS1.Univ.Example', 'tls: PAIR', false],
    ['one of several', 'DNS:mail.univ.example,DNS:ns1.univ.example', 'tls: PAIR', false],
    ['all names of the zone', 'DNS:*.univ.example', 'tls: PAIR', false],
    ['another host', 'DNS:www.univ.example', 'tls: PAIR', true],
    ['the zone itself', 'DNS:univ.example', 'tls: PAIR', true],
    ['all names below it', 'DNS:*.ns1.univ.example', 'tls: PAIR', true],
    ['an address alone', 'IP:192.0.2.2', 'tls: PAIR', true],
    ['a name server of another view', 'DNS:ns9.univ.example', 'tls: PAIR', false],
    ['a name server of another view than that of the address', 'DNS:ns9.univ.example', 'view: inside, tls: PAIR', true],
    ['another host over HTTPS, which has a name of its own', 'DNS:dns.univ.example', 'https: PAIR', false],
    ['another host, seen by proxies alone', 'DNS:www.univ.example', 'tls: PAIR, proxy: [10.0.0.5]', false],
    ['one that Janus signs itself', 'DNS:www.univ.example', 'tls: {}', false],
  ]
  for (const [what, names, door, told] of rows) {
    const pair = certificateOf('host', { names })
    const folder = folderOf(t, {
      'inside.zone': zone('ns1'),
      'outside.zone': zone('ns9.univ.example.'),
      'ns.crt': pair.certificate,
      'ns.key': pair.key,
      'janus.yaml': `listen:
  - {address: 192.0.2.2, ${door.replace('PAIR', '{certificate: ns.crt, key: ns.key}')}}
views: {inside: [10.0.0.0/8], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
    })
    const { settings } = loadConfig(join(folder, 'janus.yaml'))
    const found = certificateProblems(settings!, readFaces(settings!, []))
    const say = speaker(serversSays, 'en')
    t.equal(found.length, told ? 1 : 0, what)
    for (const { said, rule, severity, place } of found) {
      t.match({ rule, severity, line: place.line }, { rule: 'certificate-not-of-ns', severity: 'warning', line: 2 })
      t.match(say.text(said.message), 'names no name server (NS) of the zones here: it is for ')
    }
  }
})

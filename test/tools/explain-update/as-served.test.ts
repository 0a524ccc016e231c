// What `janus explain update` says of a change is what a server says to it.

import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { readKeyFile } from '../../../src/keys/key-file.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { explainUpdate, readUpdateQuestion } from '../../../src/tools/explain-update/explain.ts'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { exchange } from '../../support/exchange.ts'
import { folderOf, serve } from '../../support/janus.ts'
import { updateMessage } from '../../support/update-message.ts'

const config = `listen: ["127.0.0.1:0"]
workers: 1
views: {internal: [127.0.0.2/32], external: [127.0.0.1/32, 127.0.0.4/32]}
tsig:
  acme: {views: [internal, external]}
  dhcp: {view: internal, from: [127.0.0.0/31, 127.0.0.2/32]}
  idle: {view: internal, from: [127.0.0.0/8]}
  away: {view: external, from: [127.9.0.0/16]}
  pub: {view: external}
updates:
  - {key: acme, zones: [univ.example], names: ["_acme-challenge.*"], types: [TXT]}
  - {key: dhcp, zones: [univ.example], names: ["*.dyn"], types: [A]}
  - {key: pub, zones: [only.example], views: [external]}
  - {from: [127.0.0.4], zones: [univ.example], names: [four], types: [A], views: [external]}
zones:
  univ.example: {internal: a.zone, external: a.zone}
  only.example: {external: a.zone}
  inner.example: {internal: a.zone}
`

/** Who, from where, and what is added: by a key, or by `-`. */
const changes: readonly (readonly [key: string, from: string, zone: string, owner: string, rdata: string])[] = [
  ['acme', '127.0.0.1', 'univ.example', '_acme-challenge', 'TXT "x"'],
  ['acme', '127.0.0.1', 'univ.example', 'www', 'TXT "x"'],
  ['acme', '127.0.0.1', 'only.example', '_acme-challenge', 'TXT "x"'],
  ['acme', '127.0.0.1', 'no.example', '_acme-challenge', 'TXT "x"'],
  ['dhcp', '127.0.0.1', 'univ.example', 'h.dyn', 'A 192.0.2.7'],
  ['dhcp', '127.0.0.4', 'univ.example', 'h.dyn', 'A 192.0.2.7'],
  ['dhcp', '127.0.0.1', 'only.example', 'h.dyn', 'A 192.0.2.7'],
  ['idle', '127.0.0.1', 'univ.example', 'h.dyn', 'A 192.0.2.7'],
  ['idle', '127.0.0.1', 'only.example', 'h.dyn', 'A 192.0.2.7'],
  ['away', '127.0.0.1', 'univ.example', 'h.dyn', 'A 192.0.2.7'],
  ['pub', '127.0.0.1', 'univ.example', 'h', 'A 192.0.2.7'],
  ['pub', '127.0.0.1', 'only.example', 'h', 'A 192.0.2.7'],
  ['pub', '127.0.0.1', 'inner.example', 'h', 'A 192.0.2.7'],
  ['nobody', '127.0.0.1', 'univ.example', 'h', 'A 192.0.2.7'],
  ['-', '127.0.0.1', 'univ.example', 'four', 'A 192.0.2.7'],
  ['-', '127.0.0.4', 'univ.example', 'four', 'A 192.0.2.7'],
  ['-', '127.0.0.4', 'univ.example', 'five', 'A 192.0.2.7'],
  ['-', '127.0.0.2', 'univ.example', 'four', 'A 192.0.2.7'],
  ['-', '127.0.0.2', 'only.example', 'four', 'A 192.0.2.7'],
  ['-', '127.0.0.3', 'univ.example', 'four', 'A 192.0.2.7'],
]

t.test('each change gets the rcode that is foretold', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': config,
    'a.zone': '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n',
  })
  const janus = await serve(t, folder)
  const { settings } = parseConfig(join(folder, 'janus.yaml'), Buffer.from(config))
  const keyOf = (name: string) => {
    const file = name === 'nobody' ? 'acme' : name
    return { ...readKeyFile(join(folder, `keys/tsig/${file}.key`), file).key!, name: nameFromText(`${name}.`) }
  }
  const seen = new Set<string>()
  for (const [key, from, zone, owner, rdata] of changes) {
    const plain = updateMessage(zone, [`add ${owner} 60 ${rdata}`], { id: seen.size + 1 })
    const message = key === '-' ? plain : signRequest(keyOf(key), plain, Math.floor(Date.now() / 1000)).message
    const answer = await exchange(t, message, { port: janus.port(), from, transport: 'tcp' })
    const name = `${owner}.${zone}`
    const question = readUpdateQuestion({ key, source: from, name, type: rdata.split(' ')[0]! })
    if ('reason' in question) throw new Error(question.reason)
    const { rcode, why } = explainUpdate(settings!, question)
    t.equal(rcode, rcodeName(answer[3]! & 0xf), `${key} from ${from} at ${name}: ${why ?? ''}`)
    seen.add(rcode)
  }
  t.same([...seen].sort(), ['NOERROR', 'NOTAUTH', 'REFUSED'])
})

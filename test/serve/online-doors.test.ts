// What has to be signed when somebody asks, by every door, as several clients at once, with keys and without: in the view of whoever asks.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { askBy, DOORS, isDatagram, listenKey } from '../support/doors.ts'
import { labelsOf } from '../support/name.ts'
import { linesOf, unproven } from '../support/proofs.ts'
import { queryOf } from '../support/query.ts'
import { INSIDE } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { tsigKey } from '../support/tsig.ts'

const ORIGIN = 'univ.example.'
const SECRET = Buffer.alloc(32, 7).toString('base64')
const key = tsigKey('hmac-sha256', 'inner', SECRET)

const listens = DOORS.map(
  (door) => `{${['address: "127.0.0.1:0"', listenKey(door)].filter((part) => part).join(', ')}}`,
)
const CONFIG = `
listen: [${listens.join(', ')}]
workers: 2
views: {internal: [127.0.0.2/32], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
sign: {univ.example: {parents: [], denial: {internal: minimal, external: compact}}}
tsig: {inner: {view: internal}}
`

const question = (name: string, number: number) => {
  const query = queryOf(labelsOf(nameFromText(`${name}.${ORIGIN}`)), Type.A, { edns: 4096, dnssec: true })
  query[0] = number >> 8
  query[1] = number
  return query
}

t.test('every door, as somebody inside and outside, at once', async (t) => {
  const secret = `key "inner" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
  const folder = t.testdir({
    'janus.yaml': CONFIG,
    'in.zone': INSIDE,
    'out.zone': INSIDE.replace(/^intra.*$/m, ''),
    keys: { tsig: { 'inner.key': secret } },
  })
  chmodSync(join(folder, 'keys'), 0o700)
  chmodSync(join(folder, 'keys/tsig'), 0o700)
  chmodSync(join(folder, 'keys/tsig/inner.key'), 0o600)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
  if (read.kind !== 'good') throw new Error('there are no keys')
  const dnskeys = read.keys.map(({ dnskey }) => dnskey)
  const told = (answer: Uint8Array) => {
    const message = readMessage(answer)!
    t.equal(unproven(message, dnskeys), undefined)
    return [rcodeName(message.rcode), ...linesOf(message, ORIGIN)].join(' | ')
  }
  const names = Array.from({ length: 20 }, (_, i) => `n${i}`)
  const outside = (name: string) => `NOERROR | authority ${name} NSEC \\000.${name} RRSIG NSEC NXNAME`
  const inside = (name: string) => new RegExp(`^NXDOMAIN \\| authority .*~ NSEC ${name}\\\\000 RRSIG NSEC \\|`)
  for (const [i, door] of DOORS.entries()) {
    const way = { door, to: '127.0.0.1', port: site.server.bound[i]!.port }
    await Promise.all(
      ['127.0.0.1', '127.0.0.2'].map(async (client) => {
        const answers = await askBy(
          t,
          { ...way, client },
          names.map((name, number) => question(name, number + 1)),
        )
        t.equal(answers.size, names.length, `${door} ${client}`)
        for (const [number, answer] of answers) {
          const name = names[number - 1]!
          if (client === '127.0.0.1') t.equal(told(answer), outside(name), `${door} ${name}`)
          else t.match(told(answer), inside(name), `${door} ${name}`)
        }
      }),
    )
  }
  t.ok(site.server.online.counts.answered >= names.length * DOORS.length * 2)
  t.same(site.said, [])
  await t.test('and with a key of a view', async (t) => {
    for (const [i, door] of DOORS.entries()) {
      if (door.includes(' ')) continue
      const { port } = site.server.bound[i]!
      const now = Math.floor(Date.now() / 1000)
      const { message } = signRequest(key, question('signed', 7), now)
      const answers = await askBy(t, { door, to: '127.0.0.1', port, client: '127.0.0.1' }, [message])
      const answer = readMessage(answers.get(7)!)!
      t.equal(answer.additional.at(-1)?.type, Type.TSIG, `${door}: the answer is signed by the key too`)
      t.equal(rcodeName(answer.rcode), 'NXDOMAIN', `${door}: of the view of the key`)
      t.equal(unproven(answer, dnskeys), undefined)
      t.ok(isDatagram(door) ? answers.get(7)!.length <= 1232 : true)
    }
  })
})

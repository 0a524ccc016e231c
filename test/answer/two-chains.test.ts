// A zone that was signed elsewhere while its denial changes: every proof comes out of one chain, whatever lies beside it.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { HASH_TEXT, writeHashedLabel } from '../../src/sign/nsec3-hash.ts'
import { recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const NAMES = ['', 'ns', 'a', 'b.a', 'ent', 'x.ent', 'w', '*.w']
const records = `$TTL 300
@ SOA ns hostmaster 1 7200 900 604800 300
@ NS ns
ns A 192.0.2.1
a A 192.0.2.2
b.a A 192.0.2.3
x.ent A 192.0.2.4
*.w A 192.0.2.5
`

/** The NSEC3 records of the names with this salt, and the NSEC3PARAM where there are flags for it. */
function chain(salt: string, names: readonly string[], flags?: number, algorithm = 1): string {
  const hashes = names
    .map((name) => {
      const wire = nameFromText(`${name}${name && '.'}example.`)
      const label = new Uint8Array(HASH_TEXT)
      writeHashedLabel(wire, 0, wire.length, { iterations: 0, salt: Buffer.from(salt, 'hex') }, label)
      return Buffer.from(label).toString('latin1')
    })
    .sort()
  const lines = hashes.map((hash, i) => `${hash} NSEC3 1 0 0 ${salt} ${hashes[(i + 1) % hashes.length]} A`)
  return `${[...lines, ...(flags === undefined ? [] : [`@ NSEC3PARAM ${algorithm} ${flags} 0 ${salt}`])].join('\n')}\n`
}

const nsec = `${['@', 'a', 'b.a', 'ns', '*.w', 'x.ent']
  .map((name, i, all) => `${name} NSEC ${all[(i + 1) % all.length]} A`)
  .join('\n')}\n`

function denials(text: string): string[] {
  const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { example: text } } }))
  return ['gone', 'x.gone', 'a', 'ent', 'x.b.a', 'y.w', 'x.x.ent', 'w', 'zz', 'q1', 'q2', 'q3', 'q4'].flatMap((name) =>
    ['A', 'TXT'].map((type) => {
      const { authority } = server.ask(`${name} ${type}`, { origin: 'example.', dnssec: true })
      return `${name} ${type}: ${authority.map(recordText).sort().join(' | ')}`
    }),
  )
}

const alone = denials(`${records}${chain('aa', NAMES, 0)}`)

t.test('the proofs of one chain are there', async (t) => t.ok(alone.every((line) => /NSEC3|^(a|y\.w) A/.test(line))))

const states: readonly (readonly [string, string, readonly string[]])[] = [
  ['both chains announced, the second half taken down', chain('aa', NAMES, 0) + chain('bb', NAMES.slice(3), 0), alone],
  ['the other one first in the file', chain('bb', NAMES.slice(3), 0) + chain('aa', NAMES, 0), alone],
  ['a chain that is being built, not announced yet', chain('aa', NAMES, 0) + chain('bb', NAMES), alone],
  ['a chain that is being built, announced by flags', chain('bb', NAMES, 0x80) + chain('aa', NAMES, 0), alone],
  ['a chain that is taken down, announced by flags', chain('bb', NAMES, 0x20) + chain('aa', NAMES, 0), alone],
  ['parameters of a hash that nobody knows', chain('bb', NAMES, 0, 2) + chain('aa', NAMES, 0), alone],
  ['parameters without a chain', `@ NSEC3PARAM 1 0 0 cc\n${chain('aa', NAMES, 0)}`, alone],
  [
    'a chain with the salt of another, one octet longer',
    chain('aabb', NAMES.slice(2), 0) + chain('aa', NAMES, 0),
    alone,
  ],
  ['NSEC left over from before', chain('aa', NAMES, 0) + nsec, alone],
  ['NSEC, and NSEC3 not announced yet', nsec + chain('aa', NAMES), denials(records + nsec)],
  ['NSEC, and NSEC3 being built', nsec + chain('aa', NAMES, 0x80), denials(records + nsec)],
]

for (const [state, text, wanted] of states)
  t.test(`denials are those of one chain: ${state}`, async (t) => {
    const found = denials(records + text)
    t.same(found, wanted)
  })

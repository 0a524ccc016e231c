// What chance seldom makes up: names as long as names may be, every octet in a label, DNAMEs at the very limit, long chains.
// The peers load all of it too: they have to agree with each other and with us.

import t from 'tap'
import { type Labels, wireLength } from '../support/name.ts'
import type { Inquiry, WorldQuestion, WorldRecord } from '../support/world.ts'
import { questionLine } from '../support/world-text.ts'
import { askAll, installedPeers } from './field.ts'
import { faultsOf } from './judge.ts'
import { fields } from './reply.ts'

const origin: Labels = ['p']
const MAX_NAME = 255
const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet))

/** Below the origin, of exactly so many octets. */
function nameOf(length: number, letter: string): Labels {
  const labels: string[] = []
  for (let rest = length - wireLength(origin); rest > 0; ) {
    // No rest of one octet: it has no room for a label.
    const take = rest <= 64 ? rest : rest === 65 ? 63 : 64
    labels.push(letter.repeat(take - 1))
    rest -= take
  }
  return [...labels, ...origin]
}

const longest = nameOf(MAX_NAME, 'x')
const deepest: Labels = [...Array.from({ length: 126 }, () => 'e'), ...origin]
const target = nameOf(200, 'y')

const records: WorldRecord[] = [
  record(origin, 'SOA', ['ns', ...origin], ['hostmaster', ...origin], '1 7200 900 604800 60'),
  record(origin, 'NS', ['ns', ...origin]),
  record(['ns', ...origin], 'A', '192.0.2.53'),
  record(longest, 'A', '192.0.2.1'),
  record(['*', ...longest.slice(1)], 'TXT', '"beside the longest"'),
  record(deepest, 'A', '192.0.2.2'),
  ...octets.map((octet) => record([`octet${octet}`, ...origin], 'A', '192.0.2.3')),
  record(['alias', ...origin], 'CNAME', longest),
  record(['mail', ...origin], 'MX', '10', longest),
  record(['d', ...origin], 'DNAME', target),
  // A target of one octet less, so that one more fits in front of it.
  record(['short', ...origin], 'DNAME', nameOf(199, 'y')),
  ...Array.from({ length: 16 }, (_, i) =>
    record([`l${i}`, ...origin], 'CNAME', i < 15 ? [`l${i + 1}`, ...origin] : ['ns', ...origin]),
  ),
]

/** The longest label that is still possible in front of `d` when it is replaced, and one more. */
const room = MAX_NAME - 200 - 1
const questions: WorldQuestion[] = [
  ...['A', 'TXT', 'MX', 'ANY'].map((type) => ({ name: longest, type })),
  { name: ['y', ...longest.slice(1)], type: 'TXT' },
  { name: ['y', ...longest.slice(1)], type: 'A' },
  { name: ['y', ...longest.slice(2)], type: 'A' },
  { name: deepest, type: 'A' },
  { name: deepest.slice(1), type: 'A' },
  { name: ['f', ...deepest.slice(1)], type: 'A' },
  { name: deepest.slice(60), type: 'A' },
  ...octets.map((octet) => ({ name: [`octet${octet}`, ...origin], type: 'A' })),
  ...octets.map((octet) => ({ name: [`OCTET${octet}`, ...origin], type: 'AAAA' })),
  ...octets.map((octet) => ({ name: [octet, ...origin], type: 'A' })),
  { name: ['alias', ...origin], type: 'A' },
  { name: ['mail', ...origin], type: 'MX' },
  ...[room - 1, room, room + 1, room + 2].map((length) => ({ name: ['z'.repeat(length), 'd', ...origin], type: 'A' })),
  ...[room, room + 1, room + 2].map((length) => ({ name: ['z'.repeat(length), 'short', ...origin], type: 'TXT' })),
  { name: ['z'.repeat(room + 1), 'd', ...origin], type: 'CNAME' },
  ...Array.from({ length: 16 }, (_, i) => ({ name: [`l${i}`, ...origin], type: 'A' })),
]

const skip = installedPeers.length < 2 && 'of BIND, NSD and Knot DNS two are needed'

t.test('at the limits we answer as the peers do', { skip }, async (t) => {
  t.equal(wireLength(longest), MAX_NAME)
  t.equal(deepest.length, 127)
  const inquiry: Inquiry = { world: { zones: [{ origin, records }] }, questions }
  const outcomes = await askAll([inquiry])
  t.ok(
    outcomes.every(({ peers }) => peers.size === installedPeers.length),
    'every peer takes the zone',
  )
  const faults = outcomes.flatMap(faultsOf)
  for (const { outcome, field, ours, theirs } of faults)
    t.fail(`${field} of ${questionLine(outcome.question)}`, { ours, theirs })
  const rcodes = new Set(outcomes.map(({ ours }) => ours.rcode))
  t.same([...rcodes].sort(), ['NOERROR', 'NXDOMAIN', 'YXDOMAIN'])
  const apart = outcomes.flatMap(({ question, ours, peers }) =>
    fields.flatMap((field) =>
      [...peers].flatMap(([name, reply]) =>
        reply[field] !== undefined && ours[field] !== undefined && reply[field] !== ours[field]
          ? [`${name} differs in ${field} of ${questionLine(question).slice(-60)}`]
          : [],
      ),
    ),
  )
  for (const line of apart) t.comment(line)
})

function record(owner: Labels, type: string, ...rdata: (string | Labels)[]): WorldRecord {
  return { owner, type, ttl: 300, rdata }
}

// Spoilt messages that change a zone, through all that stands between octets and the zone: none throws, what is judged good makes a
// whole zone, and a start would serve the same out of the layer.

import { Opcode } from '../../src/dns/opcodes.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Query } from '../../src/wire/query.ts'
import { readUpdate } from '../../src/wire/update-message.ts'
import { LayeredFace, ORIGIN, rcodeOf, textsOf } from '../support/layered-face.ts'
import { updateMessage } from '../support/update-message.ts'
import { zoneOf } from '../support/zones.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'
import { Outcomes, type Target } from './target.ts'

const ZONE = `@ 300 SOA ns hostmaster 1 3600 900 604800 60
@ 300 NS ns
ns 300 A 192.0.2.1
www 300 A 192.0.2.2
www 300 TXT "x"
alias 300 CNAME www
x.y 300 MX 10 www
`

const CHANGES = [
  'add www 60 A 192.0.2.3',
  'add new 60 AAAA 2001:db8::1',
  'add alias 60 A 192.0.2.4',
  'add www 60 CNAME ns',
  'add @ 300 SOA ns hostmaster 9 3600 900 604800 60',
  'add *.w 60 SRV 1 2 3 www',
  'delete www A 192.0.2.2',
  'delete www TXT',
  'delete x.y',
  'delete @',
  'delete @ NS ns',
]
const PREREQUISITES = [
  'prereq yxdomain www',
  'prereq nxdomain new',
  'prereq yxrrset www A 192.0.2.2',
  'prereq nxrrset www MX',
]

/** RFC 4343 §3: a name that went and came again may be spelt as it was, or as the message has it. */
function sameSpelt(records: readonly string[]): string {
  return records
    .map((record) => record.replace(/^\S+/, (owner) => owner.toLowerCase()))
    .sort()
    .join('\n')
}

export function updateTarget(): Target {
  const corpus = [
    ...CHANGES.flatMap((one, i) => [
      updateMessage('example.com.', [one]),
      updateMessage('example.com.', [
        PREREQUISITES[i % PREREQUISITES.length]!,
        one,
        CHANGES[(i + 1) % CHANGES.length]!,
      ]),
      updateMessage('example.com.', [one], { lease: [600] }),
    ]),
    updateMessage('example.com.', []),
    updateMessage('example.com.', CHANGES, { lease: [600, 7200] }),
  ]
  const outcomes = new Outcomes()
  // A zone never changes: all cases begin with one.
  const base = zoneOf(ORIGIN, ZONE)
  const caseOf = (seed: number, i: number) => {
    const random = new Random(seed, i)
    return Array.from({ length: 1 + random.below(3) }, () => mutated(corpus, random))
  }
  return {
    outcomes,
    run(seed, i) {
      const face = new LayeredFace(base)
      let served = textsOf(base)
      for (const message of caseOf(seed, i)) {
        const query = new Query()
        query.read(message, 0, message.length)
        const update = message.length < 12 || query.opcode !== Opcode.UPDATE ? undefined : readUpdate(message)
        if (typeof update !== 'object') {
          outcomes.add(update === undefined ? 'other' : rcodeName(update))
          continue
        }
        const { zone } = face
        const judged = face.judge(update)
        outcomes.add(`judged ${rcodeOf(judged)}`)
        if (judged.kind === 'refused') continue
        if (face.zone !== zone) served = face.records
        const fresh = textsOf(face.over())
        if (sameSpelt(served) !== sameSpelt(fresh))
          return `served is ${served.join(' / ')}, and a start would serve ${fresh.join(' / ')}`
      }
      return undefined
    },
    describe(seed, i) {
      return caseOf(seed, i)
        .map((message) => Buffer.from(message).toString('hex'))
        .join(' ')
    },
  }
}

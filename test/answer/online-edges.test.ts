// Minimally covering NSEC (RFC 4470) at the names where the octet 0 and the asterisk meet: `*\000` comes right after `*`, and `\000.a` right
// after `a`, so that one name may have to own what two proofs say.

import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { typeCode } from '../../src/dns/types.ts'
import { absolute, ask, lie, proven, signed } from '../support/online-denial.ts'

const LABELS = ['\\000', '*', '*\\000'] as const
const SHALLOW = [...LABELS, ...LABELS.flatMap((one) => LABELS.map((other) => `${one}.${other}`))]
const ASKED = [...SHALLOW, ...LABELS.flatMap((one) => SHALLOW.slice(LABELS.length).map((name) => `${one}.${name}`))]

/** Zones of one name, and of each two. */
const zones = SHALLOW.flatMap((one, i) => SHALLOW.slice(i).map((other) => [...new Set([one, other])]))

t.test('each question about each zone of two such names is proven', (t) => {
  const wrong: string[] = []
  for (const names of zones) {
    const zone = signed(names.map((name) => `${name} TXT "x"\n`).join(''))
    for (const asked of ASKED)
      for (const type of ['A', 'DS']) {
        const name = absolute(asked)
        const [chain, made] = [undefined, 'minimal' as const].map((form) => ask(zone, form, name, typeCode(type)!))
        const want = chain!.rcode === 'NXDOMAIN' ? 'no name' : 'no type'
        const got = [made!.rcode, lie(zone, made!.nsecs) ?? proven(made!.nsecs, name, type)].join(' ')
        if (got === `${chain!.rcode} ${want}`) continue
        const told = made!.nsecs.map(({ owner, next, types }) => `${nameText(owner)} ${nameText(next)} ${types}`)
        wrong.push(`${names.join(' and ')}: ${asked} ${type}: ${got}, and not ${want}, by ${told.join('; ')}`)
      }
  }
  t.same(wrong.slice(0, 5), [], `${wrong.length} are wrong`)
  t.end()
})

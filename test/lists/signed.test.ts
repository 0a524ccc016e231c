// A list that is signed answers as the list does, and signs that: both are asked the same, by somebody who wants signatures and by
// somebody who does not.

import { join } from 'node:path'
import t from 'tap'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import type { Message, MessageRecord } from '../../src/wire/message.ts'
import { zoneOfList } from '../../src/zone/listed-zone.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { recordText } from '../support/ask.ts'
import { LIST, type ListPaths, readListOf, SOA, serverOf } from '../support/list.ts'
import { unproven } from '../support/proofs.ts'
import fc from '../support/properties.ts'
import { ALONE } from '../support/signed.ts'

const DAY = 86_400
const KEY = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())

function signed(list: Zone, denial: 'nsec' | 'nsec3'): Zone {
  const plan = {
    ...{ ...ALONE, keys: [KEY], denial },
    ...{ schedule: { validity: 14 * DAY, margin: 7 * DAY }, now: Math.floor(Date.now() / 1000) },
  }
  return signZone({ ...plan, content: zoneOfList(list)! }, list.serial).zone
}

const PROOFS: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3])

/** What is said beside signatures and denials. */
function said({ rcode, answer, authority }: Message): string[] {
  const texts = (section: string, records: readonly MessageRecord[]) =>
    records.filter(({ type }) => !PROOFS.has(type)).map((record) => `${section} ${recordText(record)}`)
  return [`rcode ${rcode}`, ...texts('answer', answer).sort(), ...texts('authority', authority)]
}

/** Questions to which the signed list gives something else, or something unsigned. */
function unlike(list: Zone, denial: 'nsec' | 'nsec3', names: readonly string[]): string[] {
  const [plain, safe] = [serverOf(list), serverOf(signed(list, denial))]
  return names.flatMap((name) =>
    ['A', 'TXT', 'MX'].flatMap((type) => {
      const question = `${name === '' ? '' : `${name}.`}${LIST} ${type}`
      const wanted = said(plain.ask(question)).join(', ')
      const without = said(safe.ask(question)).join(', ')
      const message = safe.ask(question, { edns: 4096, dnssec: true })
      const withProof = said(message).join(', ')
      const flaw = unproven(message, [KEY.dnskey])
      if (wanted === without && wanted === withProof && flaw === undefined) return []
      return [`${question}: ${wanted}; signed ${without}; with DO ${withProof}; ${flaw ?? 'all is signed'}`]
    }),
  )
}

const octet = fc.integer({ min: 0, max: 3 })
const ip4Line = fc
  .record({
    excluded: fc.boolean(),
    octets: fc.tuple(octet, octet, octet, octet),
    bits: fc.integer({ min: 8, max: 32 }),
    value: fc.constantFrom('', ' :3:', ' :127.0.0.4:a text'),
  })
  .map(({ excluded, octets, bits, value }) => {
    const address = octets.reduce((sum, one, i) => sum * 256 + (i === 0 ? 10 + one : one), 0)
    const first = address - (address % 2 ** (32 - bits))
    const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
    return `${excluded ? '!' : ''}${text}/${bits}${excluded ? '' : value}`
  })
/** An asterisk comes first or nowhere: below the `*` of a wildcard a zone has no names (RFC 4592 §2.2.1), where a list has what it lists. */
const nameOf = (labels: readonly string[], maxLength: number) =>
  fc
    .tuple(fc.constantFrom([], [], ['*']), fc.array(fc.constantFrom(...labels), { maxLength }))
    .map((parts) => parts.flat().join('.'))
const ip4Name = nameOf(['0', '1', '2', '3', '10', '11', '12', '127', 'x'], 5)

const ip6Address = fc.tuple(octet, octet, octet).map(([a, b, c]) => {
  const groups = ['2001', '0db8', `${a}000`, `00${b}0`, '0000', '0000', '0000', `000${c}`]
  return groups.join('')
})
const ip6Line = fc
  .record({ excluded: fc.boolean(), address: ip6Address, digits: fc.constantFrom(8, 9, 12, 15, 16, 31, 32) })
  .map(({ excluded, address, digits }) => {
    const groups = address.slice(0, digits).padEnd(32, '0').match(/.{4}/g)!.join(':')
    return excluded ? `!${groups}/${4 * digits}` : `${groups}/${4 * digits}`
  })
const ip6Name = fc
  .record({ address: ip6Address, digits: fc.integer({ min: 1, max: 32 }), odd: fc.constantFrom('', '', 'x.', '*.') })
  .map(({ address, digits, odd }) => odd + [...address.slice(0, digits)].reverse().join('.'))

const label = fc.constantFrom('a', 'b', 'c')
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const dnsetLine = fc
  .record({ mark: fc.constantFrom('', '.', '*.', '!', '!.', '!*.'), name })
  .map(({ mark, name }) => `${mark}${name}`)
const dnsetName = nameOf(['a', 'b', 'c', 'test'], 4)

const formats = [
  { format: 'ip4set', line: ip4Line, name: ip4Name },
  { format: 'ip4trie', line: ip4Line, name: ip4Name },
  { format: 'ip6trie', line: ip6Line, name: ip6Name },
  { format: 'dnset', line: dnsetLine, name: dnsetName },
] as const

for (const { format, line, name } of formats)
  t.test(`a signed ${format} answers as the list, and everything that it says is signed`, async (t) => {
    const asked = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 6 }),
      names: fc.array(name, { minLength: 1, maxLength: 12 }),
      denial: fc.constantFrom('nsec', 'nsec3'),
    })
    let signed = 0
    fc.assert(
      fc.property(asked, ({ lines, names, denial }) => {
        const dir = t.testdir({ list: `${SOA}${lines.join('\n')}\n` })
        const paths: ListPaths = [{ path: join(dir, 'list'), format }]
        const { subject } = readListOf(paths)
        // It would list what no list may.
        if (subject === undefined) return
        signed++
        const found = unlike(subject.zone, denial, ['', ...names])
        if (found.length > 0) throw new Error(found.join('\n'))
      }),
      { numRuns: 25 },
    )
    t.ok(signed > 10, `${signed} lists were signed`)
  })

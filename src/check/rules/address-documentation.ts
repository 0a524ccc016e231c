// RFC 5737, RFC 3849: no host has an address for books and examples.

import { isWithin } from '../../dns/name.ts'
import { nameFromText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { reportSpecial } from '../special-addresses.ts'

export const addressDocumentation: Rule = {
  name: 'address-documentation',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 5737 §4',
  why: 'The address is for examples in documents: no host has it.',
  bad: [
    '$ORIGIN campus.ac.jp.',
    '$TTL 1h',
    '@       SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@       NS   ns',
    '@       NS   ns.example.net.',
    'ns      A    192.0.2.53',
  ],
  good: [
    '$ORIGIN campus.ac.jp.',
    '$TTL 1h',
    '@       SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@       NS   ns',
    '@       NS   ns.example.net.',
    'ns      A    133.5.1.53',
  ],
  view: { name: 'external', public: true },
  whole: true,
  says: {
    found: { message: 'the address {address} of "{owner}" is {range}', fix: 'write the real address of the host' },
  },
  check: {
    over: 'sets',
    types: [Type.A, Type.AAAA],
    shapes: Shape.documentation,
    view: true,
    when: wantsReal,
    run: reportExamples,
  },
}

function wantsReal({ view, zone }: Reporter): boolean {
  return view?.public === true && !isExample(zone.apex)
}

function reportExamples(reporter: Reporter, node: Node, set: RRset): void {
  reportSpecial(reporter, node, set, 'documentation')
}

/** RFC 2606, RFC 6761: zones that are examples themselves may use them. */
function isExample(apex: Uint8Array): boolean {
  return examples.some((name) => isWithin(apex, 0, name, 0))
}

const examples = ['example.', 'test.', 'invalid.', 'example.com.', 'example.net.', 'example.org.', 'arpa.'].map(
  (name) => nameFromText(name),
)

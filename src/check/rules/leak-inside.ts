// Finds addresses that the configuration calls inside: they lie in public space, but outsiders must not learn of them.

import { addressText } from '../../dns/address.ts'
import { covers } from '../../views/matching.ts'
import { formatPrefix } from '../../views/prefix.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { tellAll, tellTypes } from '../told.ts'

export const leakInside: Rule = {
  name: 'leak-inside',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  why: 'The address lies in a network that the configuration calls inside, and here everybody learns of it.',
  bad: ['lab  AAAA  2001:db8:99::7'],
  good: ['web  AAAA  2001:db8:1::80'],
  view: {
    name: 'external',
    public: true,
    inside: [
      { family: 6, octets: Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), bits: 48 },
    ],
  },
  says: {
    found: {
      message: 'the address {address} of "{owner}" lies in {prefix}, which is inside, and this view is for everybody',
      fix: 'keep the name to the internal view, or take the prefix out of "inside" in the configuration',
    },
  },
  check: {
    over: 'sets',
    types: tellTypes,
    view: true,
    when: knowsInside,
    run: reportSet,
  },
}

function knowsInside({ view }: Reporter): boolean {
  return view?.public === true && view.inside !== undefined && view.inside.length > 0
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, view } = reporter
  const { inside = [] } = view!
  eachRecord(zone, set, (data, length, line) => {
    tellAll(zone.type(set), zone.heap, data, data + length, {
      address: (address, word) => {
        const prefix = inside.find((one) => covers(one, address))
        if (prefix === undefined) return
        reporter.report(line, word, () => ({
          params: { owner: reporter.name(node), address: addressText(address.slice()), prefix: formatPrefix(prefix) },
        }))
      },
    })
  })
}

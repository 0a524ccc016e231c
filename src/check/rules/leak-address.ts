// Finds inside addresses in other records than A and AAAA: gateways, hints, prefix lists, locators, policies and URIs.

import { addressText } from '../../dns/address.ts'
import { isPrivate } from '../../dns/private.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { tellAll, tellTypes } from '../told.ts'

export const leakAddress: Rule = {
  name: 'leak-address',
  group: 'addresses',
  severity: 'warning',
  leak: true,
  rfc: 'RFC 1918 §5',
  why: 'Everybody outside learns how the inside is built, and nobody there can use the address.',
  bad: ['web  HTTPS  1 . ipv4hint=10.0.0.80', 'web  A      192.0.2.80'],
  good: ['web  HTTPS  1 . ipv4hint=192.0.2.80', 'web  A      192.0.2.80'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the record at "{owner}" tells the private address {address}, and this view is for everybody',
      fix: 'leave the address out, or write its public one',
    },
  },
  check: {
    over: 'sets',
    // address-private reports those in A and AAAA.
    types: tellTypes.filter((type) => type !== Type.A && type !== Type.AAAA),
    view: true,
    when: ({ view }) => view?.public === true,
    run: reportSet,
  },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  eachRecord(zone, set, (data, length, line) => {
    let inside: { readonly octets: Uint8Array; readonly word: number } | undefined
    tellAll(type, zone.heap, data, data + length, {
      address: (octets, word) => {
        if (isPrivate(octets)) inside ??= { octets, word }
      },
    })
    if (inside === undefined) return
    const { octets, word } = inside
    reporter.report(line, word, () => ({
      params: { owner: reporter.name(node), address: addressText(octets.slice()) },
    }))
  })
}

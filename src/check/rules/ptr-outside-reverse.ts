// RFC 1035 §3.5, RFC 3596 §2.5: everybody looks for the names of addresses below in-addr.arpa and ip6.arpa.

import { isWithin } from '../../dns/name.ts'
import { isReverseZone } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { someSet } from '../../zone/sets.ts'
import { APEX, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const ptrOutsideReverse: Rule = {
  name: 'ptr-outside-reverse',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1035 §3.5',
  why: 'Whoever looks for the name of an address asks below in-addr.arpa or ip6.arpa: nobody finds a PTR for it anywhere else.',
  bad: ['10  PTR  ns'],
  good: ['_http._tcp  PTR  site._http._tcp'],
  says: {
    found: {
      message: 'the PTR at "{owner}" names no address: {apex} is no reverse zone',
      fix: 'move it into the zone of its network below in-addr.arpa or ip6.arpa, or begin the file with that $ORIGIN',
    },
  },
  check: {
    over: 'sets',
    types: [Type.PTR],
    view: true,
    when: ({ zone }) => !isReverseZone(zone.apex),
    run: reportSet,
  },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node === APEX || !isNumber(zone, node) || isAliased(reporter)) return
  reporter.report(zone.line(set, 0), 'owner', () => ({
    params: { owner: reporter.name(node), apex: reporter.name(APEX) },
  }))
}

function isNumber(zone: Zone, node: Node): boolean {
  const { heap } = zone
  const at = zone.labelAt(node)
  for (let p = at + 1; p <= at + heap[at]!; p++) if (heap[p]! < 0x30 || heap[p]! > 0x39) return false
  return true
}

/** RFC 2317 §5.2: a reverse zone may lead by aliases into a zone of any name. */
function isAliased(reporter: Reporter): boolean {
  const found = aliased.get(reporter) ?? findAliases(reporter)
  aliased.set(reporter, found)
  return found
}

const aliased = new WeakMap<Reporter, boolean>()

function findAliases({ zone, view }: Reporter): boolean {
  if (!view?.zones.hasReverse) return false
  return view.zones.every().some(({ apex, zone: reverse }) => {
    if (reverse === undefined || !isReverseZone(apex)) return false
    return someSet(reverse, (set) => {
      if (reverse.type(set) !== Type.CNAME && reverse.type(set) !== Type.DNAME) return false
      let found = false
      eachRecord(reverse, set, (data) => {
        found ||= isWithin(reverse.heap, data, zone.apex, 0)
      })
      return found
    })
  })
}

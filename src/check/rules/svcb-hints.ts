// RFC 9460 §7.3: hints are the addresses of the target.

import { addressText } from '../../dns/address.ts'
import { get16 } from '../../dns/big-endian.ts'
import { nameLength } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const svcbHints: Rule = {
  name: 'svcb-hints',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9460 §7.3',
  why: 'Programs connect to the address of the hint before they ask for the real one: it has to be the same.',
  bad: ['www  A      192.0.2.10', '@    HTTPS  1 www alpn=h2 ipv4hint=192.0.2.99'],
  good: ['www  A      192.0.2.10', '@    HTTPS  1 www alpn=h2 ipv4hint=192.0.2.10'],
  says: {
    found: {
      message: 'the hint {address} of "{owner}" is no address of "{target}"',
      fix: 'write the addresses of {target}, or delete the hint',
    },
  },
  check: { over: 'sets', types: [Type.SVCB, Type.HTTPS], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, length, line) => {
    const own = heap[data + 2] === 0
    const target = own ? zone.name(node) : heap.slice(data + 2, data + 2 + nameLength(heap, data + 2))
    for (const { key, at, size } of parameters(zone, data, length)) {
      const octets = key === 4 ? 4 : key === 6 ? 16 : 0
      if (octets === 0 || names.find(target, 0) !== Where.host) continue
      const known = addresses(names.zone!, names.node, octets === 4 ? Type.A : Type.AAAA)
      for (let p = at; p < at + size; p += octets) {
        const address = addressText(heap.slice(p, p + octets))
        if (known.includes(address)) continue
        reporter.report(line, 'entry', () => ({
          params: { owner: reporter.name(node), target: nameText(target), address },
        }))
      }
    }
  })
}

type Parameter = { readonly key: number; readonly at: number; readonly size: number }

function parameters({ heap }: Zone, data: number, length: number): Parameter[] {
  const found: Parameter[] = []
  for (let p = data + 2 + nameLength(heap, data + 2); p < data + length; p += 4 + get16(heap, p + 2))
    found.push({ key: get16(heap, p), at: p + 4, size: get16(heap, p + 2) })
  return found
}

function addresses(zone: Zone, node: Node, type: number): string[] {
  const set = zone.rrset(node, type)
  const found: string[] = []
  if (set !== NONE)
    eachRecord(zone, set, (data, length) => found.push(addressText(zone.heap.slice(data, data + length))))
  return found
}

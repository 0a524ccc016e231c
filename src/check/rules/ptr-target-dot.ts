// RFC 1035 §5.1: readers complete names in a reverse zone with the reverse zone.

import { isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { isReverseZone, standsForAddress } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { type Foreign, foreignName, relativeWord } from '../forgotten-dot.ts'
import type { Reporter } from '../reporter.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'

export const ptrTargetDot: Rule = {
  name: 'ptr-target-dot',
  group: 'addresses',
  severity: 'warning',
  mends: 'mends-top-level',
  rfc: 'RFC 1035 §5.1',
  why: 'Readers complete a name without a dot at its end with the name of the reverse zone, which no host is in.',
  bad: [...reverseHeading, '10  PTR  hosta.example.com', '11  PTR  hosta'],
  good: [
    ...reverseHeading,
    '10  PTR  hosta.example.com.',
    'lb._dns-sd._udp  PTR  @',
    '_ipp._tcp  PTR  floor2._ipp._tcp',
  ],
  whole: true,
  among: forwardZone,
  says: {
    found: {
      message: '"{target}" lies in the reverse zone: its final dot was probably forgotten',
      fix: 'write {meant}',
    },
    short: {
      message: '"{target}" lies in the reverse zone, which no host is in',
      fix: 'write the full name of the host, with a dot at its end',
    },
  },
  check: { over: 'sets', types: [Type.PTR], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (!isReverseZone(zone.apex)) return
  eachRecord(zone, set, (data, _length, line) => {
    if (!isWithin(zone.heap, data, zone.apex, 0) || isService(zone.heap, data) || !reporter.isFirst(line, 0)) return
    // Findings that we only count need no line.
    const found = reporter.isFull ? { meant: '', sure: false } : meantName(reporter, node, line, data)
    if (found === undefined) return
    const { meant, sure } = found
    reporter.report(line, 0, () => ({
      says: meant === '' ? 'short' : 'found',
      params: { owner: reporter.name(node), target: nameText(zone.heap, data), meant },
      instead: meant || undefined,
      safe: sure,
    }))
  })
}

/** RFC 6763 §11: a reverse zone announces services of its network. Labels of their names begin with an underscore. */
function isService(bytes: Uint8Array, at: number): boolean {
  for (let p = at; bytes[p] !== 0; p += bytes[p]! + 1) if (bytes[p + 1] === UNDERSCORE) return true
  return false
}

const UNDERSCORE = 0x5f

/** The name that its author meant, and whether we are sure; an empty name where only the author knows it; undefined where the name is right. */
function meantName({ zone, subject }: Reporter, node: Node, line: number, data: number): Foreign | undefined {
  const written = relativeWord(subject.text, line, 0)
  if (written?.includes('.')) {
    const foreign = foreignName(zone, data, written)
    return { meant: `${written}.`, sure: foreign !== undefined }
  }
  return written === undefined || !standsForAddress(zone.name(node)) ? undefined : { meant: '', sure: false }
}

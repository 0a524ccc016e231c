// RFC 4035 §5.3.1: a signature counts where its key is in the DNSKEY rrset that the resolver has, whichever face that came from.

import { Type } from '../../dns/types.ts'
import { recordsOf } from '../../zone/records.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import { viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { zoneKeys } from '../signatures.ts'
import type { Face } from '../subject.ts'

const ONE =
  '@  DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw=='
const OTHER =
  '@  DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='
export const signKeysDiffer: Rule = {
  name: 'sign-keys-differ',
  group: 'views',
  severity: 'error',
  atLoad: 'warning',
  rfc: 'RFC 4035 §5.3.1',
  why: 'A resolver that moves from one view to the other, as a laptop does, has the keys of one in its cache and answers SERVFAIL for what those of the other have signed; two DS at the parent do not help.',
  bad: [OTHER],
  good: [ONE, OTHER],
  face: [ONE],
  says: {
    found: {
      message: 'the key {tag}, which signs the zone in {view}, is not among its keys here',
      fix: 'publish the keys of all faces in each of them, or sign all with one set; named under "sign", all faces have the same',
      related: 'the face that is signed with it',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, { subject, view }: Face): void {
  const { zone } = reporter
  const theirs = subject.zone
  const keys = zoneKeys(zone)
  if (keys.length === 0) return
  const missing = [...signersOf(theirs)].find(
    (signer) => !keys.some((key) => nameOf(key.algorithm, key.tag) === signer),
  )
  if (missing === undefined) return
  reporter.report(zone.line(zone.rrset(APEX, Type.DNSKEY), 0), 'entry', () => ({
    params: { tag: missing.split(' ')[1]!, view: viewTitle(view) },
    related: { line: theirs.line(theirs.soa, 0), part: 'entry', subject },
  }))
}

/** The keys that sign the DNSKEY rrset and the SOA; where those are unsigned, all keys. */
function signersOf(zone: Zone): Set<string> {
  const sets = [Type.SOA, Type.DNSKEY].map((type) => zone.signature(APEX, type)).filter((set) => set !== NONE)
  if (sets.length === 0) return new Set(zoneKeys(zone).map(({ algorithm, tag }) => nameOf(algorithm, tag)))
  return new Set(
    sets.flatMap((set) => recordsOf(zone, set).map((rrsig) => nameOf(rrsig[2]!, (rrsig[16]! << 8) | rrsig[17]!))),
  )
}

function nameOf(algorithm: number, tag: number): string {
  return `${algorithm} ${tag}`
}

// RFC 4035 §5.2: a DS at the parent holds for every face of a zone, for resolvers know nothing of views.

import { NONE } from '../../zone/zone.ts'
import { viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { zoneKeys } from '../signatures.ts'
import type { Face } from '../subject.ts'

const KEY =
  '@  DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw=='

export const signViewUnsigned: Rule = {
  name: 'sign-view-unsigned',
  group: 'views',
  severity: 'error',
  // To refuse the zone would take it from all clients that do not validate, for whom it works.
  atLoad: 'warning',
  rfc: 'RFC 4035 §5.2',
  why: 'Below a DS, validating resolvers answer SERVFAIL for all names of a face that is unsigned.',
  bad: ['www  A  192.0.2.10'],
  good: [KEY],
  face: [KEY],
  says: {
    found: {
      message: 'the zone comes unsigned here, and signed in {view}',
      fix: 'sign this face too, with the same keys; or take the signatures out of the other one and name the zone under "sign", and the server signs both',
      related: 'the face that is signed',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, { subject, view }: Face): void {
  const { zone } = reporter
  const theirs = subject.zone
  if (zone.soa === NONE || theirs.soa === NONE || zoneKeys(zone).length > 0 || zoneKeys(theirs).length === 0) return
  reporter.report(zone.line(zone.soa, 0), 'owner', () => ({
    params: { view: viewTitle(view) },
    related: { line: theirs.line(theirs.soa, 0), part: 'entry', subject },
  }))
}

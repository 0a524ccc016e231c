// RFC 4035 §2: who signs a zone makes its keys, signatures and denials.

import { sameName } from '../../dns/name.ts'
import { nameFromText } from '../../dns/name-text.ts'
import { Type, typeName } from '../../dns/types.ts'
import { isMadeBySigner } from '../../sign/own-sets.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const signInput: Rule = {
  name: 'sign-input',
  group: 'records',
  severity: 'error',
  // Janus serves the zone without these records, or as last signed.
  atLoad: 'warning',
  rfc: 'RFC 4035 §2',
  why: 'The server signs the zone by itself: it does not serve such records of a source, and does not sign a zone at all that comes with signatures.',
  bad: ['@  DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='],
  good: ['www  A  192.0.2.10'],
  view: { signed: [nameFromText('example.com.')] },
  says: {
    found: {
      message: 'this server signs the zone, and makes its {type} by itself: that of "{owner}" is not served',
      fix: 'delete it; the key of another signer comes with "janus dnssec import"',
    },
    sealed: {
      message: 'this server is to sign the zone, which comes signed: "{owner}" has {type}',
      fix: 'take signatures, denials and keys out of the source, or take the zone out of "sign" and serve it as it comes',
    },
  },
  check: {
    over: 'sets',
    types: [
      ...[Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM],
      ...[Type.DNSKEY, Type.CDS, Type.CDNSKEY, Type.ZONEMD],
    ],
    view: true,
    when: ({ zone, view }) => view?.signed?.some((origin) => sameName(origin, 0, zone.apex, 0)) === true,
    run: reportSet,
  },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  if (!isMadeBySigner(node, type)) return
  reporter.report(zone.line(set, 0), 'type', () => ({
    says: type === Type.RRSIG ? 'sealed' : 'found',
    params: { owner: reporter.name(node), type: typeName(type) },
  }))
}

// The catalogue: every rule, by group. A new rule is a new file and a new line here.

import type { Rule } from '../rule.ts'
import { belowDname } from './below-dname.ts'
import { cnameAndOtherData } from './cname-and-other-data.ts'
import { cnameTwice } from './cname-twice.ts'
import { dnameAndNs } from './dname-and-ns.ts'
import { dnameTwice } from './dname-twice.ts'
import { dsAtApex } from './ds-at-apex.ts'
import { duplicateRecord } from './duplicate-record.ts'
import { glueMissing } from './glue-missing.ts'
import { mxNoIpv4 } from './mx-no-ipv4.ts'
import { mxTargetMissing } from './mx-target-missing.ts'
import { mxToAddress } from './mx-to-address.ts'
import { mxToCname } from './mx-to-cname.ts'
import { nsMissing } from './ns-missing.ts'
import { nsTargetMissing } from './ns-target-missing.ts'
import { nsToAddress } from './ns-to-address.ts'
import { nsToCname } from './ns-to-cname.ts'
import { nullMxAndOthers } from './null-mx-and-others.ts'
import { outsideZone } from './outside-zone.ts'
import { soaMissing } from './soa-missing.ts'
import { soaNotAtApex } from './soa-not-at-apex.ts'
import { soaTwice } from './soa-twice.ts'
import { ttlMismatch } from './ttl-mismatch.ts'
import { wildcardMx } from './wildcard-mx.ts'

export const rules: readonly Rule[] = [
  // structure
  belowDname,
  cnameAndOtherData,
  cnameTwice,
  dnameAndNs,
  dnameTwice,
  dsAtApex,
  duplicateRecord,
  glueMissing,
  nsMissing,
  nsTargetMissing,
  nsToAddress,
  nsToCname,
  outsideZone,
  soaMissing,
  soaNotAtApex,
  soaTwice,
  ttlMismatch,
  // mail
  mxNoIpv4,
  mxTargetMissing,
  mxToAddress,
  mxToCname,
  nullMxAndOthers,
  wildcardMx,
]

// The catalogue: every rule, by group. A new rule is a new file and a new line here.

import type { Rule } from '../rule.ts'
import { addressBogon } from './address-bogon.ts'
import { addressDocumentation } from './address-documentation.ts'
import { addressLoopback } from './address-loopback.ts'
import { addressPrivate } from './address-private.ts'
import { asteriskInside } from './asterisk-inside.ts'
import { belowDname } from './below-dname.ts'
import { caaContradiction } from './caa-contradiction.ts'
import { caaSyntax } from './caa-syntax.ts'
import { cdsMismatch } from './cds-mismatch.ts'
import { classlessMissing } from './classless-missing.ts'
import { cnameAndOtherData } from './cname-and-other-data.ts'
import { cnameChain } from './cname-chain.ts'
import { cnameLoop } from './cname-loop.ts'
import { cnameTargetMissing } from './cname-target-missing.ts'
import { cnameTwice } from './cname-twice.ts'
import { delegationDiffers } from './delegation-differs.ts'
import { delegationMissing } from './delegation-missing.ts'
import { delegationSingle } from './delegation-single.ts'
import { delegationTargetMissing } from './delegation-target-missing.ts'
import { delegationTargetPartial } from './delegation-target-partial.ts'
import { deprecatedType } from './deprecated-type.ts'
import { dkimShortKey } from './dkim-short-key.ts'
import { dkimSyntax } from './dkim-syntax.ts'
import { dkimWeakKey } from './dkim-weak-key.ts'
import { dmarcHistoric } from './dmarc-historic.ts'
import { dmarcPct } from './dmarc-pct.ts'
import { dmarcReportPermission } from './dmarc-report-permission.ts'
import { dmarcSyntax } from './dmarc-syntax.ts'
import { dmarcTwice } from './dmarc-twice.ts'
import { dnameAndNs } from './dname-and-ns.ts'
import { dnameTwice } from './dname-twice.ts'
import { dnskeyAlgorithm } from './dnskey-algorithm.ts'
import { dnskeyExponent } from './dnskey-exponent.ts'
import { dnskeyFlags } from './dnskey-flags.ts'
import { dnskeyMissing } from './dnskey-missing.ts'
import { dsAlgorithm } from './ds-algorithm.ts'
import { dsAtApex } from './ds-at-apex.ts'
import { dsDigest } from './ds-digest.ts'
import { dsMismatch } from './ds-mismatch.ts'
import { dsWithoutNs } from './ds-without-ns.ts'
import { duplicateRecord } from './duplicate-record.ts'
import { glueDiffers } from './glue-differs.ts'
import { glueMissing } from './glue-missing.ts'
import { gluePartial } from './glue-partial.ts'
import { glueUseless } from './glue-useless.ts'
import { hostName } from './host-name.ts'
import { idnaBroken } from './idna-broken.ts'
import { keySize } from './key-size.ts'
import { leakAddress } from './leak-address.ts'
import { leakInside } from './leak-inside.ts'
import { leakName } from './leak-name.ts'
import { leakPointer } from './leak-pointer.ts'
import { lookAlike } from './look-alike.ts'
import { missingDot } from './missing-dot.ts'
import { mtaStsHost } from './mta-sts-host.ts'
import { mtaStsSyntax } from './mta-sts-syntax.ts'
import { mxBackup } from './mx-backup.ts'
import { mxBelowDelegation } from './mx-below-delegation.ts'
import { mxDuplicate } from './mx-duplicate.ts'
import { mxNoIpv4 } from './mx-no-ipv4.ts'
import { mxTargetGone } from './mx-target-gone.ts'
import { mxTargetMissing } from './mx-target-missing.ts'
import { mxToAddress } from './mx-to-address.ts'
import { mxToCname } from './mx-to-cname.ts'
import { nameNotAscii } from './name-not-ascii.ts'
import { naptrRegexp } from './naptr-regexp.ts'
import { nsMissing } from './ns-missing.ts'
import { nsOneZone } from './ns-one-zone.ts'
import { nsSameAddress } from './ns-same-address.ts'
import { nsSameNetwork } from './ns-same-network.ts'
import { nsSingle } from './ns-single.ts'
import { nsTargetGone } from './ns-target-gone.ts'
import { nsTargetMissing } from './ns-target-missing.ts'
import { nsToAddress } from './ns-to-address.ts'
import { nsToCname } from './ns-to-cname.ts'
import { nsUnreachable } from './ns-unreachable.ts'
import { nsecChain } from './nsec-chain.ts'
import { nsec3Chain } from './nsec3-chain.ts'
import { nsec3Flags } from './nsec3-flags.ts'
import { nsec3Form } from './nsec3-form.ts'
import { nsec3Iterations } from './nsec3-iterations.ts'
import { nsec3IterationsLimit } from './nsec3-iterations-limit.ts'
import { nsec3IterationsMany } from './nsec3-iterations-many.ts'
import { nsec3OptOut } from './nsec3-opt-out.ts'
import { nsec3Salt } from './nsec3-salt.ts'
import { nullMxAndOthers } from './null-mx-and-others.ts'
import { nullMxPreference } from './null-mx-preference.ts'
import { occluded } from './occluded.ts'
import { outsideGlue } from './outside-glue.ts'
import { outsideZone } from './outside-zone.ts'
import { ptrMissing } from './ptr-missing.ts'
import { ptrOutsideReverse } from './ptr-outside-reverse.ts'
import { ptrTargetDot } from './ptr-target-dot.ts'
import { ptrToCname } from './ptr-to-cname.ts'
import { ptrTwice } from './ptr-twice.ts'
import { ptrWithoutAddress } from './ptr-without-address.ts'
import { rrsetLarge } from './rrset-large.ts'
import { rrsetTooLarge } from './rrset-too-large.ts'
import { rrsigAtCut } from './rrsig-at-cut.ts'
import { rrsigEarly } from './rrsig-early.ts'
import { rrsigExpired } from './rrsig-expired.ts'
import { rrsigMissing } from './rrsig-missing.ts'
import { rrsigOrphan } from './rrsig-orphan.ts'
import { rrsigSoon } from './rrsig-soon.ts'
import { rrsigWrong } from './rrsig-wrong.ts'
import { signDenialInside } from './sign-denial-inside.ts'
import { signDsUnsigned } from './sign-ds-unsigned.ts'
import { signDsView } from './sign-ds-view.ts'
import { signInput } from './sign-input.ts'
import { signKeysDiffer } from './sign-keys-differ.ts'
import { signUndelegated } from './sign-undelegated.ts'
import { signViewUnsigned } from './sign-view-unsigned.ts'
import { soaExpire } from './soa-expire.ts'
import { soaMailbox } from './soa-mailbox.ts'
import { soaMailboxAt } from './soa-mailbox-at.ts'
import { soaMinimum } from './soa-minimum.ts'
import { soaMissing } from './soa-missing.ts'
import { soaNotAtApex } from './soa-not-at-apex.ts'
import { soaPrimary } from './soa-primary.ts'
import { soaRefresh } from './soa-refresh.ts'
import { soaRetry } from './soa-retry.ts'
import { soaSerialFuture } from './soa-serial-future.ts'
import { soaTwice } from './soa-twice.ts'
import { spfIncludeMissing } from './spf-include-missing.ts'
import { spfLookups } from './spf-lookups.ts'
import { spfMissing } from './spf-missing.ts'
import { spfPassAll } from './spf-pass-all.ts'
import { spfPtr } from './spf-ptr.ts'
import { spfSyntax } from './spf-syntax.ts'
import { spfTwice } from './spf-twice.ts'
import { spfVoid } from './spf-void.ts'
import { srvPort } from './srv-port.ts'
import { srvSubmissions } from './srv-submissions.ts'
import { srvTargetMissing } from './srv-target-missing.ts'
import { srvToCname } from './srv-to-cname.ts'
import { sshfpSha1 } from './sshfp-sha1.ts'
import { svcbAliasAndOthers } from './svcb-alias-and-others.ts'
import { svcbAliasParams } from './svcb-alias-params.ts'
import { svcbHints } from './svcb-hints.ts'
import { svcbTargetMissing } from './svcb-target-missing.ts'
import { tlsRptSyntax } from './tls-rpt-syntax.ts'
import { tlsaUnsigned } from './tlsa-unsigned.ts'
import { tlsaValues } from './tlsa-values.ts'
import { ttlLong } from './ttl-long.ts'
import { ttlMismatch } from './ttl-mismatch.ts'
import { ttlTopBit } from './ttl-top-bit.ts'
import { ttlZero } from './ttl-zero.ts'
import { uppercase } from './uppercase.ts'
import { viewDelegation } from './view-delegation.ts'
import { viewMailMissing } from './view-mail-missing.ts'
import { viewMxBackup } from './view-mx-backup.ts'
import { viewOnlyName } from './view-only-name.ts'
import { viewSerial } from './view-serial.ts'
import { viewTtl } from './view-ttl.ts'
import { wildcardDname } from './wildcard-dname.ts'
import { wildcardMx } from './wildcard-mx.ts'
import { wildcardNs } from './wildcard-ns.ts'
import { zonemdDigest } from './zonemd-digest.ts'
import { zonemdSerial } from './zonemd-serial.ts'

export const rules: readonly Rule[] = [
  // structure
  asteriskInside,
  belowDname,
  cnameAndOtherData,
  cnameChain,
  cnameLoop,
  cnameTargetMissing,
  cnameTwice,
  delegationDiffers,
  delegationMissing,
  delegationSingle,
  delegationTargetMissing,
  delegationTargetPartial,
  deprecatedType,
  dnameAndNs,
  dnameTwice,
  dsAtApex,
  dsWithoutNs,
  duplicateRecord,
  glueDiffers,
  glueMissing,
  gluePartial,
  glueUseless,
  hostName,
  idnaBroken,
  lookAlike,
  missingDot,
  nameNotAscii,
  nsMissing,
  nsOneZone,
  nsSameAddress,
  nsSameNetwork,
  nsSingle,
  nsTargetMissing,
  nsTargetGone,
  nsToAddress,
  nsToCname,
  nsUnreachable,
  occluded,
  outsideGlue,
  outsideZone,
  rrsetLarge,
  rrsetTooLarge,
  signUndelegated,
  signDsUnsigned,
  signDsView,
  signInput,
  soaExpire,
  soaMailbox,
  soaMailboxAt,
  soaMinimum,
  soaMissing,
  soaNotAtApex,
  soaPrimary,
  soaRefresh,
  soaRetry,
  soaSerialFuture,
  soaTwice,
  ttlLong,
  ttlMismatch,
  ttlTopBit,
  ttlZero,
  uppercase,
  wildcardDname,
  wildcardNs,
  // mail
  dkimShortKey,
  dkimSyntax,
  dkimWeakKey,
  dmarcHistoric,
  dmarcPct,
  dmarcReportPermission,
  dmarcSyntax,
  dmarcTwice,
  mtaStsHost,
  mtaStsSyntax,
  mxBackup,
  mxBelowDelegation,
  mxDuplicate,
  mxNoIpv4,
  mxTargetMissing,
  mxTargetGone,
  mxToAddress,
  mxToCname,
  nullMxAndOthers,
  nullMxPreference,
  spfIncludeMissing,
  spfLookups,
  spfMissing,
  spfPassAll,
  spfPtr,
  spfSyntax,
  spfTwice,
  spfVoid,
  srvPort,
  srvSubmissions,
  srvTargetMissing,
  srvToCname,
  tlsRptSyntax,
  tlsaUnsigned,
  wildcardMx,
  // addresses
  addressBogon,
  addressDocumentation,
  addressLoopback,
  addressPrivate,
  classlessMissing,
  leakAddress,
  leakInside,
  leakPointer,
  ptrMissing,
  ptrOutsideReverse,
  ptrTargetDot,
  ptrToCname,
  ptrTwice,
  ptrWithoutAddress,
  // records
  caaContradiction,
  caaSyntax,
  cdsMismatch,
  dnskeyAlgorithm,
  dnskeyExponent,
  keySize,
  dnskeyFlags,
  dnskeyMissing,
  dsAlgorithm,
  dsDigest,
  dsMismatch,
  naptrRegexp,
  nsecChain,
  nsec3Chain,
  nsec3Flags,
  nsec3Form,
  nsec3Iterations,
  nsec3IterationsLimit,
  nsec3IterationsMany,
  nsec3OptOut,
  nsec3Salt,
  rrsigAtCut,
  rrsigEarly,
  rrsigExpired,
  rrsigMissing,
  rrsigOrphan,
  rrsigSoon,
  rrsigWrong,
  sshfpSha1,
  svcbAliasAndOthers,
  svcbAliasParams,
  svcbHints,
  svcbTargetMissing,
  tlsaValues,
  zonemdDigest,
  zonemdSerial,
  // views
  leakName,
  viewDelegation,
  viewMailMissing,
  viewMxBackup,
  viewOnlyName,
  viewSerial,
  signViewUnsigned,
  signKeysDiffer,
  signDenialInside,
  viewTtl,
]

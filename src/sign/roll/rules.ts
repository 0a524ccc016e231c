// The rules that hold at every moment of a roll, whatever caches hold: each version of the DS that a resolver may have fits each version of
// the keys, and each of these fits each version of the signatures.
//
// Where a DS or a DNSKEY names an algorithm, all below it is signed by that one too (RFC 4035 §2.2): RFC 6840 §5.11 keeps validators from
// insisting on it, and some insist.

import { isPublished, type RollKey } from './record-states.ts'
import { dnskeyVersions, dsVersions, type KeySet, signatureVersions } from './versions.ts'

export type RuleName = 'ds' | 'dnskey' | 'rrsig'

export type Rule = { readonly name: RuleName; readonly holds: (keys: readonly RollKey[]) => boolean }

export const rollRules: readonly Rule[] = [
  { name: 'ds', holds: hasDs },
  { name: 'dnskey', holds: hasKeysBelowDs },
  { name: 'rrsig', holds: hasSignaturesBelowKeys },
]

/** A zone that has a DS is never left without one. */
function hasDs(keys: readonly RollKey[]): boolean {
  return (
    keys.every(({ records }) => records.ds.state === 'hidden') || keys.some(({ records }) => isPublished(records.ds))
  )
}

function hasKeysBelowDs(keys: readonly RollKey[]): boolean {
  const versions = dnskeyVersions(keys)
  const named = keys.reduce((set, { records }, i) => (isPublished(records.ds) ? set | (1 << i) : set), 0)
  return (
    // RFC 7344 §4.1: any published DS may become the only one at any moment.
    versions.every((version) => (named & version.keys & version.signers) === named) &&
    // A DS on its way out need not fit the keys any more, as long as another of its algorithm does.
    dsVersions(keys).every((ds) =>
      versions.every((version) => eachAlgorithm(keys, ds, ds & version.keys & version.signers)),
    )
  )
}

function hasSignaturesBelowKeys(keys: readonly RollKey[]): boolean {
  // Without a DS nobody validates the zone.
  if (dsVersions(keys).every((ds) => ds === 0)) return true
  const signatures = signatureVersions(keys)
  return dnskeyVersions(keys).every((version) =>
    signatures.every((signers) => eachAlgorithm(keys, version.keys, version.keys & signers)),
  )
}

/** Whether each algorithm of the keys in `named` has a key in `proven`. */
function eachAlgorithm(keys: readonly RollKey[], named: KeySet, proven: KeySet): boolean {
  const isIn = (set: KeySet, i: number) => (set & (1 << i)) !== 0
  return keys.every(
    ({ algorithm }, i) => !isIn(named, i) || keys.some((key, j) => isIn(proven, j) && key.algorithm === algorithm),
  )
}

// Finds the versions of a zone's DS, DNSKEY and signatures that caches may hold, by the states of its keys. A cache has an rrset as it was at
// some moment; the moments that count are those at which a record came or went that is not in all caches, or not gone from all.

import type { Part, RecordLife, RollKey } from './record-states.ts'

/** Keys as bits, by their place in the list. */
export type KeySet = number

export type DnskeyVersion = { readonly keys: KeySet; readonly signers: KeySet }

export function dnskeyVersions(keys: readonly RollKey[]): DnskeyVersion[] {
  const versions = momentsOf(keys, ['dnskey', 'krrsig']).map((moment) => ({
    keys: setAt(keys, 'dnskey', moment),
    signers: setAt(keys, 'krrsig', moment),
  }))
  return versions.filter(
    ({ keys, signers }, i) => versions.findIndex((one) => one.keys === keys && one.signers === signers) === i,
  )
}

/** The sets of keys by which caches may have the rest of the zone signed. */
export function signatureVersions(keys: readonly RollKey[]): KeySet[] {
  return [...new Set(momentsOf(keys, ['zrrsig']).map((moment) => setAt(keys, 'zrrsig', moment)))]
}

/** The parent is somebody else: there, DS records that are on their way may come and go in any order. */
export function dsVersions(keys: readonly RollKey[]): KeySet[] {
  let versions: KeySet[] = [0]
  for (const [i, { records }] of keys.entries()) {
    const { state } = records.ds
    if (state === 'hidden') continue
    const withIt = versions.map((version) => version | (1 << i))
    versions = state === 'omnipresent' ? withIt : [...versions, ...withIt]
  }
  return versions
}

function momentsOf(keys: readonly RollKey[], parts: readonly Part[]): number[] {
  const moments = new Set([Number.NEGATIVE_INFINITY])
  for (const { records } of keys)
    for (const part of parts) {
      const { state, since, from } = records[part]
      if (state !== 'rumoured' && state !== 'unretentive') continue
      moments.add(since)
      if (from !== undefined) moments.add(from)
    }
  return [...moments]
}

function setAt(keys: readonly RollKey[], part: Part, moment: number): KeySet {
  return keys.reduce((set, { records }, i) => (wasThere(records[part], moment) ? set | (1 << i) : set), 0)
}

function wasThere({ state, since, from = Number.NEGATIVE_INFINITY }: RecordLife, moment: number): boolean {
  switch (state) {
    case 'hidden':
      return false
    case 'rumoured':
      return moment >= since
    case 'omnipresent':
      return true
    case 'unretentive':
      return moment >= from && moment < since
  }
}

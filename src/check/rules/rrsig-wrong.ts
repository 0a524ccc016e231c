// RFC 4035 §2.2, §5.3: a signature is made over the data, in the name of the zone, with one of its keys.

import { isWildcard, labelCount, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { Type, typeName } from '../../dns/types.ts'
import { RRSIG_FIXED } from '../../sign/signed-data.ts'
import type { Part } from '../../text/zonefile/zone-text.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Params } from '../saying.ts'
import { say } from '../says.ts'
import {
  isRevoked,
  keyFlaw,
  readSignature,
  type Signature,
  type SignedSet,
  signedSet,
  signingAlgorithms,
  verifies,
  type ZoneKey,
  zoneKeys,
} from '../signatures.ts'

const ANEW = 'sign the zone anew after each change'

export const rrsigWrong: Rule = {
  name: 'rrsig-wrong',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §5.3.3',
  why: 'Validating resolvers refuse the data: somebody changed it after it was signed, or signed it with another key.',
  bad: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. AbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  good: [
    '@    DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==',
    'www  A  192.0.2.10',
    'www  RRSIG A 13 3 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  absence: true,
  says: {
    found: {
      message: 'the signature of {type} at "{owner}" does not fit the data',
      fix: ANEW,
    },
    noKey: {
      message: 'the signature of {type} at "{owner}" was made with the key {tag}, which the zone does not have',
      fix: 'publish the key, or sign the zone anew',
    },
    unfit: {
      message: 'the signature of {type} at "{owner}" was made with the key {tag}, which may not sign it: {flaw}',
      fix: 'sign the zone anew with another key',
    },
    signer: {
      message: 'the signature of {type} at "{owner}" says that "{signer}" signed it, and the zone is "{apex}"',
      fix: ANEW,
    },
    labels: {
      message: 'the signature of {type} at "{owner}" is for a name of {signed} labels, and this one has {labels}',
      fix: ANEW,
    },
    ttl: {
      message: 'the signature of {type} at "{owner}" is for the TTL {signed}, and the TTL is {ttl}',
      fix: ANEW,
    },
    many: {
      message: '{type} at "{owner}" has {count} signatures, and validators try no more than {most}',
      fix: 'delete the signatures of former keys, or sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.RRSIG], run: reportSet },
}

/** Keys tried for one signature: an honest zone has one of a tag, and validators do not try many either. */
const MOST_OF_A_TAG = 4

/** Signatures of one rrset that are looked at: two of each key, while the keys and the algorithm change, are eight. */
const MOST_SIGNATURES = 8

type Flaw = { readonly says: string; readonly part: Part; readonly params?: Params }

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.covered(set)
  const covered = zone.rrset(node, type)
  if (zoneKeys(zone).length === 0 || covered === NONE) return
  if (zone.size(set) > MOST_SIGNATURES) reportMany(reporter, node, set)
  const signed = signedSet(zone, node, covered)
  const valid: number[] = []
  const flawed: { readonly line: number; readonly signature: Signature; readonly flaw: Flaw }[] = []
  eachRecord(zone, set, (data, length, line, i) => {
    if (i >= MOST_SIGNATURES) return
    const signature = readSignature(zone, data, length)
    const flaw = fieldFlaw(zone, signed, signature) ?? keyFlawOf(zone, signed, signature, zone.ttl(covered))
    if (flaw === undefined) valid.push(signature.algorithm)
    else flawed.push({ line, signature, flaw })
  })
  for (const { line, signature, flaw } of flawed)
    if (!isLeftOver(zone, signature, flaw, valid))
      reporter.report(line, flaw.part, () => ({
        says: flaw.says,
        params: { owner: reporter.name(node), type: typeName(type), tag: signature.tag, ...flaw.params },
      }))
}

function reportMany(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  reporter.report(zone.line(set, MOST_SIGNATURES), 'entry', () => ({
    says: 'many',
    params: {
      owner: reporter.name(node),
      type: typeName(zone.covered(set)),
      count: zone.size(set),
      most: MOST_SIGNATURES,
    },
  }))
}

/** RFC 4035 §5.3.1: the signer is the zone, and the labels are the owner's (RFC 4034 §3.1.3: but for an asterisk). */
function fieldFlaw(zone: Zone, { owner }: SignedSet, { rdata, labels: signed }: Signature): Flaw | undefined {
  if (!sameName(rdata, RRSIG_FIXED, zone.apex, 0))
    return {
      says: 'signer',
      part: 7,
      params: { signer: nameText(rdata, RRSIG_FIXED), apex: nameText(zone.apex) },
    }
  const labels = labelCount(owner) - (isWildcard(owner) ? 1 : 0)
  return signed === labels ? undefined : { says: 'labels', part: 2, params: { signed, labels } }
}

function keyFlawOf(zone: Zone, set: SignedSet, signature: Signature, ttl: number): Flaw | undefined {
  const keys = zoneKeys(zone).filter(({ tag, algorithm }) => tag === signature.tag && algorithm === signature.algorithm)
  if (keys.length === 0) return { says: 'noKey', part: 6 }
  const fit = keys.filter((key) => unfitness(key, signature) === undefined)
  if (fit.length === 0) return { says: 'unfit', part: 6, params: { flaw: unfitness(keys[0]!, signature)! } }
  // RFC 4035 §2.2
  if (signature.originalTtl !== ttl) return { says: 'ttl', part: 3, params: { signed: signature.originalTtl, ttl } }
  const isValid = fit.slice(0, MOST_OF_A_TAG).some((key) => verifies(set, signature, key) !== false)
  return isValid ? undefined : { says: 'found', part: 'entry' }
}

/** RFC 5011 §2.1: a revoked key signs the keys alone. */
function unfitness({ rdata }: ZoneKey, { covered }: Signature): Said | undefined {
  return keyFlaw(rdata) ?? (covered !== Type.DNSKEY && isRevoked(rdata) ? say('key-revoked') : undefined)
}

/**
 * Whether the signature is one that a change of keys leaves behind, or that is there before its key is. Signatures of a new
 * algorithm come before its key and go after it (RFC 6781 §4.1.4); in between every algorithm needs a valid one.
 */
function isLeftOver(zone: Zone, { algorithm }: Signature, { says }: Flaw, valid: readonly number[]): boolean {
  if (says !== 'noKey' && says !== 'unfit') return false
  if (valid.includes(algorithm)) return true
  return valid.length > 0 && !signingAlgorithms(zone).includes(algorithm)
}

// Makes the texts of a claim for its places: the record in the public zone, the object of a provisioning domain (RFC 8801), the octets of
// the DHCP option.

import { nameText } from '../../dns/name-text.ts'
import { ALGORITHM, type Claim, claimedNames, namesOctets, tokenOf } from './token.ts'

export type ClaimTexts = {
  /** A line for the zone file of the view that the world sees. */
  readonly record: string
  readonly token: string
  /** An item of `splitDnsClaims` (RFC 9704 §5.1). */
  readonly pvd: PvdClaim
  /** The data of DHCP's authentication option, without code and length (RFC 9704 §5.2), in hex. */
  readonly dhcp: string
}

export type PvdClaim = {
  readonly resolver: string
  readonly parent: string
  readonly subdomains: readonly string[]
  readonly algorithm: string
  readonly salt: string
}

/** RFC 9704 §13: an underscored name (RFC 8552). */
const CHALLENGE = '_splitdns-challenge'
const DHCP_PROTOCOL = 4
/** No replay detection (RFC 9704 §5.2): claims have no order. */
const DHCP_RDM = 0

export function claimTexts(claim: Claim, ttl: string): ClaimTexts {
  const token = tokenOf(claim)
  const owner = `${withoutDot(claim.resolver)}.${CHALLENGE}.${nameText(claim.parent)}`
  return {
    record: `${owner} ${ttl} IN TXT "token=${token}"`,
    token,
    pvd: {
      resolver: withoutDot(claim.resolver),
      parent: withoutDot(claim.parent),
      subdomains: claimedNames(claim).map(relativeText),
      algorithm: ALGORITHM.mnemonic,
      salt: Buffer.from(claim.salt).toString('base64url'),
    },
    dhcp: Buffer.from(dhcpOctets(claim)).toString('hex'),
  }
}

//  0        1           2     3                       11
//  +--------+-----------+-----+-----------------------+-- information: resolver | parent | salt length | salt | names
//  | 4      | algorithm | RDM | replay detection (8)  |
//  +--------+-----------+-----+-----------------------+--

function dhcpOctets(claim: Claim): Uint8Array {
  const { resolver, parent, salt } = claim
  const head = [DHCP_PROTOCOL, ALGORITHM.number, DHCP_RDM, ...new Uint8Array(8)]
  return Uint8Array.from([...head, ...resolver, ...parent, salt.length, ...salt, ...namesOctets(claim)])
}

/** A claimed name without its parent; `*` stands for all names, and is no wildcard. */
function relativeText(name: Uint8Array): string {
  return withoutDot(name)
}

function withoutDot(name: Uint8Array): string {
  return nameText(name).replace(/(.)\.$/, '$1')
}

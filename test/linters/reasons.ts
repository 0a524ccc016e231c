// Where another linter calls an error what we do not, and why.

export type Reason = {
  readonly tool: string
  /** What it says in a line; by default anything, also nothing. */
  readonly says?: RegExp
  /** The signal that ends it. */
  readonly dies?: NodeJS.Signals
  /** In which zones; by default in all. */
  readonly of?: (zone: string) => boolean
  readonly reason: string
}

export const reasons: readonly Reason[] = [
  {
    tool: 'validns',
    says: /there should be at least two NS records per name/,
    reason: 'a delegation to one name server works while that one does: a remark here (delegation-single)',
  },
  {
    tool: 'validns',
    says: /invalid or unsupported rdtype/,
    reason: 'it does not know CAA, CDS, SVCB, HTTPS and ZONEMD, which are newer than it is',
  },
  {
    tool: 'validns',
    says: /apex NSEC not found/,
    reason: 'the example has a key and one signature, not a whole signed zone',
  },
  {
    tool: 'validns',
    says: /no corresponding NSEC3 found/,
    of: isWithoutKey,
    reason: 'the example shows the form of NSEC3 records, not a whole chain',
  },
  {
    tool: 'validns',
    says: /NSEC3 mentions NSEC3PARAM, but no such record found/,
    of: isWithoutKey,
    reason:
      'it is right that the NSEC3PARAM is gone; but without a key nobody believes NSEC3 records, and without an NSEC3PARAM no server uses them (RFC 5155 §4)',
  },
  {
    tool: 'ldns-read-zone',
    of: (zone) => /\sCAA\s+\d+\s+\w+\s+[^\s"]/.test(zone),
    reason: 'it reads the value of a CAA only in quotes: one without blanks needs none (RFC 8659 §4.1.1)',
  },
  {
    tool: 'validns',
    says: /error building pkey|cannot verify signature, reason unknown|No KSK found/,
    reason: 'it does not know ECDSA, the algorithm of the example, so that to it there is no key',
  },
  {
    tool: 'validns',
    dies: 'SIGSEGV',
    of: isWithoutKey,
    reason:
      'it dies of a segmentation fault where a zone has NSEC, NSEC3, NSEC3PARAM or RRSIG and no DNSKEY (`-p ksk-exists`)',
  },
  {
    tool: 'validns',
    says: /(name|cname|target|replacement|exchange) is not valid/,
    reason:
      'behind CNAME, NS, PTR, SRV and NAPTR an asterisk is a label like any other (RFC 4592 §2.1.3), and octets beyond ASCII are octets: what counts is whether the name is there',
  },
  {
    tool: 'validns',
    says: /record name expected/,
    reason: 'a name may stand in quotes, and begin with a hyphen; that of a host may not (host-name)',
  },
  {
    tool: 'kzonecheck',
    says: /\(owner is invalid\)/,
    reason: 'a name may stand in quotes, as it may for BIND and NSD',
  },
  {
    tool: 'kzonecheck',
    says: /invalid text character/,
    of: (zone) => /\s[^\s"]+"\s/.test(zone),
    reason: 'a quote directly behind a word begins the next string, as it does for BIND and NSD',
  },
  {
    tool: 'kzonecheck',
    says: /\(invalid domain name character\)/,
    reason: 'a label may hold any octet (RFC 2181 §11); where it should be a host, host-name and soa-primary say so',
  },
  {
    tool: 'validns',
    says: /(mname|rname) expected|the first record in the zone must be an SOA record/,
    reason:
      'in the SOA too a label may hold any octet (soa-primary, soa-mailbox); where it cannot read the SOA, it takes no other record',
  },
  ...['kzonecheck', 'nsd-checkzone', 'ldns-read-zone'].map((tool) => {
    return { tool, of: hasGenerate, reason: "it does not know $GENERATE, which is BIND's" }
  }),
  {
    tool: 'named-checkzone',
    says: /: bad name \(check-names\)/,
    reason:
      'in a name that data leads to, an asterisk is a label like any other (RFC 4592 §2.1.3); `-k fail` refuses it',
  },
]

function hasGenerate(zone: string): boolean {
  return zone.includes('$GENERATE')
}

function isWithoutKey(zone: string): boolean {
  return /\s(NSEC|NSEC3|NSEC3PARAM|RRSIG)\s/.test(zone) && !/\sDNSKEY\s/.test(zone)
}

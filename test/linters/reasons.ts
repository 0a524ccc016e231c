// Where another linter calls an error what we do not, and why.

export type Reason = {
  readonly tool: string
  /** What it says. */
  readonly says: RegExp
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
    says: /apex NSEC not found|error building pkey/,
    reason:
      'the example has a key and one signature, not a whole signed zone, and its key is of an algorithm that it does not know',
  },
  {
    tool: 'validns',
    says: /^$/,
    reason: 'it dies of an NSEC3 chain without signatures, and says nothing',
  },
  {
    tool: 'validns',
    says: /(name|cname|target|replacement|exchange) is not valid/,
    reason:
      'behind CNAME, NS, PTR, SRV and NAPTR an asterisk is a label like any other (RFC 4592 §2.1.3), and octets beyond ASCII are octets: what counts is whether the name is there',
  },
  {
    tool: 'named-checkzone',
    says: /: bad name \(check-names\)/,
    reason: 'the same: `-k fail` refuses an asterisk in a name that data leads to',
  },
]

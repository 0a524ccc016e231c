// RFC 8659 §4: what a CAA record may say.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { readCaa } from '../caa.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const caaSyntax: Rule = {
  name: 'caa-syntax',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8659 §4',
  why: 'Certification authorities do not understand the record: they issue nothing, or do not heed it.',
  bad: ['@  CAA  0 isue "ca.example.net"'],
  good: ['@  CAA  0 issue "ca.example.net"'],
  says: {
    found: {
      message: 'the CAA record of "{owner}" has a mistake: {flaw}',
      fix: 'write as in 0 issue "ca.example.net"',
    },
  },
  check: { over: 'sets', types: [Type.CAA], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, length, line) => {
    const { flags, tag, value } = readCaa(zone, data, length)
    const flaw = flawOf(flags, tag, value)
    if (flaw !== undefined) reporter.report(line, 'entry', () => ({ params: { owner: reporter.name(node), flaw } }))
  })
}

function flawOf(flags: number, tag: string, value: string): string | undefined {
  if (!known.has(tag)) return `the property "${tag}" is unknown`
  if ((flags & 0x7f) !== 0) return `the flags ${flags} are neither 0 nor 128`
  if (tag === 'iodef')
    return /^(mailto:|https?:\/\/)./i.test(value) ? undefined : `"${value}" is neither mailto: nor https:`
  if (tag.startsWith('contact')) return undefined
  // RFC 8659 §4.2: a domain, or nothing, and parameters behind semicolons.
  const domain = value.split(';', 1)[0]!.trim()
  return domain === '' || domain.split('.').every((label) => /^[a-z0-9-]+$/i.test(label) && !/^-|-$/.test(label))
    ? undefined
    : `"${domain}" is no domain of a certification authority`
}

/** RFC 8659 §4, RFC 9495, CA/Browser Forum. */
const known = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc', 'contactemail', 'contactphone'])

// RFC 8659 §4: what a CAA record may say.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { readCaa } from '../caa.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'
import { saidAsUtf8 } from '../texts.ts'

export const caaSyntax: Rule = {
  name: 'caa-syntax',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8659 §4',
  why: 'Certification authorities do not understand the record: they issue nothing, or do not heed it.',
  bad: ['@  CAA  0 isue "ca.example.net"', '@  CAA  0 issue "ca.example.net; account"'],
  good: ['@  CAA  0 issue "ca.example.net"', '@  CAA  0 issuewild "ca.example.net; account=42"'],
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
    if (flaw !== undefined)
      reporter.report(line, 'entry', () => ({ params: { owner: reporter.name(node), flaw: saidAsUtf8(flaw) } }))
  })
}

function flawOf(flags: number, tag: string, value: string): Said | undefined {
  if (!known.has(tag)) return say('caa-property', { tag })
  if ((flags & 0x7f) !== 0) return say('caa-flags', { flags })
  if (tag === 'iodef') return /^(mailto:|https?:\/\/)./i.test(value) ? undefined : say('caa-uri', { uri: value })
  if (tag.startsWith('contact')) return undefined
  return issuerFlaw(value)
}

/** RFC 8659 §4.2: a domain, or nothing, and parameters behind semicolons. Any other form permits nobody. */
function issuerFlaw(value: string): Said | undefined {
  const [domain, ...parameters] = value.split(';').map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ''))
  if (domain !== '' && !domain!.split('.').every((label) => isTag.test(label)))
    return say('caa-domain', { value: domain! })
  if (parameters.length === 1 && parameters[0] === '') return undefined
  const wrong = parameters.find((parameter) => !isParameter.test(parameter))
  if (wrong === '') return say('caa-no-parameter')
  return wrong === undefined ? undefined : say('caa-parameter', { value: wrong })
}

const isTag = /^[a-z0-9]+(-+[a-z0-9]+)*$/i
const isParameter = /^[a-z0-9]+(-+[a-z0-9]+)*[ \t]*=[ \t]*[\x21-\x7e]*$/i

/** The tags of RFC 8659 §4, RFC 9495 and the CA/Browser Forum. */
const known = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc', 'contactemail', 'contactphone'])

// RFC 8460 §3: the form of the record.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { reportMistakes } from '../mail/mistakes.ts'
import { readTags } from '../mail/tags.ts'
import { reportTwice } from '../mail/twice.ts'
import { hasLabel, isBelowLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'

export const tlsRptSyntax: Rule = {
  name: 'tls-rpt-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 8460 §3',
  why: 'A record that cannot be read brings no reports about failed encryption.',
  bad: ['_smtp._tls  TXT  "v=TLSRPTv1; rua=postmaster@example.com"'],
  good: ['_smtp._tls  TXT  "v=TLSRPTv1; rua=mailto:postmaster@example.com"'],
  says: {
    found: {
      message: 'the TLS report record at "{owner}" has a mistake: {flaw}',
      fix: 'write as in "v=TLSRPTv1; rua=mailto:postmaster@example.com"',
    },
    twice: {
      message: '"{owner}" has a second TLS report record: mail servers use neither',
      fix: 'keep one of the two',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  if (!hasLabel(reporter.zone, node, '_smtp') || !isBelowLabel(reporter.zone, node, '_tls')) return
  reportMistakes(reporter, node, set, flawsOf)
  // RFC 8460 §3: receivers skip a text that does not begin with the version.
  reportTwice(reporter, node, set, 'twice', (text) => /^v=TLSRPTv1\s*;/.test(text))
}

function flawsOf(text: string): readonly Said[] {
  const { values, flaws } = readTags(text)
  const [first] = values.keys()
  if (first !== 'v' || values.get('v') !== 'TLSRPTv1') return [say('no-tls-rpt-version')]
  const rua = values.get('rua')
  if (rua === undefined) return [say('tls-rpt-no-rua')]
  return /^(mailto|https):[^,\s]+(\s*,\s*(mailto|https):[^,\s]+)*$/i.test(rua)
    ? flaws.slice(0, 1)
    : [say('tls-rpt-rua', { uri: rua })]
}

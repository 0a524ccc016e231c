// RFC 7208 §4.6: receivers count a policy that they cannot read as an error of the sender.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { isSpf, spfFlaws } from '../mail/spf.ts'
import { mentionsSpf } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'
import { mistakesIn, recordText } from '../texts.ts'

export const spfSyntax: Rule = {
  name: 'spf-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §4.6',
  why: 'A policy with a mistake in it is an error to receivers: they accept forged mail, or refuse all.',
  bad: ['@  TXT  "v=spf1 ipv4:192.0.2.0/24 -all"'],
  good: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 -all"'],
  says: {
    found: {
      message: 'the SPF policy of "{owner}" has a mistake: {flaw}',
      fix: 'write as in "v=spf1 mx ip4:192.0.2.0/24 -all"; RFC 7208 §5 explains the parts of a policy',
    },
    typeset: {
      message: 'the SPF policy of "{owner}" has a mistake: {flaw}',
      fix: 'write the plain characters of a keyboard',
    },
    unseen: {
      message: 'receivers do not see the SPF policy of "{owner}": {flaw}',
      fix: 'begin the text with v=spf1 and a blank, as in "v=spf1 mx -all"',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const sourceOf = (line: number) => () => reporter.subject.text.place(line, 0).source
  eachRecord(zone, set, (data, length, line) => {
    if (!mentionsSpf(zone, data, length)) return
    const text = recordText(zone, data, length)
    const says = isSpf(text) ? 'found' : 'unseen'
    const flaws = isSpf(text) ? spfFlaws(text) : [whyUnseen(text, zone.heap[data]!)]
    for (const flaw of mistakesIn(text, flaws, sourceOf(line)))
      reporter.report(line, 0, () => ({
        says: typeset.has(flaw.code) ? 'typeset' : says,
        params: { owner: reporter.name(node), flaw },
      }))
  })
}

/** Slips of people who wrote the text in a word processor, or left its quotes out. */
const typeset = new Set(['dash-of-word-processor', 'quote-of-word-processor', 'no-break-space', 'no-quotes'])

/** Why receivers take the text for something else (RFC 7208 §4.5). `first`: octets of the first string. */
function whyUnseen(text: string, first: number): Said {
  if (!/^v=spf1/i.test(text)) return say('spf-before')
  // RFC 7208 §3.3: strings are joined with nothing between.
  return first === 'v=spf1'.length ? say('spf-joined') : say('spf-no-blank')
}

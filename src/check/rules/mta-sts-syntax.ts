// RFC 8461 §3.1: the form of the record.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { reportMistakes } from '../mail/mistakes.ts'
import { readTags } from '../mail/tags.ts'
import { reportTwice } from '../mail/twice.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'

export const mtaStsSyntax: Rule = {
  name: 'mta-sts-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 8461 §3.1',
  why: 'A record that cannot be read turns the protection of MTA-STS off.',
  bad: ['_mta-sts  TXT  "v=STSv1; id=2026-01-01"', 'mta-sts   A    192.0.2.80'],
  good: ['_mta-sts  TXT  "v=STSv1; id=20260101"', 'mta-sts   A    192.0.2.80'],
  says: {
    found: {
      message: 'the MTA-STS record at "{owner}" has a mistake: {flaw}',
      fix: 'write as in "v=STSv1; id=20260101"; the id is of letters and digits, and new with each change',
    },
    twice: {
      message: '"{owner}" has a second MTA-STS record: mail servers use neither',
      fix: 'keep one of the two',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  if (!hasLabel(reporter.zone, node, '_mta-sts')) return
  reportMistakes(reporter, node, set, flawsOf)
  // RFC 8461 §3.1: receivers skip a text that does not begin with the version.
  reportTwice(reporter, node, set, 'twice', (text) => /^v=STSv1\s*;/.test(text))
}

function flawsOf(text: string): readonly Said[] {
  const { values, flaws } = readTags(text)
  const [first] = values.keys()
  if (first !== 'v' || values.get('v') !== 'STSv1') return [say('no-sts-version')]
  const id = values.get('id')
  if (id === undefined) return [say('sts-no-id')]
  return /^[A-Za-z0-9]{1,32}$/.test(id) ? flaws.slice(0, 1) : [say('sts-id', { id })]
}

// The rules that the readers of zone files and layers apply, before there is a zone to look at: by name, for documents and for
// machine-readable reports. The readers word the findings.

import type { Severity } from '../text/findings/problem.ts'
import type { Mend } from './rule.ts'

export type TextRule = {
  readonly name: string
  readonly severity: Severity
  readonly rfc?: string
  readonly mends?: Mend
  readonly why: string
  readonly bad?: readonly string[]
  readonly good?: readonly string[]
}

export const textRules: readonly TextRule[] = [
  rule('syntax', 'The line is not written as the records of a zone file are.', {
    mends: 'mends-comment',
    rfc: 'RFC 1035 §5.1',
    bad: ['www'],
    good: ['www  A  192.0.2.10'],
  }),
  rule('bad-rdata', 'What stands behind the type is not what this type of record holds.', {
    mends: 'mends-data',
    rfc: 'RFC 1035 §5.1',
    bad: ['www  A  192.0.2'],
    good: ['www  A  192.0.2.10'],
  }),
  rule('bad-name', 'The word is no domain name: a label is empty or too long, or an escape is wrong.', {
    rfc: 'RFC 1035 §2.3.4',
    bad: ['www..dept  A  192.0.2.10'],
    good: ['www.dept  A  192.0.2.10'],
  }),
  rule('bad-ttl', 'The TTL is no number of seconds and no time such as 1h30m.', {
    rfc: 'RFC 2181 §8',
    bad: ['www  1x  A  192.0.2.10'],
    good: ['www  1h  A  192.0.2.10'],
  }),
  rule('unknown-type', 'There is no type of record with this name.', {
    rfc: 'RFC 3597 §5',
    bad: ['www  AAA  192.0.2.10'],
    good: ['www  A  192.0.2.10'],
  }),
  rule('meta-type', 'The type exists in questions and messages only, never in a zone.', {
    rfc: 'RFC 6895 §3.1',
    bad: ['www  OPT  \\# 0'],
    good: ['www  A  192.0.2.10'],
  }),
  rule('wrong-class', 'The record is of a class that this server does not serve.', {
    rfc: 'RFC 1035 §5.2',
    bad: ['www  CH  A  192.0.2.10'],
    good: ['www  IN  A  192.0.2.10'],
  }),
  rule(
    'no-owner',
    'The line begins with a blank, so that its name is that of the record before it, and there is none.',
    {
      rfc: 'RFC 1035 §5.1',
    },
  ),
  rule('no-ttl', 'The record has no TTL, and nothing before it gives one.', { rfc: 'RFC 2308 §4' }),
  rule(
    'origin-dot',
    'Readers complete an $ORIGIN without a dot at its end with the one before it: here the zone stands in it twice.',
    {
      severity: 'warning',
      mends: 'mends-origin',
      rfc: 'RFC 1035 §5.1',
      bad: ['$ORIGIN sub.example.com', 'www  A  192.0.2.10'],
      good: ['$ORIGIN sub.example.com.', 'www  A  192.0.2.10'],
    },
  ),
  rule('no-default-ttl', 'The file gives no TTL, so the last number of the SOA serves for one.', {
    severity: 'warning',
    rfc: 'RFC 2308 §4',
  }),
  rule('unbalanced-parenthesis', 'A parenthesis opens and does not close, or closes and does not open.', {
    rfc: 'RFC 1035 §5.1',
    bad: ['www  A  192.0.2.10 )'],
    good: ['www  A  ( 192.0.2.10 )'],
  }),
  rule('unbalanced-quote', 'A quote opens and does not close on the same line.', {
    rfc: 'RFC 1035 §5.1',
    bad: ['www  TXT  "hello'],
    good: ['www  TXT  "hello"'],
  }),
  rule('unknown-directive', 'There is no directive with this name.', {
    rfc: 'RFC 1035 §5.1',
    bad: ['$INCLUD  hosts.inc'],
    good: ['www  A  192.0.2.10'],
  }),
  rule('generate-range', 'The range of $GENERATE cannot be read, or makes too many records or too much text.', {
    bad: ['$GENERATE 10-1 host$ A 192.0.2.$'],
    good: ['$GENERATE 1-10 host$ A 192.0.2.$'],
  }),
  rule('include-missing', 'The file that $INCLUDE names cannot be read.', {
    bad: ['$INCLUDE hosts.inc'],
    good: ['hosta  A  192.0.2.10'],
  }),
  rule('include-outside', 'The file that $INCLUDE names lies outside the folder of the zone file.', {
    bad: ['$INCLUDE ../hosts.inc'],
    good: ['hosta  A  192.0.2.10'],
  }),
  rule('include-loop', 'The file includes itself, perhaps through others.', {}),
  rule('include-limit', '$INCLUDE goes too deep or comes too often, or its files are too large together.', {}),
  rule('empty-file', 'The file has no records.', {}),
  rule('not-text', 'The file is no zone text: it is binary, or in UTF-16.', {}),
  rule('too-large', 'The file is larger than any zone file that Janus reads.', {}),
  rule('unreadable-file', 'The file cannot be opened.', {}),
  rule('too-many-problems', 'The file has so many problems that reading it to the end is pointless.', {}),
  rule('no-origin', 'Nothing says which zone the file is.', {}),
  rule('needs-view', 'The file has lines for one view, and nobody said which.', {}),
  rule('unknown-view', 'A line is for a view that the configuration does not have.', {}),
  rule('adds-to-nothing', 'A line adds to records that no layer below has.', { severity: 'warning' }),
  rule('hides-nothing', 'A line hides a name or records that no layer below has.', { severity: 'warning' }),
  rule('replaces-nothing', 'A line replaces records that no layer below has.', { severity: 'warning' }),
  rule('replaces-same', 'A line replaces records by the same ones.', { severity: 'warning' }),
  rule('source-refused', 'The face that this one is made from has errors.', {}),
  rule('canary-wrong', 'A face that follows another one would give a canary the wrong answer.', {}),
  rule('signed-elsewhere', 'A layer or a rule would change a zone that was signed elsewhere.', {}),
  rule('reverse-signed', 'Janus does not complete a reverse zone whose signatures or digest come from elsewhere.', {
    severity: 'warning',
  }),
  rule('list-syntax', 'A line of a list is not written as its format wants.', { severity: 'warning' }),
  rule('list-special', 'A line of a list begins with $ and is none of the special lines.', { severity: 'warning' }),
  rule('list-host-bits', 'A prefix in a list has bits set after its length: the line lists nothing.', {
    severity: 'warning',
  }),
  rule('list-range-too-large', 'A line of a list lists more addresses than its $MAXRANGE4 admits.', {
    severity: 'warning',
  }),
  rule('list-text-long', 'A text in a list is longer than what is answered.', { severity: 'warning' }),
  rule('list-test-point', 'A list would list 127.0.0.1, or what else clients take for a sign that it is broken.', {
    rfc: 'RFC 5782 §5',
  }),
  rule('list-everything', 'A list would list all addresses.', {}),
  rule('list-limit', 'A list has more entries than the configuration admits, or than can be signed.', {}),
  rule('list-expired', 'A list says of itself that it does not hold now.', {}),
  rule('list-empty', 'A list file lists nothing.', {}),
  rule('list-twice', 'A list says the same thing in two lines.', { severity: 'warning' }),
  rule('list-swallowed', 'A wider entry of a list has all that this one has, with the same value.', {
    severity: 'warning',
  }),
  rule('list-idle', 'A list excludes what none of its lines lists.', { severity: 'warning' }),
  rule('mail-past-gateway', 'Outside, the MX of a mail domain is not the gateway alone.', {}),
  rule('mail-loop', 'Inside, the MX of a mail domain is a gateway: mail runs in a circle.', {}),
  rule('mail-unreachable', 'A mail host has no address in its view to which servers can send mail.', {}),
  rule('mail-one-sided', 'Mail of a domain comes in from outside, and inside nobody takes it.', {}),
  rule('mail-spf', 'The policy that the world sees leaves out gateways that mail comes from.', { severity: 'warning' }),
  rule('gateway-unreachable', 'A mail gateway has no address in its view.', {}),
  rule('gateway-name', 'The name in the configuration of mail hosts leads past the gateway of their view.', {
    severity: 'warning',
  }),
  rule('ignore-without-reason', 'A comment silences a rule and does not say why.', { severity: 'warning' }),
  rule('ignore-unknown-rule', 'A comment silences a rule that does not exist.', { severity: 'warning' }),
  rule('ignore-refused', 'A comment silences an error, which cannot be silenced.', { severity: 'warning' }),
  rule('ignore-unused', 'A comment silences a rule that finds nothing there.', { severity: 'info' }),
]

function rule(name: string, why: string, more: Partial<TextRule>): TextRule {
  return { name, why, severity: 'error', ...more }
}

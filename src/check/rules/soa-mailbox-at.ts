// RFC 1035 §3.3.13: the mailbox has the form of a name, with a dot for the @.

import { undoubled } from '../../dns/labels.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaMailboxAt: Rule = {
  name: 'soa-mailbox-at',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1035 §8',
  why: 'Write the mailbox of whoever is responsible with a dot in place of the @.',
  bad: [
    '@  SOA  ns hostmaster@example.com. 2026010101 1d 2h 4w 1h',
    '@  NS   ns',
    '@  NS   ns.example.net.',
    'ns A    192.0.2.53',
  ],
  good: [
    '@  SOA  ns hostmaster.example.com. 2026010101 1d 2h 4w 1h',
    '@  NS   ns',
    '@  NS   ns.example.net.',
    'ns A    192.0.2.53',
  ],
  whole: true,
  says: {
    found: {
      message: 'the mailbox "{mailbox}" has an @',
      fix: 'write a dot in place of the @, and \\. for each dot before it',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('mailbox', ({ mailbox }, { zone }) => {
      const text = nameText(mailbox)
      return text.includes('@')
        ? { params: { mailbox: text.replace('\\@', '@') }, instead: dotted(text, zone.apex) }
        : undefined
    }),
  },
}

/** The mailbox with a dot for the @; undefined where that makes no name. */
function dotted(mailbox: string, apex: Uint8Array): string | undefined {
  const text = mailbox.replace(/^(.*?)\\@/, (_, local: string) => `${local.replaceAll(/(?<!\\)\./g, '\\.')}.`)
  const name = readName(text)
  // Somebody who writes an @ writes no final dot either.
  return typeof name === 'string' ? undefined : (undoubled(name, 0, apex) ?? text)
}

// RFC 1035 §3.3.13: the mailbox is written as a name, the @ as a dot.

import { nameText } from '../../dns/name-text.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaMailboxAt: Rule = {
  name: 'soa-mailbox-at',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1035 §8',
  why: 'The mailbox of whoever is responsible is written with a dot in place of the @.',
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
    found: { message: 'the mailbox "{mailbox}" has an @', fix: 'write a dot in its place, and escape dots before it' },
  },
  check: {
    over: 'zone',
    run: soaRule('mailbox', ({ mailbox }) => {
      const text = nameText(mailbox)
      return text.includes('@')
        ? {
            params: { mailbox: text.replace('\\@', '@') },
            instead: text.replace(/^(.*?)\\@/, (_, local: string) => `${local.replaceAll('.', '\\.')}.`),
          }
        : undefined
    }),
  },
}

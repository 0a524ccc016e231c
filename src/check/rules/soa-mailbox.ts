// RFC 2142 §7: the mailbox for questions about DNS is hostmaster.

import { isLabel } from '../../dns/labels.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaMailbox: Rule = {
  name: 'soa-mailbox',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 2142 §7',
  why: 'People who find something wrong write to hostmaster; somebody reads a mailbox of that name even when persons change.',
  bad: ['@  SOA  ns john 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: { message: 'the mailbox is "{mailbox}", and not hostmaster', fix: 'write hostmaster.{rest}' },
  },
  check: {
    over: 'zone',
    run: soaRule('mailbox', ({ mailbox }) => {
      if (isLabel(mailbox, 0, 'hostmaster') || mailbox[0] === 0) return undefined
      const text = nameText(mailbox)
      return text.includes('@') ? undefined : { params: { mailbox: text, rest: nameText(mailbox, mailbox[0]! + 1) } }
    }),
  },
}

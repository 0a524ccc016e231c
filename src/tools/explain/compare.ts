// What two views answer, held against each other record by record.

import type { OtherAnswer, SentRecord, ViewAnswer } from './explanation.ts'

/** What the other view says, held against the one explained. Records in another order are the same answer. `rcode`: of no answer. */
export function compared(other: ViewAnswer, answer: ViewAnswer | undefined, rcode = 'REFUSED'): OtherAnswer {
  const theirs = new Set(lines(other))
  const ours = new Set(answer ? lines(answer) : [])
  const more = [...theirs].filter((line) => !ours.has(line))
  const less = [...ours].filter((line) => !theirs.has(line))
  const differs = more.length > 0 || less.length > 0 || other.rcode !== (answer?.rcode ?? rcode)
  return { ...other, differs, more, less }
}

/** Each view counts its serials for itself: an SOA under a negative answer says nothing of what the client learns. */
function lines({ sections }: ViewAnswer): string[] {
  const authority = sections.authority.filter(({ type }) => type !== 'SOA')
  return [...sections.answer, ...authority, ...sections.additional].map(recordText)
}

/** `www.example.com. 3600 IN A 192.0.2.1` */
export function recordText({ owner, ttl, type, rdata }: SentRecord): string {
  return `${owner} ${ttl} IN ${type} ${rdata}`
}

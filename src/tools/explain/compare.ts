// Compares the answers of two views record by record.

import type { OtherAnswer, SentRecord, ViewAnswer } from './explanation.ts'

/**
 * The other view's answer, compared with the explained one. Records in another order are the same answer. `rcode`: what the client gets
 * where `answer` is undefined.
 */
export function compared(other: ViewAnswer, answer: ViewAnswer | undefined, rcode = 'REFUSED'): OtherAnswer {
  const theirs = new Set(lines(other))
  const ours = new Set(answer ? lines(answer) : [])
  const more = [...theirs].filter((line) => !ours.has(line))
  const less = [...ours].filter((line) => !theirs.has(line))
  const differs = more.length > 0 || less.length > 0 || other.rcode !== (answer?.rcode ?? rcode)
  return { ...other, differs, more, less }
}

/** The records to compare. Each view counts serials for itself, so an SOA in the authority section is no difference. */
function lines({ sections }: ViewAnswer): string[] {
  const authority = sections.authority.filter(({ type }) => type !== 'SOA')
  return [...sections.answer, ...authority, ...sections.additional].map(recordText)
}

/** `www.example.com. 3600 IN A 192.0.2.1` */
export function recordText({ owner, ttl, type, rdata }: SentRecord): string {
  return `${owner} ${ttl} IN ${type} ${rdata}`
}

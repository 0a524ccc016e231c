// RFC 1912 §2.2: serials as dates, YYYYMMDDnn. Secondaries take only what is newer (RFC 1982).

import type { Detail } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaSerialFuture: Rule = {
  name: 'soa-serial-future',
  group: 'structure',
  severity: 'warning',
  asksTime: true,
  rfc: 'RFC 1912 §2.2',
  why: 'The serial number reads as a date that has not come yet: a later change with the right date counts as older, and secondaries ignore it.',
  bad: ['@  SOA  ns hostmaster 2062010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message: 'the serial {serial} reads as {date}, which is in the future',
      fix: 'go on counting from here, or correct it in two steps (RFC 1982 §7): {step} first, the right serial once all secondaries have that',
    },
  },
  check: { over: 'zone', run: soaRule('serial', ({ serial }, { now }) => dateAhead(serial, now)) },
}

/** We allow a day more, for time zones that are ahead. */
function dateAhead(serial: number, now: number): Detail | undefined {
  const [, year, month, day] = /^(20\d\d)(\d\d)(\d\d)\d\d$/.exec(String(serial)) ?? []
  if (year === undefined) return undefined
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000
  const real = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  return real && time > now + 86400
    ? { params: { serial, date: `${year}-${month}-${day}`, step: farthestAhead(serial) } }
    : undefined
}

/** RFC 1982 §3.1: the serial plus the most that secondaries still take for newer. The right serial is then newer than that. */
function farthestAhead(serial: number): number {
  return (serial + 2 ** 31 - 1) % 2 ** 32
}

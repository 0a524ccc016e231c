// The zones that are served and what is asked of them, as text: zone files, and lines of "name type" as dnsperf reads them.

import { type Random, randomFrom } from './random.ts'

export type ZoneText = { readonly origin: string; readonly text: string }

/** One round's questions. They differ from round to round, and are the same for all servers. */
export type Questions = (round: number) => string

export const ORIGIN = 'univ.example'

/** Ends in no record: the apex with its name servers is what every zone begins with. */
function apex(serial = 1): string {
  return [
    '$TTL 3600',
    `@ 300 IN SOA ns1 hostmaster ${serial} 7200 900 1209600 300`,
    '@ IN NS ns1',
    '@ IN NS ns2',
    'ns1 IN A 192.0.2.1',
    'ns2 IN A 192.0.2.2',
    'mx IN A 192.0.2.3',
    'mx IN AAAA 2001:db8::3',
    '',
  ].join('\n')
}

/** A campus's hosts with their mail: seen from inside each takes its own, from outside all go through the gateway. */
export function hosts(count: number, { gateway = false, origin = ORIGIN, serial = 1 } = {}): ZoneText {
  const lines: string[] = [apex(serial)]
  for (let i = 0; i < count; i++) lines.push(host(`h${i}`, i, gateway))
  return { origin, text: lines.join('') }
}

/** The same hosts, so many of which have another address in each version. */
export function changedHosts(count: number, serial: number, changes: number): ZoneText {
  const { origin, text } = hosts(count, { serial })
  let changed = 0
  const every = Math.max(1, Math.floor(count / changes))
  const other = text.replace(/^(h(\d+) IN A )\S+$/gm, (line, owner: string, i: string) =>
    Number(i) % every === 0 && changed++ < changes ? `${owner}203.0.${serial}.${changed}` : line,
  )
  return { origin, text: other }
}

function host(name: string, i: number, gateway: boolean): string {
  return `${name} IN A ${ipv4(i)}\n${name} IN AAAA ${ipv6(i)}\n${name} IN MX 10 ${gateway ? 'mx' : name}\n`
}

export function hostQuestions(hostCount: number, count: number): Questions {
  return lines(count, (random) => `h${random.below(hostCount)}.${ORIGIN} ${MAIL_TYPES[random.below(3)]}`)
}

const MAIL_TYPES = ['MX', 'A', 'AAAA'] as const

export function absentQuestions(count: number): Questions {
  return lines(count, (random) => `${random.label(10)}.${ORIGIN} ${MAIL_TYPES[random.below(3)]}`)
}

export function wildcards(count: number): ZoneText {
  const lines: string[] = [apex()]
  for (let i = 0; i < count; i++) lines.push(`*.w${i} IN A ${ipv4(i)}\n*.w${i} IN AAAA ${ipv6(i)}\n`)
  return { origin: ORIGIN, text: lines.join('') }
}

export function wildcardQuestions(wildcardCount: number, count: number): Questions {
  const types = ['A', 'AAAA'] as const
  return lines(
    count,
    (random) => `${random.label(8)}.w${random.below(wildcardCount)}.${ORIGIN} ${types[random.below(2)]}`,
  )
}

/** Departments with name servers of their own, whose addresses must come along (RFC 9471). */
export function delegations(count: number): ZoneText {
  const lines: string[] = [apex()]
  for (let i = 0; i < count; i++)
    for (const server of ['ns1', 'ns2'])
      lines.push(`d${i} IN NS ${server}.d${i}\n${server}.d${i} IN A ${ipv4(i)}\n${server}.d${i} IN AAAA ${ipv6(i)}\n`)
  return { origin: ORIGIN, text: lines.join('') }
}

export function delegationQuestions(delegationCount: number, count: number): Questions {
  return lines(count, (random) => `${random.label(8)}.d${random.below(delegationCount)}.${ORIGIN} A`)
}

/** Three links to an address. */
export function chains(count: number): ZoneText {
  const lines: string[] = [apex()]
  for (let i = 0; i < count; i++)
    lines.push(`a${i} IN CNAME b${i}\nb${i} IN CNAME c${i}\nc${i} IN CNAME h${i}\nh${i} IN A ${ipv4(i)}\n`)
  return { origin: ORIGIN, text: lines.join('') }
}

export function chainQuestions(chainCount: number, count: number): Questions {
  return lines(count, (random) => `a${random.below(chainCount)}.${ORIGIN} A`)
}

/** Domains whose mail ten hosts share. With IPv4 alone, so that the answer fits 512 octets and is whole. */
export function mailFarms(count: number): ZoneText {
  const lines: string[] = [apex()]
  for (let i = 0; i < count; i++)
    for (let k = 0; k < 10; k++) lines.push(`f${i} IN MX 10 m${k}.f${i}\nm${k}.f${i} IN A ${ipv4(i * 10 + k)}\n`)
  return { origin: ORIGIN, text: lines.join('') }
}

export function mailFarmQuestions(farmCount: number, count: number): Questions {
  return lines(count, (random) => `f${random.below(farmCount)}.${ORIGIN} MX`)
}

/** Zones of some 20 records each, one for each department. */
export function departments(count: number, serial = 1): ZoneText[] {
  return Array.from({ length: count }, (_, i) => department(i, serial))
}

export function department(i: number, serial: number): ZoneText {
  return hosts(HOSTS_OF_DEPARTMENT, { origin: `z${i}.${ORIGIN}`, serial })
}

/** Seven records at the apex of a zone, and three for each host. */
const HOSTS_OF_DEPARTMENT = 4

/** The same names and records as the departments have, in one zone. */
export function oneZone(departmentCount: number): ZoneText {
  const lines: string[] = [apex()]
  for (let i = 0; i < departmentCount; i++) {
    lines.push(
      `ns1.z${i} IN A 192.0.2.1\nns2.z${i} IN A 192.0.2.2\nmx.z${i} IN A 192.0.2.3\nmx.z${i} IN AAAA 2001:db8::3\n`,
    )
    for (let k = 0; k < HOSTS_OF_DEPARTMENT; k++) lines.push(host(`h${k}.z${i}`, k, false))
  }
  return { origin: ORIGIN, text: lines.join('') }
}

export function departmentQuestions(departmentCount: number, count: number): Questions {
  return lines(
    count,
    (random) =>
      `h${random.below(HOSTS_OF_DEPARTMENT)}.z${random.below(departmentCount)}.${ORIGIN} ${MAIL_TYPES[random.below(3)]}`,
  )
}

function lines(count: number, line: (random: Random) => string): Questions {
  return (round) => {
    const random = randomFrom(round)
    return `${Array.from({ length: count }, () => line(random)).join('\n')}\n`
  }
}

function ipv4(i: number): string {
  return `10.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`
}

function ipv6(i: number): string {
  return `2001:db8::${(i >>> 16).toString(16)}:${(i & 0xffff).toString(16)}`
}

// Streams that BIND, NSD and Knot DNS really sent, as `record.ts` wrote them down, and the versions of the zone that they are of.

import { readFileSync } from 'node:fs'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { typeCode } from '../../../src/dns/types.ts'
import type { Asked } from '../../../src/transfer/stream.ts'

export const APEX = nameFromText('example.com.')

export type Recorded = { readonly from: string; readonly asked: Asked; readonly messages: readonly Uint8Array[] }

const hosts = (serial: number) =>
  Array.from({ length: 30 }, (_, i) =>
    i % 10 === serial ? '' : `h${i} A 192.0.2.${i === 15 ? 200 + serial : i}\n`,
  ).join('')

/** The first is what a secondary has that asks for changes. */
export const versions: readonly string[] = [1, 2, 3].map(
  (serial) => `$TTL 60
@ SOA ns hostmaster ${serial} 1d 1d 4w 60
@ NS ns
@ NS ns.sub
@ MX 10 Mail
ns A 192.0.2.1
ns AAAA 2001:db8::1
*.wild TXT "a b" c
a.b.c.d ${60 + serial} TXT "deep ${serial}"
a.b.c.d ${60 + serial} TXT "deep"
sub NS ns.sub
ns.sub A 192.0.2.2
sub DS 1 13 2 ${'00'.repeat(32)}
_s._tcp SRV 1 2 3 ns
svc SVCB 1 . alpn=h2 port=53
alias CNAME ns
moved DNAME example.net.
caa CAA 0 issue "ca.example"
u TYPE65281 \\# 4 0001000${serial}
r RRSIG A 13 2 60 20300101000000 20200101000000 1 @ AAAA
r A 192.0.2.9
${hosts(serial)}`,
)

export function recordedStreams(): Recorded[] {
  const found: readonly { from: string; type: string; messages: readonly string[] }[] = JSON.parse(
    readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'),
  )
  return found.map(({ from, type, messages: texts }) => {
    const messages = texts.map((text) => new Uint8Array(Buffer.from(text, 'hex')))
    const id = (messages[0]![0]! << 8) | messages[0]![1]!
    const asked = { id, apex: APEX, type: typeCode(type)!, ...(type === 'IXFR' && { serial: 1 }) }
    return { from, asked, messages }
  })
}

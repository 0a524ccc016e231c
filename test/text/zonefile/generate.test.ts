// $GENERATE against BIND's own, where named-compilezone is installed, and against what it gave when this was written.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: $GENERATE has them

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readText } from './harness.ts'

const cases: { line: string; records: string[] }[] = [
  { line: '1-2 h$ A 192.0.2.$', records: ['h1 60 A 192.0.2.1', 'h2 60 A 192.0.2.2'] },
  { line: '1-6/2 h$ A 192.0.2.$', records: ['h1 60 A 192.0.2.1', 'h3 60 A 192.0.2.3', 'h5 60 A 192.0.2.5'] },
  { line: '7-7/100 h$ A 192.0.2.$', records: ['h7 60 A 192.0.2.7'] },
  { line: '1-1 h${2,3,x} 300 IN A 192.0.2.$', records: ['h003 300 A 192.0.2.1'] },
  { line: '1-1 h${2} IN 300 A 192.0.2.$', records: ['h3 300 A 192.0.2.1'] },
  { line: '1-1 h${+2,4} IN A 192.0.2.$', records: ['h0003 60 A 192.0.2.1'] },
  { line: '0-1 h${-1} A 192.0.2.1', records: ['h-1 60 A 192.0.2.1', 'h0 60 A 192.0.2.1'] },
  { line: '0-0 h${-12,4} A 192.0.2.1', records: ['h-012 60 A 192.0.2.1'] },
  { line: '10-10 ${0,0,d}-${0,0,o}-${0,0,x}-${0,0,X} A 192.0.2.1', records: ['10-12-a-A 60 A 192.0.2.1'] },
  { line: '16-16 ${0,1,n} A 192.0.2.1', records: ['0.1 60 A 192.0.2.1'] },
  { line: '16-16 ${0,3,n} A 192.0.2.1', records: ['0.1 60 A 192.0.2.1'] },
  { line: '16-16 ${0,4,n}x A 192.0.2.1', records: ['0.1.x 60 A 192.0.2.1'] },
  { line: '16-16 ${0,5,n} A 192.0.2.1', records: ['0.1.0 60 A 192.0.2.1'] },
  { line: '171-171 ${0,8,N}z A 192.0.2.1', records: ['B.A.0.0.z 60 A 192.0.2.1'] },
  { line: '1-1 a$$b A 192.0.2.1', records: ['a\\$b 60 A 192.0.2.1'] },
  { line: '1-1 a\\$b$ A 192.0.2.1', records: ['a\\$b1 60 A 192.0.2.1'] },
  { line: '1-2 h$ MX "$ mail$"', records: ['h1 60 MX 1 mail1.example.com.', 'h2 60 MX 2 mail2.example.com.'] },
  { line: '1-1 h$ TXT "a b $"', records: ['h1 60 TXT "a" "b" "1"'] },
  { line: '1-1 @ MX "$ ns$"', records: ['@ 60 MX 1 ns1.example.com.'] },
  { line: '1-1 *.h$ CNAME a.$.example.net.', records: ['*.h1 60 CNAME a.1.example.net.'] },
  { line: '1-2 h$ TXT "\\"a $ b\\""', records: ['h1 60 TXT "a 1 b"', 'h2 60 TXT "a 2 b"'] },
  { line: '7-7 h$ TXT "\\"a\\" b$ \\"c d\\""', records: ['h7 60 TXT "a" "b7" "c d"'] },
  { line: '7-7 h$ TXT "\\"a\\\\b $\\""', records: ['h7 60 TXT "a\\\\b 7"'] },
  { line: '7-7 h$ TXT "\\"\\065\\; $\\""', records: ['h7 60 TXT "A; 7"'] },
  { line: '7-7 h$ TXT "\\"a \\$ b\\""', records: ['h7 60 TXT "a $ b"'] },
  { line: '7-7 h$ TXT "\\"${0,3,d} x\\""', records: ['h7 60 TXT "007 x"'] },
  { line: '7-7 h$ TXT a\\"$', records: ['h7 60 TXT "a\\"7"'] },
  { line: '7-7 h$ SPF "\\"v=spf1 ip4:192.0.2.$ -all\\""', records: ['h7 60 SPF "v=spf1 ip4:192.0.2.7 -all"'] },
  { line: '7-7 h$ HINFO "\\"PC $\\" \\"An OS\\""', records: ['h7 60 HINFO "PC 7" "An OS"'] },
  { line: '7-7 h$ ISDN "\\"15086202800$\\" \\"0 4\\""', records: ['h7 60 ISDN "150862028007" "0 4"'] },
  { line: '7-7 h$ X25 "\\"31106170095$\\""', records: ['h7 60 X25 "311061700957"'] },
  { line: '7-7 h$ GPOS "\\"-$\\" \\"2.5\\" \\"0\\""', records: ['h7 60 GPOS "-7" "2.5" "0"'] },
  {
    line: '7-7 h$ NAPTR "10 $ \\"s\\" \\"SIP+D2U\\" \\"\\" _sip._udp$"',
    records: ['h7 60 NAPTR 10 7 "s" "SIP+D2U" "" _sip._udp7.example.com.'],
  },
  { line: '7-7 h$ CAA "0 issue \\"ca.example.net; a=$\\""', records: ['h7 60 CAA 0 issue "ca.example.net; a=7"'] },
  {
    line: '7-7 h$ URI "10 1 \\"https://h$.example.com/a b\\""',
    records: ['h7 60 URI 10 1 "https://h7.example.com/a b"'],
  },
  { line: '7-7 h$ AVC "\\"a $\\" \\"b\\""', records: ['h7 60 AVC "a 7" "b"'] },
  { line: '7-7 h$ NINFO "\\"a $\\" \\"b\\""', records: ['h7 60 NINFO "a 7" "b"'] },
  { line: '7-7 h$ HTTPS "1 . alpn=\\"h2,h3\\" port=$"', records: ['h7 60 HTTPS 1 . alpn="h2,h3" port=7'] },
  { line: '7-7 h$ SVCB "1 . alpn=\\"h2\\" port=$"', records: ['h7 60 SVCB 1 . alpn="h2" port=7'] },
  { line: '255-255 $ PTR ${-1,6,o}', records: ['255 60 PTR 000376.example.com.'] },
]

for (const { line, records } of cases) {
  t.test(`$GENERATE ${line}`, async (t) => {
    const read = readText(`$TTL 60\n$GENERATE ${line}\n`)
    t.same(read.problems, [])
    t.same(read.records.map(relative), records)
  })
}

function relative(record: string): string {
  return record
    .replace(/^example\.com\. /, '@ ')
    .replace(/\.example\.com\. /, ' ')
    .replace(' IN ', ' ')
}

const bind = spawnSync('named-compilezone', ['-v']).status === 0

t.test('BIND generates the same records', { skip: !bind && 'named-compilezone is not installed' }, async (t) => {
  const folder = t.testdir({})
  for (const { line } of cases) {
    const text = `$TTL 60\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n$GENERATE ${line}\n`
    const zone = join(folder, 'x.zone')
    const out = join(folder, 'x.out')
    writeFileSync(zone, text)
    const run = spawnSync('named-compilezone', ['-i', 'none', '-k', 'ignore', '-o', out, 'example.com', zone], {
      encoding: 'utf8',
    })
    t.equal(run.status, 0, run.stdout)
    const theirs = readFileSync(out, 'utf8')
    const normal = (text: string) => readText(text).records.map(String).sort()
    t.same(normal(text), normal(theirs), line)
  }
})

// What reading zone text costs for each record: scanning alone, and all of it. 1,000,000 records, one thread.
// Run: node test/bench/zone-parse.ts [hosts, three records each] [rounds]

import { cpus } from 'node:os'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Words } from '../../src/dns/rdata/words.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { Scanner } from '../../src/text/zonefile/scanner.ts'
import { type Source, textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'

const HOSTS = Number(process.argv[2] ?? 333_333)
const ROUNDS = Number(process.argv[3] ?? 9)

console.log(`Node ${process.version}, ${cpus()[0]?.model}`)
const source = textSource('bench.zone', zoneText())
if ('rule' in source) throw new Error(messageOf(source))
console.log(`${HOSTS * 3 + 4} records, ${(source.size / 1e6).toFixed(1)} MB\n`)
report('scan', source, scan)
report('scan and parse', source, parse)

/** The first round is what a start of the server sees; the fastest is what the code can do on a quiet machine. */
function report(name: string, source: Source, run: (source: Source) => number): void {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    const count = run(source)
    return ((performance.now() - start) * 1e6) / count
  })
  const sorted = times.toSorted((a, b) => a - b)
  const [first, fastest, median] = [times[0]!, sorted[0]!, sorted[ROUNDS >> 1]!].map((ns) => ns.toFixed(0))
  console.log(`${name}: first ${first}, median ${median}, fastest ${fastest} ns for each record`)
}

function scan(source: Source): number {
  const words = new Words()
  const scanner = new Scanner(source.bytes, source.size)
  let count = 0
  while (scanner.next(words)) count++
  return count
}

function parse(source: Source): number {
  return parseZoneFile(source, { origin: nameFromText('example.com.') }, { owner() {}, record() {} }).records
}

function zoneText(): string {
  const lines = ['$TTL 3600', '@ SOA ns hostmaster 1 7200 3600 1209600 300', '  NS ns', 'ns A 192.0.2.1']
  for (let i = 0; i < HOSTS; i++) {
    const host = `host${String(i).padStart(6, '0')}`
    lines.push(`${host} 3600 IN A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    lines.push(`${host} IN MX 10 mail${i % 1000}.example.com.`)
    lines.push(`${host} IN AAAA 2001:db8::${(i & 0xffff).toString(16)}`)
  }
  return `${lines.join('\n')}\n`
}

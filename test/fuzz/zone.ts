// Mutated zone files through the parser, the builder and the rules of loading.

import { readdirSync, readFileSync } from 'node:fs'
import { hasError, readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'
import { Outcomes, type Target } from './target.ts'

export function zoneTarget(): Target {
  const corpus = [...golden(), ...small].map((text) => Buffer.from(text))
  const outcomes = new Outcomes()
  const rules = rulesFor('load')
  const origin = nameFromText('univ.example.')
  const textOf = (seed: number, i: number) => mutated(corpus, new Random(seed, i))
  return {
    outcomes,
    run(seed, i) {
      const source = textSource('fuzz.zone', textOf(seed, i), { 'inc.zone': 'inc A 192.0.2.3\n' })
      if ('rule' in source) {
        outcomes.add('no text')
        return undefined
      }
      const { subject, problems } = readZone(source, { origin, rules, now: 1_700_000_000 })
      if (!problems.every(({ place }) => place.line >= 1 && place.column >= 1 && place.length >= 1))
        return 'a problem without a place'
      if (!hasError(problems) && subject.zone.nodes < 1) return 'neither a zone nor an error'
      outcomes.add(hasError(problems) ? 'problems' : 'zone')
      subject.text.release()
      return undefined
    },
    describe: (seed, i) => JSON.stringify(Buffer.from(textOf(seed, i)).toString('latin1')),
  }
}

/** The parser's golden files: a little of everything that may stand in a zone file. */
function golden(): string[] {
  const folder = new URL('../text/zonefile/golden/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.in'))
  return names.map((name) => readFileSync(new URL(name, folder), 'latin1')).filter((text) => text.length < 4000)
}

const small = [
  '$TTL 1h\n@ SOA ns hostmaster 1 2h 1h 2w 5m\n@ NS ns\n@ MX 10 mx\nns A 192.0.2.1\nmx A 192.0.2.2\n AAAA 2001:db8::1\n',
  '$ORIGIN univ.example.\n@ 3600 IN SOA ns. h. ( 1 2 ; two\n 3 4 5 )\n NS ns.example.\n* CNAME www\nwww TXT "a\\"b" \\# 2 0163\n',
  '$TTL 60\n$GENERATE 1-9 h$ A 192.0.2.$\n$INCLUDE inc.zone sub\n@ SOA a b 1 2 3 4 5\n NS a\na A 192.0.2.1\nt DNAME u\n',
  '@ 1 SOA a b 1 2 3 4 5\n@ 1 NS a\na 1 A 1.2.3.4\ns 1 SVCB 1 . alpn=h2 port=53\nl 1 LOC 1 N 2 E 3m\nn 1 NAPTR 1 2 "" "" "!a!b!" .\n' +
    'd 1 DS 1 8 2 00\nk 1 DNSKEY 256 3 8 AwEA\nc 1 CAA 0 issue "x"\n\\# 1 TYPE666 \\# 1 00\n',
]

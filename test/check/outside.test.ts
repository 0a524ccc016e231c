// Records of other zones in a zone file: addresses of its name servers are a matter of cleaning up, all else is a mistake.

import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { heading, problemsOf } from './harness.ts'

t.test(
  'an address of a name server outside is a warning, which --fix deletes, and is passed over when loading',
  async (t) => {
    const cases: [what: string, records: readonly string[], found: readonly string[], mended: boolean][] = [
      ['of the zone', ['ns.example.net. A 192.0.2.1'], ['1 warning outside-glue'], true],
      ['IPv6', ['ns.example.net. AAAA 2001:db8::1'], ['1 warning outside-glue'], true],
      ['in capital letters', ['NS.Example.NET. A 192.0.2.1'], ['1 warning outside-glue'], true],
      ['of a delegation', ['sub NS a.example.org.', 'a.example.org. A 192.0.2.1'], ['2 warning outside-glue'], true],
      ['of nobody', ['b.example.org. A 192.0.2.1'], ['1 error outside-zone'], false],
      ['another type', ['ns.example.net. TXT x'], ['1 error outside-zone'], false],
      ['of a mail server', ['@ MX 10 m.example.org.', 'm.example.org. A 192.0.2.1'], ['2 error outside-zone'], false],
    ]
    for (const [what, records, found, mended] of cases) {
      const text = [...heading, ...records, ''].join('\n')
      const problems = problemsOf(text).filter(({ rule }) => rule.startsWith('outside'))
      t.strictSame(
        problems.map(({ place, severity, rule }) => `${place.line - heading.length} ${severity} ${rule}`),
        found,
        what,
      )
      t.equal(problems[0]?.edit !== undefined, mended, `${what}: mended`)
      const refused = problemsOf(text, { rules: rulesFor('load') }).some(({ severity }) => severity === 'error')
      t.equal(refused, !mended, `${what}: refused`)
    }
  },
)

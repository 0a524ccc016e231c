// Who has to agree to take reports about whom.

import t from 'tap'
import { heading, problemsOfView } from '../harness.ts'

/** Zones of one view, the named ones beside example.com., of which reports go to `to`. */
function asked(owner: string, to: string, others: readonly string[]): string[] {
  const policy = `${owner} TXT "v=DMARC1; p=none; rua=mailto:dmarc@${to}"`
  const zones = { 'example.com.': [...heading, policy, ''].join('\n') }
  const beside = others.map((origin) => [
    origin,
    [`$ORIGIN ${origin}`, ...heading.slice(1, 5), 'ns A 192.0.2.53', ''].join('\n'),
  ])
  return problemsOfView({ ...zones, ...Object.fromEntries(beside) })
    .filter(({ rule }) => rule === 'dmarc-report-permission')
    .map(({ message }) => message)
}

t.test('only other organisations have to agree', async (t) => {
  const cases: [owner: string, to: string, others: string[], asked: boolean][] = [
    ['_dmarc', 'example.com', [], false],
    ['_dmarc', 'reports.example.com', [], false],
    ['_dmarc.a', 'reports.example.com.', [], false],
    ['_dmarc.a', 'EXAMPLE.COM', [], false],
    ['_dmarc.a', 'reports.law.example.com', ['law.example.com.'], false],
    ['_dmarc', 'example.org', ['example.org.'], true],
    ['_dmarc.a', 'a.example.org', ['example.org.'], true],
    ['_dmarc', 'example.org', ['example.org.', '.'], true],
    // Not ours: nobody here knows.
    ['_dmarc', 'example.net', [], false],
  ]
  for (const [owner, to, others, wanted] of cases)
    t.equal(asked(owner, to, others).length, wanted ? 1 : 0, `${owner} to ${to}`)
})

// Texts of which a name may have one.

import t from 'tap'
import { heading, problemsOf } from '../harness.ts'

t.test('two records are none', async (t) => {
  const host = 'mta-sts A 192.0.2.80'
  const cases: [rule: string, records: string[], lines: number[]][] = [
    ['mta-sts-syntax', ['_mta-sts TXT "v=STSv1; id=1"', '_mta-sts TXT "v=STSv1; id=2"', host], [8]],
    [
      'mta-sts-syntax',
      ['_mta-sts TXT "v=STSv1;id=1"', '_mta-sts TXT "v=STSv1 ;id=2"', '_mta-sts TXT "v=STSv1;id=3"', host],
      [8, 9],
    ],
    ['mta-sts-syntax', ['_mta-sts TXT "v=STSv1; id=1"', 'b._mta-sts TXT "v=STSv1; id=2"', host], []],
    [
      'tls-rpt-syntax',
      [
        '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@example.com"',
        '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:b@example.com"',
      ],
      [8],
    ],
    ['dmarc-twice', ['_dmarc TXT "v=DMARC1; p=none"', '_dmarc TXT "v=DMARC1; p=reject"'], [8]],
    ['dmarc-twice', ['_dmarc TXT "v=DMARC1; p=none"', '_dmarc TXT "v=DMARC2; p=reject"'], []],
  ]
  for (const [rule, records, lines] of cases)
    t.strictSame(
      problemsOf([...heading, ...records, ''].join('\n'))
        .filter((problem) => problem.rule === rule && problem.message.includes('has a second'))
        .map(({ place }) => place.line),
      lines,
      records.join(' / '),
    )
})

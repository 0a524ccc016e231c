// Which line of a list file lists a name: the one about the least that holds it.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { ListFormat } from '../../src/lists/formats.ts'
import { lineAbout } from '../../src/lists/lines-about.ts'

const six = (digits: string) => [...digits].reverse().join('.')

const cases: readonly {
  readonly format: ListFormat
  readonly text: string
  readonly lines: Readonly<Record<string, string>>
}[] = [
  {
    format: 'ip4set',
    text: '$TTL 5m\n10.0.0.0/8 wide\r\n10.1.0.0/16\n!10.1.2.3\n10.1.2.3-9 :4:\n# 10.9.9.9\n10.1.2.4/24 host bits',
    lines: { '1.0.0.10': '2', '9.9.1.10': '3', '3.2.1.10': '4 !', '5.2.1.10': '5', '1.0.0.11': '', x: '' },
  },
  {
    format: 'ip6trie',
    text: ':2:\n2001:db8::/32\n2001:db8:1::/48\n!2001:db8:1::5\n',
    lines: {
      [six('20010db8000200000000000000000001')]: '2',
      [six('20010db8000100000000000000000001')]: '3',
      [six('20010db8000100000000000000000005')]: '4 !',
      [six('20010db9000100000000000000000005')]: '',
    },
  },
  {
    format: 'dnset',
    text: '*.example\n.spam.example\nWWW.spam.example\n!*.good.example\n',
    lines: {
      'a.example': '1',
      example: '',
      'spam.example': '2',
      'www.spam.example': '3',
      'b.spam.example': '2',
      'x.good.example': '4 !',
    },
  },
  {
    format: 'combined',
    text: '$DATASET ip4set:a one @\n10.0.0.0/24\n$DATASET dnset two # all\n.x\n10.0.0.5\n',
    lines: { '5.0.0.10': '2', '5.0.0.10.one': '2', 'y.x.two': '4', 'y.x': '', '5.0.0.10.two': '' },
  },
]

for (const { format, text, lines } of cases)
  t.test(format, async (t) => {
    const bytes = Buffer.from(`${text}\n`)
    for (const [name, line] of Object.entries(lines)) {
      const found = lineAbout(format, bytes, 0, text.length, nameFromText(`${name}.`).slice(0, -1))
      t.equal(found === undefined ? '' : `${found.line}${found.excludes ? ' !' : ''}`, line, name)
    }
  })

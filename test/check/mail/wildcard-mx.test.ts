// What rules say about an MX at a wildcard.

import t from 'tap'
import { heading, problemsOf } from '../harness.ts'

t.test('a wildcard null MX is refused for what it does', async (t) => {
  const cases: [record: string, message: RegExp][] = [
    ['* MX 10 ns', /^cannot add MX at the wildcard "\*\.example\.com\.": mail would be taken for names that do not/],
    [
      '* MX 0 .',
      /"\*\.example\.com\.": mail servers that complete a name with "example\.com\." are told that it takes no/,
    ],
    ['*.dept MX 0 .', /complete a name with "dept\.example\.com\." are told that it takes no mail$/],
  ]
  for (const [record, message] of cases)
    t.match(
      problemsOf([...heading, '* TXT "v=spf1 -all"', record, ''].join('\n')).filter(
        ({ severity }) => severity === 'error',
      ),
      [{ rule: 'wildcard-mx', message }],
      record,
    )
})

// What is wrong with a DMARC policy.

import t from 'tap'
import { dmarcFlaws } from '../../../src/check/mail/dmarc.ts'
import { heading, problemsOf } from '../harness.ts'

t.test('the tags of a policy', async (t) => {
  const cases: [tags: string, flaws: string[]][] = [
    ['rf=afrf', []],
    ['rf=afrf:iodef', []],
    ['rf=iodef : afrf', []],
    ['rf=iodef', ['"rf=iodef" is not possible']],
    ['rf=afrf:', ['"rf=afrf:" is not possible']],
    ['policy=none', ['"policy" is no tag of DMARC']],
    ['constructor=1', ['"constructor" is no tag of DMARC']],
    ['toString=1', ['"toString" is no tag of DMARC']],
    ['valueOf=', ['"valueOf" is no tag of DMARC']],
    ['hasOwnProperty=x', ['"hasOwnProperty" is no tag of DMARC']],
  ]
  for (const [tags, flaws] of cases) t.strictSame(dmarcFlaws(`v=DMARC1; p=none; ${tags}`), flaws, tags)
})

t.test('a tag with the name of something that every object has is a finding like any other', async (t) => {
  const problems = problemsOf([...heading, '_dmarc.s TXT "v=DMARC1; p=none; constructor=1"', ''].join('\n'))
  t.match(
    problems.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
    [/"constructor" is no tag of DMARC/],
  )
})

// What is wrong with a DMARC policy.

import t from 'tap'
import { dmarcFlaws } from '../../../src/check/mail/dmarc.ts'
import { checkSays } from '../../../src/check/says.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { heading, problemsOf } from '../harness.ts'

const english = speaker(checkSays, 'en')

t.test('the tags of a policy', async (t) => {
  const cases: [tags: string, flaws: string[]][] = [
    ['rf=afrf', []],
    ['rf=afrf:iodef', []],
    ['rf=iodef : afrf', []],
    ['rf=iodef', ['"rf=iodef" is not valid: write the format afrf']],
    ['rf=afrf:', ['"rf=afrf:" is not valid: write the format afrf']],
    ['policy=none', ['DMARC has no tag "policy"']],
    ['constructor=1', ['DMARC has no tag "constructor"']],
    ['toString=1', ['DMARC has no tag "toString"']],
    ['valueOf=', ['DMARC has no tag "valueOf"']],
    ['hasOwnProperty=x', ['DMARC has no tag "hasOwnProperty"']],
  ]
  for (const [tags, flaws] of cases)
    t.strictSame(dmarcFlaws(`v=DMARC1; p=none; ${tags}`).map(english.text), flaws, tags)
})

t.test('a tag with the name of something that every object has is a finding like any other', async (t) => {
  const problems = problemsOf([...heading, '_dmarc.s TXT "v=DMARC1; p=none; constructor=1"', ''].join('\n'))
  t.match(
    problems.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
    [/DMARC has no tag "constructor"/],
  )
})

t.test('a policy need not be there where reports are asked for (RFC 9989 §4.10.1)', async (t) => {
  const neither = 'it has neither a policy, such as p=none or p=reject, nor an address for reports'
  t.strictSame(dmarcFlaws('v=DMARC1; rua=mailto:a@example.com').map(english.text), [])
  t.strictSame(dmarcFlaws('v=DMARC1; p=reject; np=reject; psd=n; t=y').map(english.text), [])
  t.strictSame(dmarcFlaws('v=DMARC1').map(english.text), [neither])
  t.strictSame(dmarcFlaws('v=DMARC1; rua=a@example.com').map(english.text), [
    neither,
    '"rua=a@example.com" is not valid: write addresses as in mailto:postmaster@example.com',
  ])
})

t.test('a share of the mail is all of it, and what else is historic gets a word', async (t) => {
  const cases: [tags: string, found: string[]][] = [
    ['p=reject; pct=25', ['warning dmarc-pct']],
    ['p=reject; pct=0', ['warning dmarc-pct']],
    ['p=reject; pct=100', ['info dmarc-historic']],
    ['p=none; rf=afrf; ri=3600', ['info dmarc-historic', 'info dmarc-historic']],
    ['p=none; t=y', []],
  ]
  for (const [tags, found] of cases)
    t.strictSame(
      problemsOf([...heading, `_dmarc TXT "v=DMARC1; ${tags}"`, ''].join('\n')).map(
        ({ severity, rule }) => `${severity} ${rule}`,
      ),
      found,
      tags,
    )
})

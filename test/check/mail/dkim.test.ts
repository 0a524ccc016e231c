// Which texts are DKIM keys, by their owner.

import t from 'tap'
import { rules } from '../../../src/check/rules/index.ts'
import { heading, problemsOf } from '../harness.ts'

function found(owner: string, data: string): string[] {
  return problemsOf([...heading, `${owner} TXT ${data}`, ''].join('\n'))
    .map(({ rule }) => rule)
    .filter((rule) => rule.startsWith('dkim-'))
}

t.test('selectors are of one label or more, and none begins with an underscore', async (t) => {
  const cases: [owner: string, data: string, rules: string[]][] = [
    ['s1._domainkey', '"v=DKIM1"', ['dkim-syntax']],
    ['a.b._domainkey', '"v=DKIM1"', ['dkim-syntax']],
    ['a.b.c._DomainKey.dept', '"v=DKIM1"', ['dkim-syntax']],
    ['*._domainkey', '"v=DKIM1"', ['dkim-syntax']],
    ['_domainkey', '"t=y; o=-"', []],
    ['_adsp._domainkey', '"dkim=all"', []],
    ['_report._domainkey', '"ra=postmaster"', []],
    ['a._b._domainkey', '"v=DKIM1"', []],
    ['a._other', '"v=DKIM1"', []],
    ['a', '"v=DKIM1"', []],
  ]
  for (const [owner, data, rules] of cases) t.strictSame(found(owner, data), rules, owner)
})

t.test('weak and short keys are found at selectors of two labels', async (t) => {
  for (const name of ['dkim-weak-key', 'dkim-short-key']) {
    const [record] = rules.find((rule) => rule.name === name)!.bad
    t.strictSame(found('2026.mail._domainkey', record!.replace(/^\S+\s+TXT/, '')), [name])
  }
})

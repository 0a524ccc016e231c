// A file with an unreadable line: what rules say of the other lines all the same, and how to mend the line.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

const records = ['@     MX    10 mail.example.com', 'sub   NS    ns.example.com', 'alias CNAME www.example.com']
const bad = 'www   A     192.0.2.1   // the old one'

function found(...more: string[]): Record<string, string[]> {
  const problems = problemsOf(`${[...heading, ...records, ...more].join('\n')}\n`)
  const rules = new Set(problems.map(({ rule }) => rule))
  return Object.fromEntries([...rules].map((rule) => [rule, fixesOf(problems, rule)]))
}

function fixesOf(problems: ReturnType<typeof problemsOf>, rule: string): string[] {
  return problems.flatMap((problem) => (problem.rule === rule ? [problem.fix?.split('\n')[1] ?? ''] : []))
}

const mended = ['@     MX    10 mail.example.com.', 'sub   NS    ns.example.com.', 'alias CNAME www.example.com.']

t.test('where all can be read, a target without its dot does not exist, which is an error', async (t) => {
  const problems = found()
  t.same(problems['mx-target-missing'], mended.slice(0, 1))
  t.same(problems['delegation-target-missing'], mended.slice(1, 2))
  t.same(problems['missing-dot'], mended.slice(2))
})

t.test('a line about another name that cannot be read does not change that', async (t) => {
  const problems = found(bad)
  t.same(problems['mx-target-missing'], mended.slice(0, 1))
  t.same(problems['delegation-target-missing'], mended.slice(1, 2))
  t.same(problems['missing-dot'], mended.slice(2))
})

t.test('where a line about any name cannot be read, the dot is missed, and not the target', async (t) => {
  const problems = found('*     A     192.0.2.1   // the old one')
  t.same(problems['missing-dot'], mended)
  t.notOk(problems['mx-target-missing'])
  t.notOk(problems['delegation-target-missing'])
})

t.test('words behind a record are shown as the comment that they were meant to be', async (t) => {
  t.same(found(bad)['bad-rdata'], ['www   A     192.0.2.1   ; // the old one'])
})

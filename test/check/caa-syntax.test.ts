// Values of CAA records as certification authorities read them (RFC 8659 §4.2).

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

function flawOf(value: string): string | undefined {
  const problems = problemsOf(`${[...heading, `@ CAA ${value}`].join('\n')}\n`)
  return problems.find(({ rule }) => rule === 'caa-syntax')?.message.replace(/^.*? has a mistake: /, '')
}

t.test('a value is a domain or nothing, with parameters of a name and a value without blanks', async (t) => {
  const noParameter = (text: string) => `"${text}" is not a parameter: write a name, = and a value without blanks`
  const noDomain = (text: string) => `"${text}" is not the domain of a certification authority`
  const cases: [string, string | undefined][] = [
    ['0 issue ""', undefined],
    ['0 issue ";"', undefined],
    ['0 issue " ; "', undefined],
    ['0 issue " ca.example.net "', undefined],
    ['0 issue "ca.example.net;"', undefined],
    ['0 issue "ca.example.net; account=230123"', undefined],
    ['0 issue "ca.example.net;a=1 ; validation-methods = dns-01,http=01"', undefined],
    ['0 issue "ca.example.net; account="', undefined],
    ['0 issue "; account=1"', undefined],
    ['128 issuewild "c-a.example.net; account=1"', undefined],
    ['0 issuemail "ca.example.net; account"', noParameter('account')],
    ['0 issue "ca.example.net; account"', noParameter('account')],
    ['0 issue "ca.example.net; account=a b"', noParameter('account=a b')],
    ['0 issue "ca.example.net; -a=1"', noParameter('-a=1')],
    ['0 issue "ca.example.net; a_b=1"', noParameter('a_b=1')],
    ['0 issue "ca.example.net; a=1 b=2"', noParameter('a=1 b=2')],
    ['0 issue "ca.example.net; a=1;"', 'no parameter follows a semicolon'],
    ['0 issue "ca.example.net;; a=1"', 'no parameter follows a semicolon'],
    ['0 issue "%%%%%"', noDomain('%%%%%')],
    ['0 issue "ca.example.net."', noDomain('ca.example.net.')],
    ['0 issue "ca.example.net ca.example.org"', noDomain('ca.example.net ca.example.org')],
    ['0 contactemail "a b;c"', undefined],
  ]
  for (const [value, flaw] of cases) t.equal(flawOf(value), flaw, value)
})

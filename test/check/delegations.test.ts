// A delegation that nobody can follow: an error for those who check, a warning for those who load, since the zone above serves
// others as well; an error for both only where the zone's own name servers cannot be reached.

import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { heading, problemsOf, problemsOfView } from './harness.ts'

type Stage = 'zonecheck' | 'check' | 'load'

function found(records: readonly string[], stage: Stage): string[] {
  const text = [...heading, ...records, ''].join('\n')
  return problemsOf(text, { rules: rulesFor(stage) })
    .filter(({ rule }) => /glue-(missing|partial)|^ns-|^delegation-target/.test(rule))
    .map(({ place, severity, rule }) => `${place.line - heading.length} ${severity} ${rule}`)
}

const glued = ['b.sub A 192.0.2.1']
const cases: [what: string, records: readonly string[], checking: readonly string[], loading: readonly string[]][] = [
  ['one name server, without its address', ['sub NS a.sub'], ['1 error glue-missing'], ['1 warning glue-missing']],
  [
    'two of them',
    ['sub NS a.sub', 'sub NS b.sub'],
    ['1 error glue-missing', '2 error glue-missing'],
    ['1 warning glue-missing', '2 warning glue-missing'],
  ],
  ['one of two', ['sub NS a.sub', 'sub NS b.sub', ...glued], ['1 warning glue-partial'], ['1 warning glue-partial']],
  [
    'one beside a name server of the zone above',
    ['sub NS a.sub', 'sub NS ns'],
    ['1 warning glue-partial'],
    ['1 warning glue-partial'],
  ],
  [
    'one beside a name server elsewhere',
    ['sub NS ns.example.net.', 'sub NS a.sub'],
    ['2 warning glue-partial'],
    ['2 warning glue-partial'],
  ],
  [
    'an alias in place of the address',
    ['sub NS a.sub', 'a.sub CNAME ns'],
    ['1 error glue-missing'],
    ['1 warning glue-missing'],
  ],
  [
    'a circle of two, and a third that hangs on it and on another',
    ['law NS a.med', 'med NS a.law', 'art NS a.law', 'art NS ns'],
    ['1 error glue-missing', '2 error glue-missing', '3 warning glue-partial'],
    ['1 warning glue-missing', '2 warning glue-missing', '3 warning glue-partial'],
  ],
  [
    'one of the own name servers below a delegation that nobody can reach',
    ['sub NS a.sub', '@ NS a.sub'],
    ['1 error glue-missing', '2 error ns-unreachable'],
    ['1 warning glue-missing', '2 error ns-unreachable'],
  ],
  [
    'a name server of the zone above that is not there',
    ['sub NS nothing'],
    ['1 error delegation-target-missing'],
    ['1 warning delegation-target-missing'],
  ],
  [
    'the same beside one that is',
    ['sub NS nothing', 'sub NS ns'],
    ['1 warning delegation-target-partial'],
    ['1 warning delegation-target-partial'],
  ],
  [
    'an own name server that is not there',
    ['@ NS nothing'],
    ['1 error ns-target-missing'],
    ['1 error ns-target-missing'],
  ],
  ['an own name server below a delegation, with its address', ['sub NS b.sub', '@ NS b.sub', ...glued], [], []],
  ['an own name server below a delegation to elsewhere', ['sub NS ns.example.net.', '@ NS a.sub'], [], []],
]

for (const [what, records, checking, loading] of cases)
  t.test(what, async (t) => {
    t.strictSame(found(records, 'zonecheck'), checking, 'zonecheck')
    t.strictSame(found(records, 'check'), checking, 'janus check')
    t.strictSame(found(records, 'load'), loading, 'loading')
  })

t.test('where the delegated zone is on this server, it knows the address', async (t) => {
  const child = '$ORIGIN sub.example.com.\n$TTL 1h\n@ SOA a x 1 1d 2h 4w 1h\n@ NS a\na A 192.0.2.1\n'
  const zones = { 'example.com.': [...heading, 'sub NS a.sub', ''].join('\n'), 'sub.example.com.': child }
  t.strictSame(
    problemsOfView(zones).filter(({ rule }) => rule.startsWith('glue-')),
    [],
  )
})

t.test(
  'who runs the server may make the warning of loading an error, and the error of checking a warning',
  async (t) => {
    const text = [...heading, 'sub NS a.sub', ''].join('\n')
    const severity = (stage: Stage, wanted: 'error' | 'warning') =>
      problemsOf(text, { rules: rulesFor(stage, { 'glue-missing': wanted }) }).find(
        ({ rule }) => rule === 'glue-missing',
      )?.severity
    t.equal(severity('load', 'error'), 'error')
    t.equal(severity('zonecheck', 'warning'), 'warning')
  },
)

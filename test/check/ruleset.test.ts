// Which rules count where, and what may be changed about them.

import t from 'tap'
import { rulesFor, severityFlaw } from '../../src/check/ruleset.ts'

const names = (stage: 'load' | 'zonecheck', severities = {}) => rulesFor(stage, severities).map(({ rule }) => rule.name)

t.test('loading asks for errors and for what is said to count there, zonecheck for everything', async (t) => {
  t.ok(
    rulesFor('load').every(
      ({ rule, severity }) => severity === 'error' || rule.stages?.includes('load') || rule.atLoad === severity,
    ),
  )
  t.ok(names('load').includes('mx-to-cname'))
  t.notOk(names('load').includes('mx-no-ipv4'))
  t.ok(names('zonecheck').includes('mx-no-ipv4'))
})

t.test('a warning that was made an error counts when zones are loaded too', async (t) => {
  t.ok(names('load', { 'mx-no-ipv4': 'error' }).includes('mx-no-ipv4'))
  t.notOk(names('zonecheck', { 'mx-no-ipv4': 'off' }).includes('mx-no-ipv4'))
})

t.test('an error stays one', async (t) => {
  t.ok(names('load', { 'mx-to-cname': 'off' }).includes('mx-to-cname'))
  t.match(severityFlaw('mx-to-cname', 'warning'), { code: 'error-always' })
  t.match(severityFlaw('no-such-rule', 'error'), { code: 'no-such-rule' })
  t.equal(severityFlaw('mx-no-ipv4', 'off'), undefined)
})

// The badge has the fields of shields.io's endpoint, schema version 1, and nothing of what a zone file says.

import t from 'tap'
import { problemsBadge } from '../../../src/text/findings/badge.ts'
import { alias, all, hostile, tabbed, wide } from './samples.ts'

t.test('the worst finding gives the colour', async (t) => {
  const rows: readonly [problems: Parameters<typeof problemsBadge>[0], message: string, color: string][] = [
    [[], 'no problems', 'brightgreen'],
    [[wide], '1 remark', 'brightgreen'],
    [[tabbed, wide], '1 warning, 1 remark', 'yellow'],
    [[wide, tabbed, alias], '1 error, 1 warning, 1 remark', 'red'],
    [[alias, alias], '2 errors', 'red'],
  ]
  for (const [problems, message, color] of rows)
    t.same(JSON.parse(problemsBadge(problems)), {
      schemaVersion: 1,
      label: 'zones',
      message,
      color,
      ...(color === 'red' && { isError: true }),
    })
})

t.test('only counts are in it', async (t) => {
  t.match(problemsBadge([hostile]), /^\{[\x20-\x7e]*\}$/)
  t.match(problemsBadge(all), /"message":"[\d a-z,]+"/)
})

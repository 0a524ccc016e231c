// What was found in a zone is kept with its image: after a restart it is told from there, in either language.

import t from 'tap'
import { allSays } from '../../src/cli/all-says.ts'
import { loadWords } from '../../src/cli/speaker.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { toldProblem } from '../../src/text/findings/told.ts'
import { messageOf } from '../support/english.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

t.test('a warning of a zone that is served from its kept image is told in English and in Japanese', async (t) => {
  // Without $TTL: that warning comes from the reader. A server below a cut without its address: that one from a rule.
  const zone = '@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
  const cut = 'dept NS ns1.dept\ndept NS ns2.dept\nns1.dept A 192.0.2.54\n'
  const config =
    'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {out: [any]}\nzones: {a.example: a.zone}\n'
  const site = new Site(folderOf(t, { 'a.zone': zone + cut, 'janus.yaml': config }))
  t.teardown(() => site.stop())
  await site.start()
  const japanese = await loadWords('ja', allSays)
  const told = (problems: readonly Problem[]) =>
    problems.map((problem) => [messageOf(problem), toldProblem(problem, japanese).message])
  const before = told(site.problems)
  t.match(before, [
    [/^no TTL is given/, /^TTL がどこにもありません/],
    [/^cannot delegate "dept\.a\.example\."/, /dept\.a\.example\..*ません/],
  ])
  await site.restart()
  t.same(told(site.problems), before)
})

import t from 'tap'
import { findConfig } from '../../src/config/find.ts'

t.test('janus.yaml of the current folder comes first, and is named where there is none at all', async (t) => {
  const before = process.cwd()
  t.teardown(() => process.chdir(before))
  process.chdir(t.testdir({ 'janus.yaml': '' }))
  t.equal(findConfig(), './janus.yaml')
  process.chdir(t.testdir({ empty: {} }))
  t.match(findConfig(), /^(\.\/janus\.yaml|\/etc\/janus\/janus\.yaml)$/)
})

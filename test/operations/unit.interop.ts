// The unit for systemd, judged by systemd itself. Skipped where its tools are not.

import { join } from 'node:path'
import t from 'tap'
import { missing, run } from '../support/janus.ts'

const unit = join(import.meta.dirname, '../../packaging/janus.service')

t.test('the unit is well guarded', { skip: await missing('systemd-analyze') }, async (t) => {
  const { stdout, stderr } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit])
  const score = /Overall exposure level for janus\.service: (\d+\.\d)/.exec(stdout)?.[1]
  if (score === undefined) return t.pass('no score', { skip: `systemd-analyze is too old: ${stderr}` })
  t.ok(Number(score) <= 1.5, `exposure ${score} of 10`)
})

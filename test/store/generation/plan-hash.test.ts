// The hash of a plan stands on a command line: `janus apply HASH`.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { asWord, planHash } from '../../../src/store/generation/plan-hash.ts'
import { changeReports, refusedWhole } from '../../../src/store/generation/report.ts'
import type { Zone } from '../../../src/zone/zone.ts'
import { folderOf } from '../../support/janus.ts'
import { LIST, readListOf, SOA } from '../../support/list.ts'

t.test('no hash looks like an option', async (t) => {
  t.equal(asWord('--xJoUuQUnXunovNsmhuMC32vzUAO4tbfNogSkfsl4I'), '_-xJoUuQUnXunovNsmhuMC32vzUAO4tbfNogSkfsl4I')
  t.equal(asWord('xJ-UuQ'), 'xJ-UuQ')
})

t.test('other entries of a list are another plan, though no rrset tells of them', async (t) => {
  const [before, one, other] = ['192.0.2.1\n', '192.0.2.2\n', '192.0.2.3\n'].map((text) => listOf(t, text))
  const again = listOf(t, '192.0.2.2\n')
  for (const was of [before, undefined]) {
    const planned = hashOf(was, one!)
    t.equal(hashOf(was, again), planned, 'made twice it is the same')
    t.not(hashOf(was, other!), planned)
  }
})

function hashOf(before: Zone | undefined, after: Zone): string {
  const changes = [{ zone: LIST, view: 'world', before, after }]
  const report = { ...refusedWhole(1, 'a plan' as never), changes: changeReports(changes, true) }
  return planHash(report, changes, {} as never)
}

function listOf(t: Test, text: string): Zone {
  const dir = folderOf(t, { list: `${SOA}${text}` })
  return readListOf([{ path: join(dir, 'list'), format: 'ip4set' }]).subject!.zone
}

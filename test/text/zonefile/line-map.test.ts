// Line numbers of a zone as they go from thread to thread, and stay on the disk.

import t from 'tap'
import { say } from '../../../src/text/findings/says.ts'
import { LineMap } from '../../../src/text/zonefile/lines.ts'

t.test('what stands in the place of a file is data as well', async (t) => {
  const instead = say('instead-transfer', { zone: 'a.example.' })
  const lines = new LineMap()
  lines.addRun(0, lines.addFile('transfer of a.example.', instead), 0)
  lines.addRun(1, lines.addFile('b.zone'), 1)
  const there = LineMap.from(JSON.parse(JSON.stringify(lines.toData())))
  for (const one of [lines, there]) {
    t.same(one.at(0), { file: 'transfer of a.example.', line: 0, instead })
    t.same(one.at(7), { file: 'b.zone', line: 7 })
  }
})

t.test('what an earlier version has kept has the name alone', async (t) => {
  const kept = LineMap.from({ files: ['transfer of a.example.'], runs: [0, 0, 0] })
  t.same(kept.at(0), { file: 'transfer of a.example.', line: 0 })
  t.same(kept.toData(), { files: ['transfer of a.example.'], runs: [0, 0, 0], notes: [] })
})

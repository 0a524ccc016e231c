// What is kept of the log for who looks from elsewhere: as many lines as there are queries would drive out all others.

import t from 'tap'
import { LogTail } from '../../src/observe/log-tail.ts'

t.test('lines of the query log are not among them', async (t) => {
  const tail = new LogTail()
  const heard: string[] = []
  tail.watch((line) => heard.push(line))
  const line = (msg: string) => `${JSON.stringify({ level: 30, why: '"msg":"query"}', msg })}\n`
  const kept = ['an update is refused', 'updates are kept', 'queries', 'a list entry'].map(line)
  for (const one of ['query', 'update', 'list entry'].map(line)) tail.add(one)
  for (const one of kept) tail.add(one)
  t.same(tail.lines, kept)
  t.same(heard, kept)
  t.equal(tail.count, kept.length)
})

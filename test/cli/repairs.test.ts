// --fix does not write repairs that make matters worse: it writes the rounds up to the last one without more errors than
// before.

import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { repairFiles } from '../../src/cli/zonecheck-repairs.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { heading } from '../check/harness.ts'
import { messageOf } from '../support/english.ts'

function checked(bytes: Uint8Array) {
  const source = textSource('main.zone', bytes)
  if ('rule' in source) throw new Error(messageOf(source))
  const { subject, problems } = readZone(source, { origin: nameFromText('example.com.'), rules: rulesFor('zonecheck') })
  return { problems, texts: [subject.text] }
}

const twice = Buffer.from([...heading, 'a A 192.0.2.1', 'a A 192.0.2.1', 'b A 192.0.2.2', ''].join('\n'))
const once = Buffer.from([...heading, 'a A 192.0.2.1', 'b A 192.0.2.2', ''].join('\n'))

const trouble: Problem = {
  rule: 'syntax',
  severity: 'error',
  said: { message: { code: 'it-was-sound-before' } },
  place: { file: 'main.zone', line: 1, column: 1, length: 1 },
}

t.test('a repair without errors is made', async (t) => {
  const [repair] = await repairFiles(
    checked(twice),
    async (drafts) => checked([...drafts.values()][0]!),
    ({ problems }) => problems,
  )
  t.same(repair?.bytes, once)
  t.same(repair?.before, twice)
  t.equal(repair?.mended, 1)
})

t.test('one that would bring an error is not', async (t) => {
  const recheck = async (drafts: ReadonlyMap<string, Uint8Array>) => {
    const { problems, texts } = checked([...drafts.values()][0]!)
    return { problems: [...problems, trouble], texts }
  }
  t.strictSame(await repairFiles(checked(twice), recheck, ({ problems }) => problems), [])
})

t.test('repairs without an end are given up', async (t) => {
  let rounds = 0
  const recheck = async () => {
    rounds++
    return checked(twice)
  }
  await repairFiles(checked(twice), recheck, ({ problems }) => problems)
  t.equal(rounds, 10)
})

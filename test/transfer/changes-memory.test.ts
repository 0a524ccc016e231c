// Changes of a zone that take more here than on the wire: they count for the memory that transfers may take.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Octets } from '../../src/dns/octets.ts'
import { Budget, OutOfBudget, Portion, spendInPortions } from '../../src/memory/budget.ts'
import { takeEnds } from '../../src/transfer/entry-ends.ts'
import { ENTRY_ENDS } from '../../src/transfer/entry-ends-option.ts'
import { netDifference } from '../../src/transfer/net-difference.ts'
import { ZoneStream } from '../../src/transfer/stream.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { APEX, ID, message, record, recordsOf } from './streams.ts'

const MEBIBYTES = 4
const budget = new Budget(MEBIBYTES << 20)
spendInPortions(budget.open())

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`

/** After how many steps of two SOA records nothing is left; undefined where there is room for all. */
function stepsUntilFull(steps: number): number | undefined {
  const stream = new ZoneStream({ id: ID, apex: APEX, type: 251, serial: 1 }, { records: 1e9, octets: 1e12 })
  const first = recordsOf([soa(0x7fff_0000)])
  stream.take(message(first, { type: 'IXFR' }))
  for (let step = 1; step <= steps; step++)
    try {
      stream.take(message(recordsOf([soa(step), soa(step + 1)]), { type: 'IXFR' }))
    } catch (error) {
      if (error instanceof OutOfBudget) return step
      throw error
    }
  return undefined
}

t.test('what is taken for no transfer counts for none', (t) => {
  for (let i = 0; i < 200; i++) new Octets(64).append(new Uint8Array(65_536))
  t.equal(budget.taken, 0)
  t.end()
})

t.test('steps without a record beside their SOA come to an end, and what they had taken is there again', (t) => {
  for (let i = 0; i < 3; i++) {
    const portion = new Portion()
    const full = portion.during(() => stepsUntilFull(6000))
    t.ok(full !== undefined && full > 1000, `full after ${full} steps`)
    portion.end()
    t.equal(budget.taken, 0)
  }
  t.end()
})

/** The message with an OPT that gives each of so many records an end. */
function withEnds(plain: Uint8Array, count: number): Uint8Array {
  const opt = Buffer.alloc(15)
  opt.writeUInt16BE(41, 1)
  opt.writeUInt16BE(1232, 3)
  opt.writeUInt16BE(4 + 4 * count, 9)
  opt.writeUInt16BE(ENTRY_ENDS, 11)
  opt.writeUInt16BE(4 * count, 13)
  const whole = Buffer.concat([plain, opt, Buffer.alloc(4 * count, 1)])
  whole.writeUInt16BE(1, 10)
  return whole
}

t.test('so do the ends that a primary gives to its records', (t) => {
  const portion = new Portion()
  const ends = new Map<string, number>()
  const said = (from: number) => {
    const names = Array.from({ length: 300 }, (_, i) => nameFromText(`h${from + i}.example.com.`))
    const records = names.map((name) => record(name, 1, 60, Uint8Array.of(192, 0, 2, 1)))
    return withEnds(message(records), names.length)
  }
  t.throws(() => portion.during(() => Array.from({ length: 300 }, (_, i) => takeEnds(said(i * 300), APEX, ends))), {
    name: 'OutOfBudget',
  })
  t.ok(ends.size > 10_000, `${ends.size} ends`)
  portion.end()
  t.equal(budget.taken, 0)
  t.end()
})

t.test('what many small changes come to counts as well', (t) => {
  const builder = new ZoneBuilder(APEX)
  const zone = builder.finish()
  const added = RecordList.empty()
  const portion = new Portion()
  const address = Uint8Array.of(192, 0, 2, 1)
  for (let i = 0; i < 10_000; i++) added.add(nameFromText(`h${i}.example.com.`), 0, 1, 60, address, 0, 4)
  const changes = [{ removed: RecordList.empty(), added }]
  t.throws(() => portion.during(() => netDifference(zone, changes)), { name: 'OutOfBudget' })
  portion.end()
  t.end()
})

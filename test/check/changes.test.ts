// Two rounds of changes as one: line numbers are those of the first text.

import assert from 'node:assert/strict'
import t from 'tap'
import { type Change, together } from '../../src/check/changes.ts'
import fc from '../support/properties.ts'

function applied(lines: readonly string[], changes: readonly Change[]): string[] {
  const after = new Map(changes.map((change) => [change.line, change.after]))
  return lines.flatMap((line, i) => (after.has(i + 1) ? (after.get(i + 1) ?? []) : [line]))
}

/** What becomes of each line: 0 nothing, 1 it goes, else it changes. */
function changesOf(lines: readonly string[], fates: readonly number[]): Change[] {
  return lines.flatMap((before, i) => {
    const fate = fates[i] ?? 0
    return fate === 0 ? [] : [{ line: i + 1, before, after: fate === 1 ? undefined : `${before}${fate}` }]
  })
}

const fates = fc.array(fc.constantFrom(0, 0, 1, 2, 3), { maxLength: 12 })

t.test('both together do what one after the other does', async () => {
  fc.assert(
    fc.property(fates, fates, fates, (one, two, three) => {
      const lines = Array.from({ length: 10 }, (_, i) => `line ${i} `)
      const first = changesOf(lines, one)
      const between = applied(lines, first)
      const second = changesOf(between, two)
      const later = applied(between, second)
      const third = changesOf(later, three)
      const all = together(together(first, second), third)
      assert.deepEqual(applied(lines, all), applied(later, third))
      for (const { line, before } of all) assert.equal(before, lines[line - 1])
    }),
  )
})

t.test('what was changed and changed back is no change', async (t) => {
  const there: Change[] = [{ line: 2, before: 'a', after: 'b' }]
  t.strictSame(together(there, [{ line: 2, before: 'b', after: 'a' }]), [])
})

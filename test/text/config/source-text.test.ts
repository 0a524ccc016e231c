// Where a span stands: line and column of characters, whatever was asked for before.

import t from 'tap'
import { SourceText } from '../../../src/text/config/source-text.ts'

const text = new SourceText('janus.yaml', 'a: 1\r\nb: "😀", c\nd')

function at(start: number, end: number): string {
  const { line, column, length } = text.place([start, end])
  return `${line}:${column} +${length}`
}

t.test('places are the same in any order', async (t) => {
  const places: [number, number, string][] = [
    [0, 1, '1:1 +1'],
    [3, 4, '1:4 +1'],
    [3, 9, '1:4 +1'],
    [6, 7, '2:1 +1'],
    [10, 12, '2:5 +1'],
    [15, 16, '2:9 +1'],
    [17, 18, '3:1 +1'],
    [18, 18, '3:2 +1'],
  ]
  const orders = [places, places.toReversed(), [...places, ...places.toReversed()]]
  for (const order of orders) for (const [start, end, place] of order) t.equal(at(start, end), place)
})

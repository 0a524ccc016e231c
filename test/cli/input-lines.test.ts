// Lines of the standard input: whatever ends them, wherever the pieces end, and one that never does.

import t from 'tap'
import { type InputLine, inputLines } from '../../src/cli/input-lines.ts'
import fc from '../support/properties.ts'

async function* pieces(text: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
}

async function linesOf(input: AsyncIterable<Uint8Array>, most = 20): Promise<InputLine[]> {
  const lines: InputLine[] = []
  for await (const line of inputLines(input, most)) lines.push(line)
  return lines
}

const texts = async (text: string, size = 1000) =>
  (await linesOf(pieces(Buffer.from(text), size))).map((line) => (line.kind === 'line' ? line.text : line.octets))

t.test('lines end with LF, CR LF or CR, and the last with the input', async (t) => {
  for (const size of [1, 2, 3, 1000]) {
    t.same(await texts('a\nb\r\nc\rd', size), ['a', 'b', 'c', 'd'])
    t.same(await texts('a\r\n\r\nb\r\n', size), ['a', '', 'b'])
    t.same(await texts('\r\r\n\n', size), ['', '', ''])
    t.same(await texts('é€ \0x\n', size), ['é€ \0x'])
  }
  t.same(await texts(''), [])
})

t.test('of a line that is too long its length is told, and the next is read', async (t) => {
  t.same(await texts(`a\n${'x'.repeat(21)}\nb\n${'x'.repeat(20)}\n${'y'.repeat(50)}`, 7), [
    'a',
    21,
    'b',
    'x'.repeat(20),
    50,
  ])
})

t.test('a line of a gigabyte is not held', async (t) => {
  const piece = Buffer.alloc(1 << 16, 'x')
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 1 << 14; i++) yield piece
    yield Buffer.from('\nlast')
  }
  const before = process.memoryUsage().arrayBuffers
  const lines = await linesOf(endless())
  t.same(lines, [
    { kind: 'long', number: 1, octets: 2 ** 30 },
    { kind: 'line', number: 2, text: 'last' },
  ])
  t.ok(process.memoryUsage().arrayBuffers - before < 1 << 26)
})

t.test('it is the same wherever the pieces end', async () => {
  const text = fc.stringMatching(/^[ab\r\n]{0,40}$/)
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const [whole, cut] = [await texts(text), await texts(text, size)]
      if (JSON.stringify(whole) !== JSON.stringify(cut)) throw new Error(JSON.stringify([text, whole, cut]))
    }),
  )
})

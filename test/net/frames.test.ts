import t from 'tap'
import { Frames } from '../../src/net/frames.ts'
import fc from '../support/properties.ts'
import { frame } from './harness.ts'

function read(frames: Frames, bytes: Uint8Array): string[] {
  const found: string[] = []
  frames.push(bytes)
  while (frames.next() >= 0) found.push(Buffer.from(frames.bytes.subarray(frames.from, frames.to)).toString('hex'))
  return found
}

t.test('messages are the same wherever the reads end', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (messages, sizes) => {
        const stream = Buffer.concat(messages.map(frame))
        const frames = new Frames()
        const found: string[] = []
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]!
          found.push(...read(frames, stream.subarray(at, at + size)))
          at += size
        }
        t.same(
          found,
          messages.map((message) => Buffer.from(message).toString('hex')),
        )
      },
    ),
    { numRuns: 200 },
  )
  t.end()
})

t.test('reads that come before the one before them is used up wait in their order', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.infiniteStream(fc.boolean()),
      (messages, sizes, asks) => {
        const stream = Buffer.concat(messages.map(frame))
        const frames = new Frames()
        const found: string[] = []
        const ask = () => {
          const length = frames.next()
          if (length >= 0) found.push(Buffer.from(frames.bytes.subarray(frames.from, frames.to)).toString('hex'))
          return length >= 0
        }
        for (let at = 0, i = 0; at < stream.length; i++) {
          frames.push(stream.subarray(at, at + sizes[i % sizes.length]!))
          at += sizes[i % sizes.length]!
          while (asks.next().value && ask());
        }
        while (ask());
        t.equal(frames.waiting, 0)
        t.same(
          found,
          messages.map((message) => Buffer.from(message).toString('hex')),
        )
      },
    ),
    { numRuns: 200 },
  )
  t.end()
})

t.test('a message of 65,535 octets is taken', (t) => {
  const frames = new Frames()
  const stream = frame(new Uint8Array(65_535).fill(7))
  t.same(read(frames, stream.subarray(0, 60_000)), [])
  t.equal(read(frames, stream.subarray(60_000))[0]?.length, 2 * 65_535)
  t.end()
})

t.test('announcing a long message costs no memory before it comes', (t) => {
  const frames = new Frames()
  frames.push(Uint8Array.of(0xff, 0xff, 1))
  t.equal(frames.next(), -1)
  frames.push(Uint8Array.of(2))
  t.equal(frames.next(), -1)
  const rest = new Uint8Array(65_533)
  frames.push(rest)
  t.equal(frames.next(), 65_535)
  t.equal(frames.bytes[2], 1)
  t.end()
})

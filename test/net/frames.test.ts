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

t.test('messages are the same wherever the reads end, also in one buffer and where their room is kept', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.boolean(),
      (messages, sizes, keepsRoom) => {
        const stream = Buffer.concat(messages.map(frame))
        const frames = new Frames(keepsRoom)
        const found: string[] = []
        const buffer = Buffer.alloc(40)
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]!
          const octets = stream.copy(buffer, 0, at, at + size)
          found.push(...read(frames, buffer.subarray(0, octets)))
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

t.test('long messages one after the other are gathered in one place, where that is kept', (t) => {
  for (const keepsRoom of [false, true]) {
    const frames = new Frames(keepsRoom)
    const places = [1, 2].map(() => {
      const stream = frame(new Uint8Array(60_000))
      read(frames, stream.subarray(0, 30_000))
      frames.push(stream.subarray(30_000))
      t.equal(frames.next(), 60_000)
      const { buffer } = frames.bytes
      t.equal(frames.next(), -1)
      return buffer
    })
    t.equal(places[0] === places[1], keepsRoom)
  }
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

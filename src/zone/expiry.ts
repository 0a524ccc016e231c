// When a face ends: one from a primary when its expiry runs out, and one signed here, for its secondaries, with its first signature. All
// threads share these numbers: to set a later end takes no new edition.

/** Faces in one piece of shared memory: there may be tens of thousands. */
const FACES = 512
const WORDS = 2

/** The piece that new faces take their words from, and the first free word. */
const room: { words: Uint32Array; at: number } = { words: new Uint32Array(0), at: 0 }

/**
 * Two ends in seconds since 1970. The primary's is 0 where the face has never come or comes from no primary, the signature's where it is
 * not signed here.
 */
export class Expiry {
  /** Words in shared memory; those of this face begin at `at`. */
  readonly words: Uint32Array
  readonly at: number

  constructor(words?: Uint32Array, at = 0) {
    this.words = words ?? wordsWithRoom()
    this.at = words === undefined ? room.at : at
    if (words === undefined) room.at += WORDS
  }

  /** Whether the face has come from its primary once, and may not be served any more. `now`: seconds since 1970. */
  hasEnded(now: number): boolean {
    const until = Atomics.load(this.words, this.at)
    return until !== 0 && until <= now
  }

  set(until: number): void {
    Atomics.store(this.words, this.at, Math.max(1, Math.floor(until)))
  }

  /** `until`: when the first signature ends, in seconds since 1970. */
  setSigned(until: number): void {
    Atomics.store(this.words, this.at + 1, Math.max(1, Math.floor(until)))
  }

  /** For a face that is not signed here any more. */
  setUnsigned(): void {
    Atomics.store(this.words, this.at + 1, 0)
  }

  /**
   * For how many seconds from `now` on a secondary may serve the face; never more than `most`: a clock that was set back makes no zone live
   * longer.
   */
  left(now: number, most: number): number {
    const signed = Atomics.load(this.words, this.at + 1)
    const until = Atomics.load(this.words, this.at)
    // A face with a primary has its end before anybody asks; where both are 0 it has no primary, and only `most` is known.
    const ends = until === 0 ? signed : Math.min(until, signed || until)
    if (ends === 0) return most
    return Math.min(Math.max(ends - now, 0), most)
  }
}

function wordsWithRoom(): Uint32Array {
  if (room.at === room.words.length) {
    const octets = FACES * WORDS * Uint32Array.BYTES_PER_ELEMENT
    room.words = new Uint32Array(new SharedArrayBuffer(octets))
    room.at = 0
  }
  return room.words
}

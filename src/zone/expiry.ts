// Until when a face may be served: one that comes from a primary ends with its word, and one that is signed here with its first
// signature. All threads share these numbers, so that they go up and nothing is published for that.

/** Faces in one piece of shared memory: there may be tens of thousands. */
const FACES = 512
const WORDS = 2

/** Words that no face has yet. */
const room: { words: Uint32Array; at: number } = { words: new Uint32Array(0), at: 0 }

/** Seconds since 1970; 0 where the face has never come, or comes from no primary; and where it is not signed here. */
export class Expiry {
  /** In shared memory, and where in these it has its own. */
  readonly words: Uint32Array
  readonly at: number

  constructor(words?: Uint32Array, at = 0) {
    this.words = words ?? wordsWithRoom()
    this.at = words === undefined ? room.at : at
    if (words === undefined) room.at += WORDS
  }

  /** The face has come once, and may not be served any more. `now`: seconds since 1970. */
  hasEnded(now: number): boolean {
    const until = Atomics.load(this.words, this.at)
    return until !== 0 && until <= now
  }

  set(until: number): void {
    Atomics.store(this.words, this.at, Math.max(1, Math.floor(until)))
  }

  /** Its first signature ends then. */
  setSigned(until: number): void {
    Atomics.store(this.words, this.at + 1, Math.max(1, Math.floor(until)))
  }

  /** It is not signed here any more. */
  setUnsigned(): void {
    Atomics.store(this.words, this.at + 1, 0)
  }

  /** Seconds from `now` on, and never more than `most`: a clock that was set back makes no zone live longer. */
  left(now: number, most: number): number {
    const signed = Atomics.load(this.words, this.at + 1)
    const until = Atomics.load(this.words, this.at)
    // A face with a primary has been told of it before anybody asks; of one without, nothing is known where both are 0.
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

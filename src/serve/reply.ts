// An answer as the composer left it, for the code that limits, counts and completes it. One is reused from query to query.

import { HANDED } from '../net/peer.ts'
import { AnswerClass } from './policy/rate-limit.ts'

export class Reply {
  /** Octets without the OPT record; 0 where nothing is sent, HANDED where somebody else has to make it. */
  length = 0
  /** The whole rcode; the header has only its lower four bits. */
  rcode = 0
  /** Hash of the name under which rate limits count the answer; 0 where no zone of ours answers. */
  countedName = 0
  /** The class of an answer that another thread has to sign. */
  awaited: AnswerClass = AnswerClass.answer

  set(length: number, rcode: number, countedName = 0): this {
    this.length = length
    this.rcode = rcode
    this.countedName = countedName
    return this
  }

  /** Says that another thread has to sign the answer. */
  handOver(awaited: AnswerClass, rcode: number, countedName: number): this {
    this.awaited = awaited
    return this.set(HANDED, rcode, countedName)
  }
}

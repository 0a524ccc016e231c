// A message as the composer left it, for those who limit, count and complete it. One is reused from query to query.

import { HANDED } from '../net/peer.ts'
import { AnswerClass } from './policy/rate-limit.ts'

export class Reply {
  /** Octets without the OPT record; 0 where nothing is sent, HANDED where somebody else has to make it. */
  length = 0
  /** The whole of it: the header has no more than four bits. */
  rcode = 0
  /** Hash of the name that it counts under where answers are limited; 0 where it is about none of ours. */
  countedName = 0
  /** What it will be, where somebody else has to make it. */
  awaited: AnswerClass = AnswerClass.answer

  set(length: number, rcode: number, countedName = 0): this {
    this.length = length
    this.rcode = rcode
    this.countedName = countedName
    return this
  }

  /** Somebody else has to make it. */
  handOver(awaited: AnswerClass, rcode: number, countedName: number): this {
    this.awaited = awaited
    return this.set(HANDED, rcode, countedName)
  }
}

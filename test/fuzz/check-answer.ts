// What holds of every answer, whatever was asked.

import { get16 } from '../../src/dns/big-endian.ts'
import { HEADER } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'

/** What is wrong with `answer` to `query`, or undefined. An empty answer is none. */
export function wrongWith(query: Uint8Array, answer: Uint8Array, stream: boolean): string | undefined {
  if (answer.length === 0) return undefined
  if (query.length < HEADER) return 'an answer to what is no message'
  if (query[2]! & 0x80) return 'an answer to an answer'
  if (answer.length < HEADER) return 'an answer without a whole header'
  if (get16(answer, 0) !== get16(query, 0)) return 'another ID'
  if ((get16(answer, 2) & 0xf8d0) !== (0x8000 | (get16(query, 2) & 0x7800))) return 'wrong QR, opcode, RA, Z or CD'
  const message = readMessage(answer)
  if (message === undefined) return 'not a well-formed message'
  const limit = stream ? 0xffff : message.opt ? 1232 : 512
  if (answer.length > limit) return `${answer.length} octets where ${limit} are allowed`
  return undefined
}

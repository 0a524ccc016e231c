// Reads the rdata of one record by itself, as a program writes it in a request: without a file's line, and without an origin.

import { ROOT } from '../../dns/name.ts'
import { nameFromText } from '../../dns/name-text.ts'
import { Octets } from '../../dns/octets.ts'
import { parseRdata } from '../../dns/rdata/rdata.ts'
import { Words } from '../../dns/rdata/words.ts'
import type { Said } from '../../dns/said.ts'
import { say } from './says.ts'
import { Scanner } from './scanner.ts'

/** The rdata in wire form, or why the text cannot be read. Names in it must be whole: there is no origin to complete others with. */
export function readRdata(type: number, text: string): Uint8Array | Said {
  if (/[\r\n\0]/.test(text)) return say('rdata-one-line')
  const read = readWith(type, text, ROOT)
  if ('code' in read) return read
  const other = readWith(type, text, ELSEWHERE)
  return 'code' in other || Buffer.compare(read, other) !== 0 ? say('rdata-relative', { rdata: text }) : read
}

/** Rdata that differs with this origin has a name that is not whole. */
const ELSEWHERE = nameFromText('x.')

function readWith(type: number, text: string, origin: Uint8Array): Uint8Array | Said {
  const bytes = Buffer.from(`${text}\n`)
  const scanner = new Scanner(bytes, bytes.length - 1)
  const words = new Words()
  words.bytes = bytes
  words.origin = origin
  const isRead = scanner.next(words)
  if (isRead && (scanner.flaw !== 'none' || isCutOff(words, bytes))) return say('rdata-cut-off', { rdata: text })
  const octets = new Octets()
  words.next = 0
  if (parseRdata(type, words, octets)) return octets.view().slice()
  return words.refusal!.message
}

/** Whether a comment hides the end of the text: a semicolon belongs in quotes. */
function isCutOff({ count, end, quoted }: Words, bytes: Buffer): boolean {
  const last = count === 0 ? 0 : end[count - 1]! + quoted[count - 1]!
  return !/^[\s)]*$/.test(bytes.toString('latin1', last))
}

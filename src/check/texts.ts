// Text records as their readers see them: the strings of one record joined, with nothing between (RFC 7208 §3.3).

import { isUtf8 } from 'node:buffer'
import { fold } from '../dns/name.ts'
import type { Said } from '../dns/said.ts'
import type { Zone } from '../zone/zone.ts'
import { say } from './says.ts'

/** The text of the record whose rdata is heap[data, data + length): one character for each octet. */
export function recordText(zone: Zone, data: number, length: number): string {
  const { buffer, byteOffset } = zone.heap
  let text = ''
  for (let p = data; p < data + length; p += zone.heap[p]! + 1)
    text += Buffer.from(buffer, byteOffset + p + 1, zone.heap[p]!).toString('latin1')
  return text
}

/** Whether the first string begins with `start`, which is in lower case, behind `skip` octets; case does not matter. Makes no text. */
export function textBegins(zone: Zone, data: number, length: number, start: string, skip = 0): boolean {
  const { heap } = zone
  if (length === 0 || heap[data]! < skip + start.length) return false
  const first = data + 1 + skip
  for (let i = 0; i < start.length; i++) if (fold[heap[first + i]!] !== start.charCodeAt(i)) return false
  return true
}

/**
 * What is wrong with a text, for a message: as UTF-8 where it is that. What word processors put in place of plain characters, and a
 * text that a comment cuts off, is told alone, since all else follows from it. `source`: the line that the text is in.
 */
export function mistakesIn(text: string, flaws: readonly Said[], source: () => string): readonly Said[] {
  if (flaws.length === 0) return flaws
  if (text !== '' && !text.includes(';') && source().includes(`${text};`)) return [cutOff]
  const typeset = typography(asUtf8(text))
  return typeset.length > 0 ? typeset : flaws.map(saidAsUtf8)
}

/** Nobody leaves the quotes out but by mistake: such texts are lists with `;` between. */
export const cutOff = say('no-quotes')

/** One character for each octet to the text that it is. */
function asUtf8(text: string): string {
  const octets = Buffer.from(text, 'latin1')
  return isUtf8(octets) ? octets.toString() : text
}

/** The same of what is put into a text. */
export function saidAsUtf8({ code, parameters = {} }: Said): Said {
  const entries = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'string' ? asUtf8(value) : value,
  ])
  return { code, parameters: Object.fromEntries(entries) }
}

function typography(text: string): Said[] {
  const dash = /[\u2010-\u2015\u2212]/.exec(text)?.[0]
  const quote = /[\u2018-\u201f\u00ab\u00bb\u2039\u203a]/.exec(text)?.[0]
  return [
    ...(dash ? [say('dash-of-word-processor', { dash })] : []),
    ...(quote ? [say('quote-of-word-processor', { quote })] : []),
    ...(/[\u00a0\u2007\u202f]/.test(text) ? [say('no-break-space')] : []),
  ]
}

// Reads the words of a question for all commands; names the word that cannot be read.

import { addressFromText } from '../dns/address.ts'
import { nameFlaw, readName } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { dnsSays } from '../dns/says.ts'
import { typeCode } from '../dns/types.ts'
import { speaker } from '../text/findings/wording.ts'
import { say, toolsSays } from './says.ts'

/** Which word cannot be read, and why; `reason` is in English. */
export type Misread = { readonly field: string; readonly said: Said; readonly reason: string }

/** `word`: what the message calls it, such as `sender`. */
export function readAddressWord(text: string, field: string, word = 'address'): Uint8Array | Misread {
  return addressFromText(text) ?? misread(field, say('word-no-address', { word, text }))
}

export function readNameWord(text: string): Uint8Array | Misread {
  const name = readName(text)
  return typeof name === 'string' ? misread('name', say('word-no-name', { text, why: nameFlaw(name) })) : name
}

export function readTypeWord(text: string): number | Misread {
  return typeCode(text) ?? misread('type', say('word-no-type', { text }))
}

export function isMisread(read: Uint8Array | number | Misread): read is Misread {
  return typeof read === 'object' && 'reason' in read
}

function misread(field: string, said: Said): Misread {
  return { field, said, reason: english.text(said) }
}

const english = speaker({ ...dnsSays, ...toolsSays }, 'en')

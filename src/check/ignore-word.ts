// The word by which comments silence rules (ignores.ts), and whether a zone's text has it at all.

import type { ZoneText } from '../zonefile/zone-text.ts'

export const IGNORE_WORD = 'zonecheck-ignore'

/** Costs one search through the files, the first time. */
export function hasIgnores(text: ZoneText): boolean {
  const known = answers.get(text)
  if (known !== undefined) return known
  const found = text.sources.some((source) => source !== undefined && bytesOf(source).includes(IGNORE_WORD))
  answers.set(text, found)
  return found
}

const answers = new WeakMap<ZoneText, boolean>()

export function bytesOf({ bytes, size }: { readonly bytes: Uint8Array; readonly size: number }): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, size)
}

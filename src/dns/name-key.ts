// Names as keys of maps and sets.

/**
 * One text for all ways to spell a name, and for no other name: a character for each octet. Only ASCII letters have two cases (RFC 4343
 * §3): toLowerCase() alone would fold others too, as they are letters of Latin-1.
 */
export function nameKey({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength)
    .toString('latin1')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

// Messages as they go over the wire, written in hex with a comment a line.

/** Octets of `1234 0100 ; ID, RD`, without blanks and what follows a semicolon. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/;.*$/gm, '').replace(/\s/g, ''), 'hex'))
}

/** Every octet in hex, in groups of two. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1 ')
}

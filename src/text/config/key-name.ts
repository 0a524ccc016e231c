// Names of TSIG keys as the configuration writes them.

/** One text for all ways to write a name: keys are domain names (RFC 8945 §4.2). */
export function canonicalKey(text: string): string {
  return text.replace(/\.$/, '').toLowerCase()
}

export function sameKey(a: string, b: string): boolean {
  return canonicalKey(a) === canonicalKey(b)
}

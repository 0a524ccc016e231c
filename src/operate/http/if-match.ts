// The header If-Match: the entity tags of which one must be that of what is served (RFC 9110 §13.1.1). And If-None-Match: those that
// who asks has already (§13.1.2).

/** Undefined where it asks for nothing in particular; `bad` where it is no such header. */
export function readIfMatch(header: string | undefined): readonly string[] | undefined | 'bad' {
  if (header === undefined) return undefined
  const text = header.trim()
  // Something is served, whatever it is.
  if (text === '*') return undefined
  // A tag without its quotes is none, but there is only one thing that it can mean.
  if (BARE.test(text)) return [text]
  if (!LIST.test(text)) return 'bad'
  // Tags are compared strongly: a weak one is never the same.
  return [...text.matchAll(TAG)].flatMap(([, weak, tag]) => (weak === undefined ? [tag!] : []))
}

/** Tags are compared weakly (RFC 9110 §13.1.2); a header that is none asks for the answer. */
export function hasAlready(header: string | undefined, revision: string): boolean {
  if (header === undefined || !LIST.test(header.trim())) return false
  return [...header.matchAll(TAG)].some(([, , tag]) => tag === revision)
}

const BARE = /^[\w-]+$/
/** RFC 9110 §8.8.3: a tag may have commas in it, and nothing in it is escaped. */
const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g
/** RFC 9110 §5.6.1.2: some elements of a list may be empty. */
const LIST = /^[\t ,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ,]*|$))*$/

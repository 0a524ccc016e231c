// Reads the header If-Match: entity tags, of which one must be that of what is served (RFC 9110 §13.1.1). And If-None-Match: the tags of
// answers that the client has (§13.1.2).

/** The tags; undefined where the header sets no condition; `bad` where it cannot be read. */
export function readIfMatch(header: string | undefined): readonly string[] | undefined | 'bad' {
  if (header === undefined) return undefined
  const text = header.trim()
  // "*" asks only that something is served, which is always so.
  if (text === '*') return undefined
  // A tag without quotes is malformed, but can mean only one thing.
  if (BARE.test(text)) return [text]
  if (!LIST.test(text)) return 'bad'
  // Strong comparison: a weak tag never matches.
  return [...text.matchAll(TAG)].flatMap(([, weak, tag]) => (weak === undefined ? [tag!] : []))
}

/** Whether the client has this revision. Tags are compared weakly (RFC 9110 §13.1.2); a malformed header asks for the answer. */
export function hasAlready(header: string | undefined, revision: string): boolean {
  if (header === undefined || !LIST.test(header.trim())) return false
  return [...header.matchAll(TAG)].some(([, , tag]) => tag === revision)
}

const BARE = /^[\w-]+$/
/** RFC 9110 §8.8.3: a tag may have commas in it, and nothing in it is escaped. */
const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g
/** RFC 9110 §5.6.1.2: some elements of a list may be empty. */
const LIST = /^[\t ,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ,]*|$))*$/

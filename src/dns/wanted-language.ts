// Chooses the language in which Janus tells a person what is wrong: the one that the browser asks for, if the tables have it.

/** In characters: browsers send far less. */
const LONGEST = 1000

/** RFC 9110 §12.5.4: of the languages that we speak, the one with the most weight; the first where two weigh the same. */
export function wantedLanguage(accepted = ''): 'en' | 'ja' {
  const wanted = accepted.slice(0, LONGEST).split(',').flatMap(rangeOf)
  const best = wanted.sort((one, other) => other.weight - one.weight)[0]
  return best?.name ?? 'en'
}

/** A browser that takes any language (`*`) gets English, as the log has it. */
function rangeOf(text: string): { readonly name: 'en' | 'ja'; readonly weight: number }[] {
  const [, tag, , weight = '1'] =
    /^\s*(ja|en|\*)(-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/i.exec(text) ?? []
  if (tag === undefined || Number(weight) === 0) return []
  return [{ name: tag.toLowerCase() === 'ja' ? 'ja' : 'en', weight: Number(weight) }]
}

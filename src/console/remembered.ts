// What a browser remembers of who looks: his language and his colours, and nothing about zones.

type Key = 'language' | 'theme'

export function remembered(key: Key): string | undefined {
  try {
    return localStorage.getItem(`janus-${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** A browser that remembers nothing forgets it with the page. */
export function remember(key: Key, value: string): void {
  try {
    localStorage.setItem(`janus-${key}`, value)
  } catch {}
}

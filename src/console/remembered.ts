// Keeps the user's language and colours in the browser, and nothing about zones.

type Key = 'language' | 'theme'

export function remembered(key: Key): string | undefined {
  try {
    return localStorage.getItem(`janus-${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** Where the browser stores nothing, the value goes with the page. */
export function remember(key: Key, value: string): void {
  try {
    localStorage.setItem(`janus-${key}`, value)
  } catch {}
}

// The language that the user has chosen, or else that of the browser, and texts in it.

import { signal } from '@preact/signals'
import { remember, remembered } from './remembered.ts'
import { says, type Word } from './says.ts'

export type Language = 'en' | 'ja'

const chosen = remembered('language')

export const language = signal<Language>(
  chosen === 'en' || chosen === 'ja' ? chosen : navigator.language.startsWith('ja') ? 'ja' : 'en',
)

export function speak(to: Language): void {
  language.value = to
  remember('language', to)
}

export type Values = Readonly<Record<string, string | number>>

export function tell(word: Word, values: Values = {}): string {
  return says[word][language.value === 'ja' ? 1 : 0].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  )
}

/** The text for a word in a result, such as `state-current`; the word itself where there is no text. */
export function tellOf(
  kind: 'state' | 'severity' | 'change' | 'cause' | 'way' | 'kind' | 'how',
  value: string,
): string {
  const word = `${kind}-${value}`
  return word in says ? tell(word as Word) : value
}

/** Who made a change, as results name him: `key NAME`, or else a user or an address. */
export function whoText(who: string): string {
  return who.startsWith('key ') ? `${tell('key').toLowerCase()} ${who.slice(4)}` : who
}

export function timeText(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime())
    ? iso
    : time.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium' })
}

export function clockText(time: Date): string {
  return time.toLocaleTimeString(locale())
}

/** The locale for times: that of the browser where it has this language. */
function locale(): string {
  return navigator.language.startsWith(language.value) ? navigator.language : language.value
}

export function countText(count: number | undefined): string {
  return count === undefined ? '–' : count.toLocaleString(language.value)
}

/** A time in two units at most: 3d 4h, 5m 10s. */
export function spanText(seconds: number | undefined): string {
  if (seconds === undefined) return '–'
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'm'],
    [1, 's'],
  ] as const
  const from = units.findIndex(([size]) => seconds >= size)
  let rest = Math.max(0, Math.floor(seconds))
  return units
    .slice(from === -1 ? 3 : from, from + 2)
    .map(([size, unit]) => {
      const count = Math.floor(rest / size)
      rest -= count * size
      return `${count}${unit}`
    })
    .join(' ')
}

// The screen that the address names, behind "#", where no server sees it: #/zone/univ.example?differs=true

import { signal } from '@preact/signals'

export type Route = {
  readonly screen: string
  /** The part of the address behind the screen's name. */
  readonly about: string
  readonly query: Readonly<Record<string, string>>
}

export const route = signal<Route>(read())

addEventListener('hashchange', () => {
  route.value = read()
})

function read(): Route {
  const [path = '', words = ''] = location.hash.replace(/^#\/?/, '').split('?', 2)
  const at = path.indexOf('/')
  const screen = at < 0 ? path : path.slice(0, at)
  const about = at < 0 ? '' : decoded(path.slice(at + 1))
  return { screen: screen || 'overview', about, query: Object.fromEntries(new URLSearchParams(words)) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function linkTo(screen: string, about = '', query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : []))
  const words = new URLSearchParams(given).toString()
  return `#/${screen}${about && `/${encodeURIComponent(about)}`}${words && `?${words}`}`
}

/** The same screen with other query words; undefined removes one. The browser's history gets no step for it. */
export function refine(words: Readonly<Record<string, string | undefined>>): void {
  const { screen, about, query } = route.value
  history.replaceState(undefined, '', linkTo(screen, about, { ...query, ...words }))
  route.value = read()
}

export function goTo(link: string): void {
  location.hash = link
}

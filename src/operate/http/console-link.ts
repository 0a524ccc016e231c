// The console's address for the log of a start. It leads to the first zone that several views have, since those are what the console is for.

import type { Server } from '../../serve/server.ts'

export const CONSOLE_PATH = '/console/'
export const PAGES_PATH = '/console/docs/'

/** `listen`: an address with its port. */
export function consoleLink(listen: string, isSecure: boolean, { current }: Pick<Server, 'current'>): string {
  const { faces } = current.candidate.loaded
  const byZone = Map.groupBy(faces, ({ name }) => name)
  const [zone] = [...byZone].find(([, same]) => same.length > 1) ?? []
  const page = zone === undefined ? '' : `#/zone/${encodeURIComponent(zone)}`
  return `${isSecure ? 'https' : 'http'}://${listen}${CONSOLE_PATH}${page}`
}

// Maps each screen of the console to the document about it. "Help" in the console asks by the screen's name, so that browsers need not load
// this table.

import { PAGES_PATH } from './console-link.ts'

const ABOUT: ReadonlyMap<string, string> = new Map([
  ['overview', 'operations.html'],
  ['zones', 'one-source.html'],
  ['zone', 'one-source.html'],
  ['file', 'console.html#the-text-of-a-file'],
  ['explain', 'conformance.html'],
  ['findings', 'rules.html'],
  ['edit', 'console.html#changing-something'],
  ['plan', 'operations.html'],
  ['generations', 'operations.html'],
  ['transfers', 'secondaries.html'],
  ['catalogs', 'catalogs.html'],
  ['lists', 'lists.html'],
  ['dynamic', 'updates.html'],
  ['keys', 'dnssec.html'],
  ['mail', 'rules/mail.html'],
  ['log', 'operations.html'],
  ['audit', 'api.html#who-may-do-what'],
  ['search', 'console.html#what-is-where'],
])

/** Address of the document; the start page for a name that is no screen. */
export function pageAbout(screen: string): string {
  return `${PAGES_PATH}${ABOUT.get(screen) ?? ''}`
}

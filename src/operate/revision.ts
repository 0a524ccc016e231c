// Which state of what is served something was made from, as a word that is another one after every reload and rollback, and in
// every other run of the server: pages that follow each other, and changes that rest on what was read, name it.

import type { Server } from '../serve/server.ts'

let count = 0
/** What is served is another object whenever it, or what is known of its files, has changed. */
const numbers = new WeakMap<object, number>()

export function revisionOf({ started, current }: Pick<Server, 'started' | 'current'>): string {
  let number = numbers.get(current)
  if (number === undefined) {
    number = ++count
    numbers.set(current, number)
  }
  return `${started.getTime().toString(36)}-${number}`
}

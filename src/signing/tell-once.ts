// What is wrong with the signing of a zone goes into the log once, and not whenever it is found.

import type { Logger } from 'pino'
import type { Tell } from './zones-to-sign.ts'

export function tellOnce(log: Logger): Tell {
  const told = new Map<string, string>()
  return (what, trouble) => {
    if (told.get(what) === trouble) return
    told.set(what, trouble)
    log.error({ zone: what, reason: trouble }, 'a zone cannot be signed as it should be')
  }
}

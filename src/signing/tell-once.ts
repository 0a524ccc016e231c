// Logs each fault of signing once, and not each time that it is found.

import type { Logger } from 'pino'
import { english } from './says.ts'
import type { Tell } from './zones-to-sign.ts'

export function tellOnce(log: Logger): Tell {
  const told = new Map<string, string>()
  return (what, trouble) => {
    const reason = english.text(trouble)
    if (told.get(what) === reason) return
    told.set(what, reason)
    log.error({ zone: what, reason }, 'a zone cannot be signed as it should be')
  }
}

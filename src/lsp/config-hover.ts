// Says what a key of the configuration is for.

import type { Said } from '../dns/said.ts'
import { holdsAt, type KeyPath, keyAt } from '../text/config/keys-at.ts'
import { escaped } from './hover.ts'
import { say } from './says.ts'

/** Markdown, with the words of the configuration's reference; undefined where that says nothing. */
export function configHover(path: KeyPath, tell: (said: Said) => string): string | undefined {
  const facts = keyAt(path)
  if (facts === undefined) return undefined
  const form = facts.form && `*${escaped(tell(facts.form))}*`
  const about = [form, facts.default].filter((one) => one !== undefined).join(', ')
  const holds = holdsAt(path)
  return [
    `**${escaped(facts.key)}**${about === '' ? '' : ` ${about}`}`,
    facts.description,
    ...(holds === undefined ? [] : [tell(say(`holds-${holds}`))]),
  ].join('\n\n')
}

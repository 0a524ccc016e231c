// Warns of secondaries outside for faces whose proofs of absence are made at the question. Secondaries have no key for that: they prove by
// the chain, and a cache that moves between views then denies names that the other view has (RFC 8198).

import { addressFromText } from '../../dns/address.ts'
import { isPrivate } from '../../dns/private.ts'
import { matchesName } from './matches-name.ts'
import { say } from './says.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'

/** `isMade`: whether the proofs of the view of this name are made at the question; `span`: where the configuration says so. */
export function warnOfChains(
  source: SourceText,
  span: Span,
  { origin, faces }: ZoneSetting,
  isMade: (view: string) => boolean,
  secondaries: readonly SecondarySetting[],
): void {
  // With one face there is no other face whose names it could deny.
  if (faces.length < 2) return
  const outside = secondaries.filter(
    ({ addresses, zones }) =>
      addresses.some(({ address }) => isPublic(address)) && (zones?.some((one) => matchesName(one, origin)) ?? true),
  )
  for (const { view, viewName } of faces) {
    const first = isMade(viewName) ? outside.find(({ views }) => views.includes(view)) : undefined
    if (first !== undefined)
      source.report('chain-outside', span, say('chain-outside', { secondary: first.name, view: viewName }), {
        fix: say('leave-secondary-out'),
        rfc: 'RFC 8198 §5',
      })
  }
}

/** A server with a private address answers inside only. */
function isPublic(text: string): boolean {
  const address = addressFromText(text)
  return address !== undefined && !isPrivate(address)
}

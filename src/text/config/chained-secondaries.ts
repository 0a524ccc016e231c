// Faces that prove absence by records made when somebody asks, at secondaries that have no key to make any: those prove by the chain, and
// what they tell outside denies names of other views, in caches that go from one to the other (RFC 8198).

import { addressFromText } from '../../dns/address.ts'
import { isPrivate } from '../../dns/private.ts'
import { matchesName } from './matches-name.ts'
import { say } from './says.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'

/** `isMade`: of a view, by its name, whether its proofs are made when somebody asks; `span`: where that is written. */
export function warnOfChains(
  source: SourceText,
  span: Span,
  { origin, faces }: ZoneSetting,
  isMade: (view: string) => boolean,
  secondaries: readonly SecondarySetting[],
): void {
  // With one face there is no name that another one has.
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

/** Whoever has a private address is asked from inside. */
function isPublic(text: string): boolean {
  const address = addressFromText(text)
  return address !== undefined && !isPrivate(address)
}

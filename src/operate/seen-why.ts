// Why a version of a zone is not served, as far as an actor may be told: the rules about leaks and the canaries look at all views.

import type { Said } from '../dns/said.ts'
import { say } from './says.ts'
import type { Sight } from './sight.ts'

/** The reason may name what any view has: an actor who does not see all is told only that there is one. */
export function seenWhy(why: Said, sight: Sight): Said {
  return sight.whole || !isOfAllViews(why) ? why : say('version-why-hidden')
}

/** The codes of whyNot() that quote findings or canaries. */
const OF_ALL_VIEWS: ReadonlySet<string> = new Set(['harms-ours', 'canary-wrong', 'canaries-wrong'])

/** A reason may hold others: that of each address of a primary, one after the other. */
function isOfAllViews({ code, parameters = {} }: Said): boolean {
  const within = Object.values(parameters).flatMap((one) => (typeof one === 'object' ? one : []))
  return OF_ALL_VIEWS.has(code) || within.some(isOfAllViews)
}

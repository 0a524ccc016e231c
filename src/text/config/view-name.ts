// The name of a view in another place than under `views`.

import { guess } from './guess.ts'
import { say } from './says.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'

/** Its index, or undefined after a report with what was probably meant. */
export function findView(
  source: SourceText,
  views: readonly ViewSetting[],
  name: string,
  span: Span,
): number | undefined {
  const index = views.findIndex((view) => view.name === name)
  if (index >= 0) return index
  // What can be wrong with the section as a whole has been said there.
  if (views.length === 0) return undefined
  const names = views.map((view) => view.name)
  const near = guess(name, names)
  const fix = near ? say('guess-quoted', { guess: near }) : say('view-names-are', { views: names.join(', ') })
  source.report('unknown-view', span, say('view-not-named', { view: name }), { fix })
  return undefined
}

// Finds views by the names that other sections give.

import { guess } from './guess.ts'
import { say } from './says.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'

/** The view's index; undefined, and a report with a guess, where there is no such view. */
export function findView(
  source: SourceText,
  views: readonly ViewSetting[],
  name: string,
  span: Span,
): number | undefined {
  const index = views.findIndex((view) => view.name === name)
  if (index >= 0) return index
  // The section as a whole is unusable, and was reported.
  if (views.length === 0) return undefined
  const names = views.map((view) => view.name)
  const near = guess(name, names)
  const fix = near ? say('guess-quoted', { guess: near }) : say('view-names-are', { views: names.join(', ') })
  source.report('unknown-view', span, say('view-not-named', { view: name }), { fix })
  return undefined
}

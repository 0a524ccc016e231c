// The problems of a configuration as English text, for commands that show nothing else.

import type { Problem } from '../findings/problem.ts'
import { problemsText, type TextOptions } from '../findings/text.ts'
import { toldProblems } from '../findings/told.ts'
import { english } from './says.ts'

export function configProblemsText(problems: readonly Problem[], options?: TextOptions): string {
  return problemsText(toldProblems(problems, english), options)
}

// Turns findings into an editor's diagnostics, by file.

import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'
import type { ToldProblem } from '../text/findings/problem.ts'
import type { OpenFiles } from './open-files.ts'
import { rangeOf } from './ranges.ts'

export type Found = { readonly problem: ToldProblem; readonly diagnostic: Diagnostic }

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const

/** The diagnostics by the path that findings name. */
export function diagnosticsByFile(problems: readonly ToldProblem[], open: OpenFiles): Map<string, Found[]> {
  const files = new Map<string, Found[]>()
  for (const problem of problems) {
    const { file } = problem.place
    const found = files.get(file) ?? []
    found.push({ problem, diagnostic: diagnosticOf(problem, open) })
    files.set(file, found)
  }
  return files
}

function diagnosticOf(problem: ToldProblem, open: OpenFiles): Diagnostic {
  const { place, rule, severity, message, fix, related, source, sourceColumn, rfc } = problem
  const told = [message, ...(fix === undefined ? [] : [fix]), ...(rfc === undefined ? [] : [rfc])].join('\n')
  return {
    range: rangeOf(place, open.documentAt(place.file), source, sourceColumn),
    severity: severities[severity],
    code: rule,
    source: 'zonecheck',
    message: told,
    ...(related && {
      relatedInformation: [
        {
          location: {
            uri: open.uriOf(related.place.file),
            range: rangeOf(related.place, open.documentAt(related.place.file), related.source),
          },
          message: related.message,
        },
      ],
    }),
  }
}

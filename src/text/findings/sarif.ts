// Problems as SARIF 2.1.0, the form in which GitHub code scanning and editors take findings of any tool.

import { isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { visible, visibleLine } from './escape.ts'
import { unreadableEscaped } from './json-escape.ts'
import type { Place, Severity, ToldProblem } from './problem.ts'
import { english, say } from './says.ts'
import type { Tell } from './text.ts'

export type SarifOptions = {
  readonly tool: { readonly name: string; readonly version: string; readonly informationUri?: string }
  /** A sentence on each rule. A rule without one has only its name in the report. */
  readonly rules?: { readonly [rule: string]: { readonly summary: string; readonly rfc?: string } }
  /** The folder that locations are relative to, in CI the checkout. */
  readonly root: string
  /** `fix` and `See {rfc}.` in the language of the messages. */
  readonly tell?: Tell
}

export function problemsSarif(
  problems: readonly ToldProblem[],
  { tool, rules = {}, root, tell = english.text }: SarifOptions,
): string {
  const names = [...new Set(problems.map(({ rule }) => rule))].sort()
  const run = {
    tool: { driver: { ...tool, rules: names.map((name) => ruleDescriptor(name, rules[name], problems, tell)) } },
    // Our columns count characters, not UTF-16 units.
    columnKind: 'unicodeCodePoints',
    results: problems.map((problem) => result(problem, names, root, tell(say('fix')))),
  }
  const document = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return unreadableEscaped(JSON.stringify(document, null, 2))
}

function ruleDescriptor(
  name: string,
  about: { summary: string; rfc?: string } | undefined,
  problems: readonly ToldProblem[],
  tell: Tell,
) {
  const first = problems.find(({ rule }) => rule === name)!
  const summary = about?.summary ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}.`
  const rfc = about?.rfc ?? first.rfc
  return {
    id: name,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: rfc === undefined ? summary : `${summary} ${tell(say('see-rfc', { rfc }))}` },
    defaultConfiguration: { level: levels[first.severity] },
    ...rfcLink(rfc),
  }
}

function rfcLink(rfc: string | undefined): { helpUri?: string } {
  const number = /RFC (\d+)/.exec(rfc ?? '')?.[1]
  return number === undefined ? {} : { helpUri: `https://www.rfc-editor.org/rfc/rfc${number}` }
}

function result(
  { rule, severity, message, place, source, related, fix }: ToldProblem,
  names: readonly string[],
  root: string,
  advice: string,
) {
  return {
    ruleId: rule,
    ruleIndex: names.indexOf(rule),
    level: levels[severity],
    message: {
      text: visible(message) + (fix === undefined ? '' : `\n${advice}: ${fix.split('\n').map(visibleLine).join('\n')}`),
    },
    locations: [{ physicalLocation: physical(place, source, root) }],
    ...(related && {
      relatedLocations: [
        {
          id: 1,
          physicalLocation: physical(related.place, related.source, root),
          message: { text: visible(related.message) },
        },
      ],
    }),
  }
}

const levels: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'note' }

function physical({ file, line, column, length }: Place, source: string | undefined, root: string) {
  return {
    artifactLocation: { uri: locationUri(file, root) },
    region: {
      startLine: line,
      startColumn: column,
      endColumn: column + length,
      ...(source !== undefined && { snippet: { text: source } }),
    },
  }
}

/** The file's URI: relative to the root where the file lies below it, absolute otherwise. */
function locationUri(file: string, root: string): string {
  const path = relative(root, resolve(root, file))
  if (path.startsWith('..') || isAbsolute(path)) return pathToFileURL(resolve(root, file)).href
  return path.toWellFormed().split(sep).map(encodeURIComponent).join('/')
}

// Problems as JUnit XML, which most CI systems show as tests: a file is a suite, each problem in it a failed case.

import { visible } from './escape.ts'
import type { ToldProblem } from './problem.ts'
import { english, say } from './says.ts'
import { problemText, type Tell, type TextOptions } from './text.ts'

/** `files` are those that zonecheck read: one without problems is a suite with one case that passed. */
export function problemsJunit(
  problems: readonly ToldProblem[],
  files: readonly string[] = [],
  { tell = english.text }: Pick<TextOptions, 'tell'> = {},
): string {
  const byFile = new Map<string, ToldProblem[]>(files.map((file) => [file, []]))
  for (const problem of problems) byFile.set(problem.place.file, [...(byFile.get(problem.place.file) ?? []), problem])
  const suites = [...byFile].map(([file, own]) => suite(file, own, tell))
  const failures = problems.filter(isFailure).length
  const tests = [...byFile.values()].reduce((sum, own) => sum + Math.max(1, own.length), 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${tests}" failures="${failures}">`,
    ...suites,
    '</testsuites>',
  ].join('\n')
}

function suite(file: string, problems: readonly ToldProblem[], tell: Tell): string {
  const none = `    <testcase name="${attribute(tell(say('no-problems')))}"/>`
  const cases = problems.length === 0 ? [none] : problems.map((problem) => testcase(problem, tell))
  const failures = problems.filter(isFailure).length
  return [
    `  <testsuite name="${attribute(file)}" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n')
}

/** A remark (severity info) is no failure: it stands in a case that passed. */
function isFailure({ severity }: ToldProblem): boolean {
  return severity !== 'info'
}

function testcase(problem: ToldProblem, tell: Tell): string {
  const { rule, severity, message, place } = problem
  const name = attribute(`${rule} ${place.line}:${place.column}`)
  const text = content(problemText(problem, { tell }))
  const result = isFailure(problem)
    ? `<failure type="${severity}" message="${attribute(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`
  return `    <testcase name="${name}" classname="${attribute(place.file)}">${result}</testcase>`
}

function attribute(text: string): string {
  return content(visible(text)).replaceAll('"', '&quot;')
}

/** XML 1.0 §2.2: no control characters but tab and line breaks. */
function content(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

// The options that zonecheck and janus check share. check-filter.ts applies them, so that other commands need not load the catalogue of
// rules.

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Severities } from '../check/ruleset.ts'
import { type LanguageName, languages } from '../text/findings/wording.ts'
import { type Format, formats } from './check-formats.ts'

export type LintOptions = {
  readonly format: Format
  readonly strict: boolean
  readonly info: boolean
  readonly quiet: boolean
  readonly max?: number
  readonly all?: boolean
  readonly rule: Severities
  readonly lang: LanguageName
  readonly baseline?: string
  readonly writeBaseline?: string
}

/** With a baseline, many old findings must not push new ones out of what is told. */
export function hasBaseline({ baseline, writeBaseline }: LintOptions): boolean {
  return baseline !== undefined || writeBaseline !== undefined
}

const severities = ['error', 'warning', 'info', 'off'] as const

export function addLintOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <FORMAT>', 'the format of the findings').choices(formats).default('text'))
    .option('--strict', 'exit with 1 on warnings too', false)
    .option('--info', 'show remarks too', false)
    .option('--quiet', 'show errors only', false)
    .addOption(new Option('--max <N>', 'show no more than N problems').argParser(readCount))
    .option('--all', 'at a terminal: show all findings of a rule, not three')
    .addOption(
      new Option('--rule <NAME=SEVERITY>', `make a rule ${severities.join(', ')}; repeatable`)
        .argParser(readSeverity)
        .default({}, 'as the catalogue has it'),
    )
    .addOption(new Option('--lang <LANG>', 'the language of findings').choices(languages).default('en'))
    .option('--baseline <FILE>', 'show only findings that are not in this list of old ones')
    .option('--write-baseline <FILE>', 'write all findings into that list, and exit with 0')
}

function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a number')
  return Number(text)
}

function readSeverity(text: string, before: Severities): Severities {
  const [, name, wanted] = /^([a-z0-9-]+)=(.*)$/.exec(text) ?? []
  const severity = severities.find((one) => one === wanted)
  if (name === undefined || severity === undefined)
    throw new InvalidArgumentError(`write NAME=SEVERITY, the severity one of ${severities.join(', ')}`)
  return { ...before, [name]: severity }
}

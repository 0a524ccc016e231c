// Shows the catalogue of rules to people: as a list, as one rule in full, and as docs/rules.md with a page for each group.

import type { Said } from '../dns/said.ts'
import { type Speaker, speaker } from '../text/findings/wording.ts'
import { catalogueSays, say } from './catalogue-says.ts'
import { type Language, translated } from './lang/language.ts'
import type { Group, Rule } from './rule.ts'
import { stagesOf } from './rule.ts'
import { rules } from './rules/index.ts'
import { type TextRule, textRules } from './text-rules.ts'

type Row = (Rule | (TextRule & { readonly group: 'file' })) & { readonly group: Group }

const catalogue: readonly Row[] = [...textRules.map((rule) => ({ ...rule, group: 'file' as const })), ...rules]

const groups: readonly Group[] = ['file', 'structure', 'mail', 'addresses', 'records', 'views']

const english = speaker(catalogueSays, 'en')

function speakerOf(language: Language | undefined): Speaker {
  return language === undefined ? english : speaker(catalogueSays, language.name)
}

/** One line for each rule. */
export function listRules(language?: Language): string {
  const { text } = speakerOf(language)
  const width = Math.max(...catalogue.map(({ name }) => name.length))
  const lines = groups.flatMap((group) => [
    `${text(say(group))}:`,
    ...inGroup(group)
      .map((row) => inLanguage(row, language))
      .map(({ name, severity, why }) => `  ${name.padEnd(width)}  ${severity.padEnd(7)}  ${why}`),
    '',
  ])
  return lines.join('\n').trimEnd()
}

/** All that we know about one rule, or undefined where there is none. */
export function explainRule(name: string, language?: Language): string | undefined {
  const known = catalogue.find((rule) => rule.name === name)
  if (known === undefined) return undefined
  const rule = inLanguage(known, language)
  const { text } = speakerOf(language)
  const { severity, rfc, why, bad, good, mends } = rule
  return [
    `${name}: ${severity}${rfc === undefined ? '' : `, ${rfc}`}`,
    '',
    why,
    ...example(text(say('wrong')), bad),
    ...example(text(say('right')), good),
    ...surroundings(rule).flatMap(({ title, records }) => example(text(title), records)),
    ...('says' in rule ? ['', text(say('what-to-do')), ...fixes(rule).map((fix) => `  ${fix}`)] : []),
    ...(mends === undefined ? [] : ['', `--fix: ${text(say(mends))}`.replaceAll('`', '')]),
    '',
    text(where(rule)),
  ].join('\n')
}

/** The text of docs/rules.md: what rules are, and a line for each. A test compares the file with this. */
export function rulesIndex(): string {
  return [
    '# The rules',
    '',
    'What `zonecheck`, `janus check` and the loading of zones look for. `zonecheck --explain RULE` shows a rule on a terminal. The',
    'catalogue in `src/check` makes these pages.',
    '',
    '- **error**: Janus cannot read the zone or cannot serve it as it is written, or the zone breaks a rule that campus mail depends',
    '  on. Janus does not load a zone with an error. Nobody can turn an error off or silence it.',
    '- **warning**: Janus serves the zone as it is written, which is probably not what its author meant.',
    '- **info**: a remark, shown with `--info`.',
    '',
    '`zonecheck --fix` mends what it can mend without thought, and shows each changed line before; each rule says what. It keeps',
    'comments, layout, line ends and encodings. It also mends files that `$INCLUDE` names; where it reads one more than once, it',
    'changes what every reading asks for.',
    '',
    'Change a warning or remark with `--rule NAME=error` (or `warning`, `info`, `off`). Silence it on one line by a comment with a',
    'reason, on that line or alone on the line before; several may stand one below the other:',
    '',
    '```',
    'print  8w  A  192.0.2.40   ; zonecheck-ignore ttl-long: the printer keeps this address for life',
    '```',
    '',
    'Most examples on the pages below are lines of the zone `example.com`, above which its TTL, SOA and NS stand. Their signatures are of',
    'one day: to see what the pages say of them, write `--at 2026-01-02T12:00Z`.',
    ...groups.flatMap((group) => [
      '',
      `## [${english.text(say(group))}](${pageOf(group)})`,
      '',
      '| rule | | what it finds |',
      '| --- | --- | --- |',
      ...inGroup(group).map(
        ({ name, severity, why }) =>
          `| [${name}](${pageOf(group)}#${name}) | ${severity} | ${why.replaceAll('|', '\\|')} |`,
      ),
    ]),
    '',
  ].join('\n')
}

/** The pages that docs/rules.md names, by their path beside it. */
export function rulesPages(): ReadonlyMap<string, string> {
  return new Map(
    groups.map((group) => [
      pageOf(group),
      [`# ${english.text(say(group))}`, '', '[All rules](../rules.md)', ...inGroup(group).flatMap(section), ''].join(
        '\n',
      ),
    ]),
  )
}

function pageOf(group: Group): string {
  return `rules/${group}.md`
}

function inLanguage(row: Row, language: Language | undefined): Row {
  if ('check' in row) return translated(row, language)
  return { ...row, why: language?.texts[row.name] ?? row.why }
}

function inGroup(group: Group): Row[] {
  return catalogue.filter((rule) => rule.group === group)
}

function section(rule: Row): string[] {
  const { name, severity, rfc, why, bad, good, mends } = rule
  return [
    '',
    `## ${name}`,
    '',
    `*${severity}*${rfc === undefined ? '' : ` · ${rfc}`}`,
    '',
    why,
    ...(bad === undefined || good === undefined
      ? []
      : ['', '```', '; wrong', ...bad.map(short), '', '; right', ...good.map(short), ...besides(rule), '```']),
    ...(mends === undefined ? [] : ['', `\`--fix\`: ${english.text(say(mends))}.`]),
  ]
}

function besides(rule: Row): string[] {
  return surroundings(rule).flatMap(({ title, records }) => {
    const words = english.text(title).replace(/:$/, '')
    return ['', `; ${words[0]!.toLowerCase()}${words.slice(1)}`, ...records.map(short)]
  })
}

/** What an example stands beside: a rule that compares says nothing of one face, or one zone, alone. */
function surroundings(rule: Row): { readonly title: Said; readonly records: readonly string[] }[] {
  if (!('check' in rule)) return []
  const zones = Object.entries(rule.among ?? {})
  return [
    ...(rule.face === undefined ? [] : [{ title: say('other-view'), records: rule.face }]),
    ...zones.map(([zone, records]) => ({ title: say('other-zone', { zone }), records })),
  ]
}

function example(title: string, records: readonly string[] | undefined): string[] {
  return records === undefined ? [] : ['', title, ...records.map((record) => `  ${short(record)}`)]
}

/** Cuts long records off: nobody has to read keys and digests. */
function short(record: string): string {
  return record.length > LONGEST ? `${record.slice(0, LONGEST - 2)} …` : record
}

const LONGEST = 110

function fixes({ says }: Rule): string[] {
  return [...new Set(Object.values(says).flatMap(({ fix }) => fix ?? []))].map((fix) =>
    fix.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase()),
  )
}

function where(rule: Row): Said {
  if (!('check' in rule)) return say('counts-for-reading')
  const stages = stagesOf(rule)
  if (rule.atLoad !== undefined) return say('counts-at-check')
  return say(stages.includes('load') ? 'counts-at-load' : 'counts-if-error')
}

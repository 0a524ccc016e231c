// The configuration reference, made from the schema: every key with its form, default and description.

import * as v from 'valibot'
import { type ConfigKey, configKeys, holdsOf } from './holds.ts'
import { english } from './says.ts'
import { configSchema } from './schema.ts'
import type { Shape } from './shape.ts'
import type { Holds } from './words.ts'
import { saidOf } from './words.ts'

/** Markdown. */
export function configReference(): string {
  return `${HEAD}\n${configKeys.map((key) => section(key, configSchema.entries[key])).join('\n')}`
}

const listOf = (holds: Holds) =>
  configKeys
    .filter((key) => holdsOf(key) === holds)
    .map((key) => `\`${key}\``)
    .join(', ')

const HEAD = `# Configuration

\`janus.yaml\` is one YAML map. Paths in it start from its own folder; durations are written \`250ms\`, \`10s\`, \`2m\`,
\`1h30m\`, \`7d\`. Every problem is reported at once with its line and column, by \`janus check\` before a reload and by the
reload itself. This page is made from the schema that reads the file; a test keeps the two together.

A change of a key takes effect in one of three ways, which the key's own section repeats:

- **at a start**: ${listOf('start')}. A reload says when one of them has changed.
- **at a reload**: ${listOf('reload')}.
- **at a reload**, and \`janus rollback\` brings back what was before, as it does for zones: ${listOf('answers')}.
`

const when: Readonly<Record<Holds, string>> = {
  start: 'at a start',
  reload: 'at a reload',
  answers: 'at a reload; a rollback brings back what was before',
}

function section(key: ConfigKey, shape: Shape): string {
  const parts = inner(shape)
  return `## ${key}\n\n${paragraph(shape)}\nTakes effect ${when[holdsOf(key)]}.\n${parts.length === 0 ? '' : `\n${table(parts)}`}`
}

function paragraph(shape: Shape): string {
  const facts = [`*${formOf(shape)}*`, ...defaultOf(shape)].join(', ')
  return `${facts}\n\n${descriptionOf(shape)}\n`
}

type Row = { readonly key: string; readonly shape: Shape }

/** The keys below this one, whatever lists, records and choices lie between. */
function inner(shape: Shape, prefix = ''): Row[] {
  const bare = unwrapped(shape)
  switch (bare.type) {
    case 'strict_object':
      return Object.entries(bare.entries!).flatMap(([key, below]) => [
        { key: `${prefix}${key}`, shape: below },
        ...inner(below, `${prefix}${key}.`),
      ])
    case 'array':
      return inner(bare.item!, prefix)
    case 'record':
      return inner(bare.value!, `${prefix}NAME.`)
    case 'union':
      return (bare.options ?? []).flatMap((option) => (typeof option === 'object' ? inner(option, prefix) : []))
    default:
      return []
  }
}

function table(rows: readonly Row[]): string {
  const seen = new Set<string>()
  const lines = rows
    .filter(({ key }) => !seen.has(key) && seen.add(key))
    .map(
      ({ key, shape }) => `| \`${key}\` | ${formOf(shape)} | ${defaultOf(shape).join('')} | ${descriptionOf(shape)} |`,
    )
  return ['| key | form | default | |', '| --- | --- | --- | --- |', ...lines, ''].join('\n')
}

function unwrapped(shape: Shape): Shape {
  return shape.wrapped ? unwrapped(shape.wrapped) : shape
}

function formOf(shape: Shape): string {
  const { message, type } = unwrapped(shape)
  const said = saidOf(message)
  return said ? english.text(said).replaceAll('|', '\\|') : type
}

function defaultOf(shape: Shape): string[] {
  if (shape.type !== 'optional') return ['required']
  const { default: value } = shape as Shape & { readonly default?: unknown }
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return []
  return [`default \`${typeof value === 'string' ? value : JSON.stringify(value)}\``]
}

function descriptionOf(shape: Shape): string {
  const text = v.getDescription(shape) ?? (shape.wrapped ? v.getDescription(shape.wrapped) : undefined)
  return text ?? ''
}

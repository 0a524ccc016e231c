// Makes the configuration reference from the schema: every key with its form, default and description.

import * as v from 'valibot'
import { configKeys, holdsOf } from './holds.ts'
import { english } from './says.ts'
import { configSchema } from './schema.ts'
import type { Shape } from './shape.ts'
import type { Holds } from './words.ts'
import { saidOf } from './words.ts'

/** One key of the configuration, as the documents show it. */
export type KeyEntry = {
  /** `secondaries.NAME.address` */
  readonly key: string
  readonly form: string
  /** `required`, or ``default `…` ``; undefined where leaving it out means nothing. */
  readonly default: string | undefined
  readonly description: string
}

export type KeySection = KeyEntry & {
  readonly holds: Holds
  /** The keys below this one, whatever lists, records and choices lie between. */
  readonly parts: readonly KeyEntry[]
}

export function keySections(): KeySection[] {
  return configKeys.map((key) => {
    const shape = configSchema.entries[key]
    return { ...entryOf(key, shape), holds: holdsOf(key), parts: partsOf(shape) }
  })
}

export const holdsText: Readonly<Record<Holds, string>> = {
  start: 'at a start',
  reload: 'at a reload',
  answers: 'at a reload; a rollback brings back what was before',
}

/** The reference in Markdown. */
export function configReference(): string {
  return `${HEAD}\n${keySections().map(section).join('\n')}`
}

const listOf = (holds: Holds) =>
  configKeys
    .filter((key) => holdsOf(key) === holds)
    .map((key) => `\`${key}\``)
    .join(', ')

const HEAD = `# Configuration

\`janus.yaml\` is one YAML map. Paths in it start from its own folder; durations are written \`250ms\`, \`10s\`, \`2m\`,
\`1h30m\`, \`7d\`. \`janus check\` and a reload report every problem at once, with its line and column. The schema that
reads the file makes this page; a test keeps the two together.

A change of a key takes effect in one of three ways, which the key's own section repeats:

- **at a start**: ${listOf('start')}. A reload says when one of them has changed.
- **at a reload**: ${listOf('reload')}.
- **at a reload**, and \`janus rollback\` brings back what was before, as it does for zones: ${listOf('answers')}.
`

function section({ key, form, default: byDefault, description, holds, parts }: KeySection): string {
  const facts = [`*${inTable(form)}*`, ...(byDefault === undefined ? [] : [byDefault])].join(', ')
  const table = parts.length === 0 ? '' : `\n${tableOf(parts)}`
  return `## ${key}\n\n${facts}\n\n${description}\n\nTakes effect ${holdsText[holds]}.\n${table}`
}

function tableOf(parts: readonly KeyEntry[]): string {
  const lines = parts.map(
    ({ key, form, default: byDefault = '', description }) =>
      `| \`${key}\` | ${inTable(form)} | ${byDefault} | ${description} |`,
  )
  return ['| key | form | default | |', '| --- | --- | --- | --- |', ...lines, ''].join('\n')
}

function inTable(form: string): string {
  return form.replaceAll('|', '\\|')
}

function partsOf(shape: Shape): KeyEntry[] {
  const seen = new Set<string>()
  return inner(shape).flatMap(([key, below]) => {
    if (seen.has(key)) return []
    seen.add(key)
    return [entryOf(key, below)]
  })
}

function inner(shape: Shape, prefix = ''): [key: string, shape: Shape][] {
  const bare = unwrapped(shape)
  switch (bare.type) {
    case 'strict_object':
      return Object.entries(bare.entries!).flatMap(([key, below]): [string, Shape][] => [
        [`${prefix}${key}`, below],
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

function entryOf(key: string, shape: Shape): KeyEntry {
  return { key, form: formOf(shape), default: defaultOf(shape), description: descriptionOf(shape) }
}

function unwrapped(shape: Shape): Shape {
  return shape.wrapped ? unwrapped(shape.wrapped) : shape
}

function formOf(shape: Shape): string {
  const { message, type } = unwrapped(shape)
  const said = saidOf(message)
  return said ? english.text(said) : type
}

export function defaultOf(shape: Shape): string | undefined {
  if (shape.type !== 'optional') return 'required'
  const { default: value } = shape as Shape & { readonly default?: unknown }
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0))
    return undefined
  return `default \`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

export function descriptionOf(shape: Shape): string {
  const text = v.getDescription(shape) ?? (shape.wrapped ? v.getDescription(shape.wrapped) : undefined)
  return text ?? ''
}

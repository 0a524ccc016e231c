// The configuration reference, made from the schema: every key with its form, default and description.

import * as v from 'valibot'
import { configSchema } from './schema.ts'
import type { Shape } from './shape.ts'

/** Markdown. */
export function configReference(): string {
  const entries = Object.entries((configSchema as Shape).entries!)
  return `${HEAD}\n${entries.map(([key, shape]) => section(key, shape)).join('\n')}`
}

const HEAD = `# Configuration

\`janus.yaml\` is one YAML map. Paths in it start from its own folder; durations are written \`250ms\`, \`10s\`, \`2m\`,
\`1h30m\`, \`7d\`. Every problem is reported at once with its line and column, by \`janus check\` before a reload and by the
reload itself. This page is made from the schema that reads the file; a test keeps the two together.

Keys that hold from the start to the end of the process: \`listen\`, \`workers\`, \`udp\`, \`state\`, \`tcp\`, \`log\`, \`control\`,
\`http\`, \`user\`, \`group\`, \`dnstap\`. A reload says when one of them has changed. All others hold from the next reload.
`

function section(key: string, shape: Shape): string {
  const parts = inner(shape)
  return `## ${key}\n\n${paragraph(shape)}${parts.length === 0 ? '' : `\n${table(parts)}`}`
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
      return (bare.options ?? []).flatMap((option) => (typeof option === 'string' ? [] : inner(option, prefix)))
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
  return typeof message === 'string' ? message.replaceAll('|', '\\|') : type
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

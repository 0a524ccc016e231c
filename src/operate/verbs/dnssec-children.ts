// What `janus dnssec` tells of zones below signed ones that others sign: whether they have the DS that they want.

import * as v from 'valibot'
import { type ForeignChild, foreignStates, whyText } from '../../signing/foreign-child.ts'
import { say } from '../../signing/says.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import type { Plain } from '../verb.ts'
import { table } from '../words.ts'

export const childLine = v.looseObject({
  child: v.string(),
  state: v.pipe(
    v.picklist(foreignStates),
    v.description(
      'unknown: nobody has asked it; current: its DS is what it wants, or it wants none; failed: what it wants cannot be taken.',
    ),
  ),
  tags: v.pipe(v.array(v.number()), v.description('Tags of the keys that its DS names.')),
  taken: v.optional(v.pipe(v.string(), v.description('When its DS was taken from its CDS records.'))),
  looked: v.optional(v.pipe(v.string(), v.description('When its servers were asked last.'))),
  reason: v.optional(v.pipe(v.string(), v.description('Why it is not current.'))),
})

export type ChildLine = Plain<v.InferOutput<typeof childLine>>

/** `isWhole`: whether to tell reasons, which name servers that not everybody may know. */
export function childLines(
  children: readonly ForeignChild[],
  isWhole: boolean,
  language: LanguageName,
): ChildLine[] | undefined {
  if (children.length === 0) return undefined
  const lines = children.map(({ child, state, tags, taken, looked, why }): ChildLine => {
    const reason = why && whyText(isWhole ? why : say('child-why-hidden'), language)
    return { ...{ child, state, tags: [...tags], taken, looked, reason } }
  })
  return lines.sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'))
}

type WithChildren = { readonly view: string; readonly children?: readonly ChildLine[] | undefined }

export function childrenText(lines: readonly WithChildren[]): string[] {
  const rows = lines.flatMap(({ view, children = [] }) =>
    children.map(({ child, state, tags, taken, looked, reason }) => [
      ...[child, view, state, tags.join(', ') || '-', taken?.slice(0, 16) ?? '-', looked?.slice(0, 16) ?? '-'],
      reason ?? '',
    ]),
  )
  return rows.length === 0 ? [] : ['', table(['child', 'view', 'state', 'DS', 'taken', 'asked', ''], rows)].flat()
}

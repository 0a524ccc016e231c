// One line for each TSIG key: which views it shows, and whether others use it. It tells nothing of secrets.

import * as v from 'valibot'
import type { Server } from '../serve/server.ts'
import type { Plain } from './verb.ts'

export const keyStates = ['used', 'unused', 'unusable'] as const

export const keyLine = v.looseObject({
  name: v.string(),
  views: v.array(v.string()),
  state: v.pipe(
    v.picklist(keyStates),
    v.description('used: others have signed with it; unusable: its file is missing or broken, the log says why.'),
  ),
  used: v.optional(v.pipe(v.string(), v.description('When others signed with it last.'))),
})

export type KeyLine = Plain<v.InferOutput<typeof keyLine>>

export function keyLines({ keyring, latest }: Pick<Server, 'keyring' | 'latest'>): KeyLine[] {
  return latest.tsig.flatMap(({ text, views }): KeyLine[] => {
    const entries = keyring.of(text)
    if (entries.length === 0) return [{ name: text, views: [...views], state: 'unusable' }]
    return entries.map(({ current }) => {
      const used = keyring.usedAt(current)
      const state = used === undefined ? 'unused' : 'used'
      return { name: current, views: [...views], state, used: used === undefined ? undefined : timeText(used) }
    })
  })
}

export function keysText(lines: readonly KeyLine[]): string {
  const named = (wanted: KeyLine['state']) => lines.filter(({ state }) => state === wanted).map(({ name }) => name)
  const unusable = named('unusable')
  const unused = named('unused')
  return [
    `${lines.length}, ${named('used').length} used`,
    ...(unused.length > 0 ? [`not used yet: ${fewOf(unused)}`] : []),
    ...(unusable.length > 0 ? [`cannot be used: ${fewOf(unusable)}`] : []),
  ].join('; ')
}

const FEW = 5

function fewOf(names: readonly string[]): string {
  const more = names.length - FEW
  return `${names.slice(0, FEW).join(' ')}${more > 0 ? ` and ${more} more` : ''}`
}

function timeText(time: number): string {
  return new Date(time).toISOString()
}

// `janus dynamic drop`: drops a zone's layer of changes by messages, or that of one name; the source alone counts then.

import * as v from 'valibot'
import { sameName } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import { typeCode } from '../../dns/types.ts'
import { text } from '../../text/config/words.ts'
import { emptySet, type LayerSet } from '../../update/entry.ts'
import { type Left, unfolded } from '../../update/layer-set.ts'
import { dynamicRequest, layeredFaces } from '../dynamic-lines.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { counted } from '../words.ts'

export const dynamicDrop = oneResult({
  name: 'dynamic-drop',
  effect: 'changes',
  right: 'edit',
  concerns: 'seen',
  request: {
    zone: dynamicRequest.zone,
    name: v.optional(field(text(want('want-name')), 'of this name alone', { argument: '[name]' })),
    type: v.optional(field(text(want('want-type-txt')), 'of this type alone', { argument: '[type]' })),
    view: dynamicRequest.view,
    folded: v.optional(
      field(v.boolean(want('want-boolean')), 'only what the source says by now: clients notice nothing', {
        option: '--folded',
      }),
    ),
  },
  errors: ['no-zone'],
  result: v.looseObject({
    zone: v.string(),
    views: v.array(v.looseObject({ view: v.string(), records: v.number(), error: v.optional(v.string()) })),
  }),
  run: async ({ operated: { server }, sight }, { zone, view, folded, ...meant }) => {
    const isMeant = meantBy(meant)
    const left: Left = (set, below) => {
      if (!isMeant(set)) return set
      return folded ? unfolded(set, below) : emptySet(set.owner, set.type)
    }
    const views: { view: string; records: number; error?: string }[] = []
    for (const face of layeredFaces(server, sight, zone, view)) {
      if (!face.sets.some(isMeant)) continue
      const { outcome, entries } = await face.dynamic.drop(face.name, left)
      const isDone = outcome.kind === 'accepted'
      if (isDone && entries === 0) continue
      views.push({ view: face.view, records: isDone ? entries : 0, ...(!isDone && { error: outcome.kind }) })
    }
    return { zone, views }
  },
  text: ({ zone, views }) =>
    views.length === 0
      ? `nothing is dropped: no message has changed this in ${zone}, or its source does not have the same records yet`
      : views
          .map(({ view, records, error }) =>
            error === undefined
              ? `${zone} in ${view}: ${counted(records, 'record')} of messages dropped`
              : `${zone} in ${view}: nothing is dropped: ${error}`,
          )
          .join('\n'),
  good: ({ views }) => views.every(({ error }) => error === undefined),
  audited: ({ views }) => ({ records: views.reduce((sum, { records }) => sum + records, 0) }),
  command: {
    under: 'dynamic',
    summary: 'drop the changes that messages made to a zone, a name or an rrset',
    more: 'Clients then see the source alone. If the source has the same records by now, nothing changes for them.',
    examples: [
      ['janus dynamic drop univ.example _acme-challenge.www.univ.example', 'a name, in every view'],
      ['janus dynamic drop univ.example www.univ.example A --view external'],
      ['janus dynamic drop univ.example --folded', 'what "janus dynamic fold" has printed and the file has now'],
      ['janus dynamic drop univ.example', 'everything'],
    ],
    exit: { done: 'done', refused: 'not all done, or there is no such zone', failed: 'no server to ask' },
  },
})

function meantBy({
  name,
  type,
}: {
  readonly name?: string | undefined
  readonly type?: string | undefined
}): (set: LayerSet) => boolean {
  const owner = name === undefined ? undefined : readName(name)
  if (typeof owner === 'string') throw new VerbError('bad-request', say('name-unread', { name: String(name) }), 'name')
  const code = type === undefined ? undefined : typeCode(type)
  if (type !== undefined && code === undefined) throw new VerbError('bad-request', say('type-unread', { type }), 'type')
  return (set) => (owner === undefined || sameName(set.owner, 0, owner, 0)) && (code === undefined || set.type === code)
}

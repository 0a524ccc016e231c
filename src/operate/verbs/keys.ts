// `janus keys`: lists the keys by which others sign and the keys of signed zones. It tells nothing of secrets.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { keyLines, keyStates } from '../key-lines.ts'
import { mustSeeZone } from '../seen-zone.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'
import { isMeant } from '../zone-meant.ts'
import { signedLines, signedStates } from './dnssec.ts'

const kinds = ['tsig', 'zone'] as const

const keyLine = v.looseObject({
  kind: v.pipe(v.picklist(kinds), v.description('tsig: others sign messages with it; zone: a zone is signed by it.')),
  name: v.pipe(v.string(), v.description('Of a TSIG key; of a zone key its role, algorithm and tag.')),
  zone: v.optional(v.string()),
  views: v.array(v.string()),
  state: v.picklist([...keyStates, ...signedStates]),
  used: v.optional(v.pipe(v.string(), v.description('When others signed with it last.'))),
  ends: v.optional(v.pipe(v.string(), v.description('When the first signature of its zone ends.'))),
  exported: v.optional(v.pipe(v.string(), v.description('When it was copied for the safe last.'))),
})

type KeyLine = Plain<v.InferOutput<typeof keyLine>>

export const keys = manyResults({
  name: 'keys',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(
      field(text(want('want-zone')), 'only those by which this zone is signed', { option: '--zone <zone>' }),
    ),
    kind: v.optional(
      field(v.picklist(kinds, want('want-key-kind')), 'only those of this kind', { option: '--kind <kind>' }),
    ),
  },
  errors: ['no-zone'],
  result: keyLine,
  run: (asked, wanted) => {
    mustSeeZone(asked.operated, asked.sight, wanted.zone)
    return keyLinesOf(asked, wanted)
  },
  text: (lines) => keysText(lines),
  good: (lines) => lines.every(({ state }) => state !== 'unusable'),
  command: {
    summary: 'the TSIG keys, and the keys of signed zones; without secrets',
    examples: [
      ['janus keys'],
      ['janus keys --kind tsig', 'which keys there are, and when each was used last'],
      ['janus keys --zone univ.example'],
    ],
    exit: {
      done: 'all can be used',
      refused: 'one cannot be used, or there is no such zone',
      failed: 'no server to ask',
    },
  },
})

function* keyLinesOf(
  { operated: { server }, sight }: Asked,
  { zone, kind }: { readonly zone?: string | undefined; readonly kind?: 'tsig' | 'zone' | undefined },
): Generator<KeyLine> {
  if (kind !== 'zone' && zone === undefined)
    // An actor learns of a key only if he sees all that the key opens.
    for (const line of keyLines(server))
      if (sight.allZones && (sight.whole || (line.views.length > 0 && line.views.every((view) => sight.view(view)))))
        yield { kind: 'tsig', ...line }
  if (kind === 'tsig') return
  const byKey = new Map<string, KeyLine>()
  for (const { zone: of, view, state, keys, ends, exported } of signedLines(server, sight))
    for (const name of isMeant(of, zone) ? keys : []) {
      const id = `${of} ${name}`
      const known = byKey.get(id)
      byKey.set(id, { kind: 'zone', name, zone: of, views: [...(known?.views ?? []), view], state, ends, exported })
    }
  yield* byKey.values()
}

function keysText(lines: readonly v.InferOutput<typeof keyLine>[]): string {
  if (lines.length === 0)
    return 'there are no keys: others sign with those under "tsig", zones are signed by those under "sign"'
  const rows = lines.map(({ kind, name, zone = '-', views, state, used, ends }) => [
    ...[kind, name, zone, views.join(' ') || '-', state],
    used === undefined ? (ends === undefined ? '' : `signatures end ${ends}`) : `used ${used}`,
  ])
  return table(['kind', 'key', 'zone', 'views', 'state', ''], rows).join('\n')
}

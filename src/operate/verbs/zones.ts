// `janus zones`: lists each zone in each view, and how it is served.

import * as v from 'valibot'
import { ROOT } from '../../dns/name.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import type { Server } from '../../serve/server.ts'
import { text, yesOrNo } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { say } from '../says.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults } from '../verb.ts'
import { want } from '../wants.ts'
import { type FaceLine, faceLines, faceStates, type ZoneLine, zoneLine, zonesText } from '../zone-lines.ts'
import { meaning } from '../zone-meant.ts'

export const zones = manyResults({
  name: 'zones',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'only this zone')),
    holds: v.optional(field(text(want('want-part')), 'only zones with this in their names, in any case of letters')),
    over: v.optional(field(text(want('want-name')), 'only the zone of each view that this name lies in')),
    view: v.optional(field(text(want('want-views-name')), 'only those of this view')),
    together: v.optional(field(yesOrNo(), 'true: the faces of a zone one after the other')),
    state: v.optional(
      field(
        v.picklist([...faceStates, 'behind'], want('want-zone-state', { words: faceStates.join(', ') })),
        'only those that are so; behind: all but current',
      ),
    ),
  },
  result: zoneLine,
  run: (asked, request) => wantedLines(asked, request),
  text: (lines) => zonesText(lines),
  good: (lines) => lines.every(({ state }) => state === 'current'),
  command: {
    summary: 'each zone in each view: its state, serial and size',
    examples: [
      ['janus zones', 'what is served, zone by zone and view by view'],
      [`janus zones --json | jq '.[] | select(.state != "current")'`],
    ],
    exit: {
      done: 'all zones are served as their files have them',
      refused: 'some are not',
      failed: 'no server to ask',
    },
  },
})

type Request = {
  readonly zone?: string | undefined
  readonly holds?: string | undefined
  readonly over?: string | undefined
  readonly together?: boolean | undefined
  readonly view?: string | undefined
  readonly state?: ZoneLine['state'] | 'behind' | undefined
}

async function* wantedLines(
  { operated: { server }, sight }: Asked,
  { zone: meant, holds, over, view, state, together }: Request,
): AsyncGenerator<ZoneLine> {
  const isMeant = meaning(meant)
  const part = holds?.toLowerCase()
  const isOver = over === undefined ? undefined : facesOver(server, over)
  const turns = new Turns()
  for (const { zone, view: of, state: is, line } of together
    ? grouped(faceLines(server, sight))
    : faceLines(server, sight)) {
    if (turns.isOver) await turns.next()
    if (part !== undefined && !zone.toLowerCase().includes(part)) continue
    if (view !== undefined && view !== of) continue
    if (!isMeant(zone) || isOver?.(zone, of) === false) continue
    if (state !== undefined && state !== is && (state !== 'behind' || is === 'current')) continue
    yield line()
  }
}

/** Tells whether the view answers the name out of this face. */
function facesOver({ current }: Server, text: string): (zone: string, view: string) => boolean {
  const name = readName(text, ROOT)
  if (typeof name === 'string') throw new VerbError('bad-request', say('no-name', { text: quoted(text) }), 'over')
  const suffixes = new Suffixes().set(name, 0)
  const { loaded, settings } = current.candidate
  const over = loaded.views.map(({ zones }, i) => {
    const member = zones.member(zones.enclosing(suffixes))
    return [settings.views[i]!.name, member === undefined ? undefined : meaning(nameText(member.apex))] as const
  })
  const byView = new Map(over)
  return (zone, view) => byView.get(view)?.(zone) ?? false
}

function grouped(lines: Iterable<FaceLine>): readonly FaceLine[] {
  return [...Map.groupBy(lines, ({ zone }) => zone).values()].flat()
}

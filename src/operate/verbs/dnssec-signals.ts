// What `janus dnssec` tells of zones without a DS: the names under which a parent may find their keys confirmed (RFC 9615).

import * as v from 'valibot'
import { whyText } from '../../signing/foreign-child.ts'
import { say } from '../../signing/says.ts'
import { type SignalPlace, signalStates } from '../../signing/signal-place.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import type { Plain } from '../verb.ts'
import { table } from '../words.ts'

export const signalLine = v.looseObject({
  server: v.string(),
  state: v.pipe(
    v.picklist(signalStates),
    v.description(
      'shown: the zone that holds the name says it; awaited: it will by the next signing; hidden: it cannot, for it delegates the ' +
        'name or has an alias there; unsigned: it is served here and not signed; elsewhere: it is not served here in that view; ' +
        'inside: the server lies in the zone itself; long: there is no name of that length.',
    ),
  ),
  name: v.optional(v.pipe(v.string(), v.description('Where it is, or would be, said.'))),
  holder: v.optional(v.pipe(v.string(), v.description('The zone that holds the name, for who may see it.'))),
  reason: v.optional(v.pipe(v.string(), v.description('Why it is not shown, and what to do.'))),
})

export type SignalLine = Plain<v.InferOutput<typeof signalLine>>

/** Anybody can find out the state of each name by a query; only an actor who sees the zone that holds it learns which that is. */
export function signalLines(
  places: readonly SignalPlace[] | undefined,
  isSeen: (zone: string) => boolean,
  language: LanguageName,
): SignalLine[] | undefined {
  return places?.map(({ why, holder, ...place }) => {
    const isTold = holder === undefined || isSeen(holder)
    const reason = why && whyText(isTold ? why : say('child-why-hidden'), language)
    return { ...place, ...(isTold && holder !== undefined && { holder }), reason }
  })
}

type WithSignals = {
  readonly zone: string
  readonly view: string
  readonly signals?: readonly SignalLine[] | undefined
}

export function signalsText(lines: readonly WithSignals[]): string[] {
  const rows = lines.flatMap(({ zone, view, signals = [] }) =>
    signals.map(({ server, state, holder, reason }) => [
      ...[zone, view, server, state],
      reason ?? (holder === undefined ? '' : `in ${holder}`),
    ]),
  )
  return rows.length === 0 ? [] : ['', table(['no DS yet', 'view', 'keys told by', 'state', ''], rows)].flat()
}

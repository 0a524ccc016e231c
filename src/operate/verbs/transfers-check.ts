// `janus transfers check`: asks every secondary for every face that it gets, by the key of the view, and compares the serial and all records.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { mustSeeZone } from '../seen-zone.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { counted, table } from '../words.ts'
import { wordsOf } from '../words-of.ts'
import { isMeant } from '../zone-meant.ts'

const checkedLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  peer: v.string(),
  address: v.string(),
  state: v.pipe(
    v.picklist(['same', 'behind', 'other-face', 'serial-only', 'not-compared', 'failed']),
    v.description(
      'same: every record is; other-face: another face under the same serial; serial-only: it lets nobody have a look; ' +
        'not-compared: the same serial, and too much to compare; failed: no answer that counts.',
    ),
  ),
  serial: v.optional(v.pipe(v.number(), v.description('That it has.'))),
  error: v.optional(v.string()),
})

type CheckedLine = Plain<v.InferOutput<typeof checkedLine>>

export const transfersCheck = manyResults({
  name: 'transfers-check',
  effect: 'reads',
  // It makes other servers send whole zones.
  right: 'operate',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'this zone alone', { argument: '[zone]' })),
  },
  errors: ['no-zone'],
  result: checkedLine,
  run: ({ operated, sight }, { zone }) => {
    mustSeeZone(operated, sight, zone)
    return checkedLines(operated, sight, zone)
  },
  text: (lines) => checkedText(lines),
  good: (lines) => lines.every(({ state }) => state === 'same' || state === 'serial-only'),
  command: {
    under: 'transfers',
    summary: 'ask every secondary for every face, and compare serial and records',
    more:
      'Janus fetches the zone from each secondary and compares it, and so finds one that has the zone of another view. It has to let ' +
      'this server have its zones, by the key of the view; if it does not, Janus compares only the serial. ' +
      'A list with more than 1,000,000 records, or with more than 4,000,000 differences, is not-compared.',
    examples: [
      ['janus transfers check', 'every zone, view and secondary'],
      ['janus transfers check dept.univ.example', 'one zone'],
    ],
    exit: {
      done: 'every secondary has the right version',
      refused: 'one has not, or cannot be compared, or there is no such zone',
      failed: 'no server to ask',
    },
  },
})

async function* checkedLines(operated: Operated, sight: Sight, zone: string | undefined): AsyncGenerator<CheckedLine> {
  const isWanted = (name: string, view: string) => isMeant(name, zone) && sight.face({ zone: name, view })
  const words = await wordsOf(operated)
  for await (const { reason, ...line } of operated.server.downstream.check(isWanted))
    yield { ...line, error: reason && words.text(reason) }
}

function checkedText(lines: readonly CheckedLine[]): string {
  if (lines.length === 0) return 'no secondary gets a zone: configure secondaries under "secondaries"'
  const rows = lines.map(({ zone, view, peer, address, state, serial, error }) => [
    zone,
    view,
    peer,
    address,
    state,
    `${serial ?? '-'}`,
    error ?? '',
  ])
  const wrong = lines.filter(({ state }) => state !== 'same').length
  return [
    ...table(['zone', 'view', 'secondary', 'address', 'state', 'serial', ''], rows),
    wrong === 0 ? 'every secondary has the right version' : `${counted(wrong, 'line')} to look at`,
  ].join('\n')
}

// `janus transfers notify`: tells the secondaries of a zone once more.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { counted } from '../words.ts'
import { hasFace } from '../zone-lines.ts'
import { isMeant } from '../zone-meant.ts'

export const transfersNotify = oneResult({
  name: 'transfers-notify',
  effect: 'changes',
  concerns: 'seen',
  request: {
    zone: field(text(want('want-zone')), 'the zone that they are told of', { argument: '<zone>' }),
    view: v.optional(field(text(want('want-views-name')), 'of this view alone')),
  },
  errors: ['no-zone'],
  result: v.looseObject({ zone: v.string(), told: v.number() }),
  run: ({ operated: { server }, sight }, { zone, view: only }) => {
    const isWanted = (name: string, view: string) =>
      isMeant(name, zone) && (only === undefined || only === view) && sight.face({ zone: name, view })
    if (!hasFace(server, sight, zone, only))
      throw new VerbError(
        'no-zone',
        only === undefined ? say('notify-no-zone', { zone }) : say('notify-no-face', { zone, view: only }),
        'zone',
      )
    return { zone, told: server.downstream.notify(isWanted) }
  },
  text: ({ zone, told }) =>
    told === 0
      ? `nobody is told of ${zone}: no secondary gets it; name one under "secondaries"`
      : `${counted(told, 'message')} on the way about ${zone}; "janus transfers" shows what comes of it`,
  command: {
    under: 'transfers',
    summary: 'send NOTIFY for a zone to its secondaries again',
    examples: [['janus transfers notify univ.example', 'in every view, by its key']],
    exit: { done: 'done', refused: 'there is no such zone', failed: 'no server to ask, or the command cannot be read' },
  },
})

// `janus query-log`: turns the log of queries on and off.

import * as v from 'valibot'
import { text, wholeNumber, yesOrNo } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import { oneResult, type Plain } from '../verb.ts'
import { want } from '../wants.ts'

export const queryLogStatus = v.looseObject({
  on: v.boolean(),
  view: v.optional(v.string()),
  client: v.optional(v.string()),
  name: v.optional(v.string()),
  oneIn: v.optional(v.number()),
  logged: v.number(),
  dropped: v.number(),
  behind: v.pipe(
    v.array(v.number()),
    v.description('Threads that have not heard yet that it was switched: 0 is the main thread, then come the workers.'),
  ),
})

export const queryLog = oneResult({
  name: 'query-log',
  effect: 'changes',
  concerns: 'all',
  request: {
    on: field(yesOrNo(), 'whether queries are logged', { argument: '<on|off>', meaning: { on: true, off: false } }),
    view: v.optional(field(text(want('want-views-name')), 'only those of this view', { option: '--view <view>' })),
    client: v.optional(
      field(text(want('want-prefix')), 'only those from this network', { option: '--client <prefix>' }),
    ),
    name: v.optional(
      field(text(want('want-name')), 'only those for this name and what lies below it', { option: '--name <name>' }),
    ),
    oneIn: v.optional(field(wholeNumber(1, 0x7fffffff), 'only one of so many', { option: '--one-in <number>' })),
  },
  errors: ['no-filter'],
  result: queryLogStatus,
  run: async ({ operated }, request) => {
    const status = await operated.queryLog.set(request)
    if (!('code' in status)) return status
    throw new VerbError('no-filter', say('query-log-not', { state: request.on ? 'on' : 'off', why: status }))
  },
  text: (status) => queryLogText(status),
  command: {
    summary: 'switch the query log on or off, for some queries or for all',
    examples: [
      ['janus query-log on --client 192.0.2.0/24', 'what the gateways ask'],
      ['janus query-log on --name univ.example --one-in 100'],
      ['janus query-log off'],
    ],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

export function queryLogText({
  on,
  view,
  client,
  name,
  oneIn,
  logged,
  dropped,
  behind,
}: Plain<v.InferOutput<typeof queryLogStatus>>): string {
  const threads = behind.map((number) => (number === 0 ? 'the main thread' : `UDP worker ${number}`))
  const missing = threads.length > 0 ? `; not switched yet: ${threads.join(', ')}` : ''
  if (!on) return `${logged === 0 ? 'off' : `off, ${logged} logged, ${dropped} dropped`}${missing}`
  const filters = [
    view && `view ${view}`,
    client && `from ${client}`,
    name && `for ${name}`,
    oneIn !== 1 && `one in ${oneIn}`,
  ]
  return `on${filters
    .filter(Boolean)
    .map((filter) => `, ${filter}`)
    .join('')}: ${logged} logged, ${dropped} dropped${missing}`
}

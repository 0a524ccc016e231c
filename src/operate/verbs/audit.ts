// `janus audit`: who changed what, and by which way.

import * as v from 'valibot'
import { type AuditDetail, type AuditEntry, type AuditValue, auditEvents, auditWays } from '../../observe/audit.ts'
import { duration, text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { say } from '../says.ts'
import { mustSeeZone } from '../seen-zone.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'
import { isMeant } from '../zone-meant.ts'

const auditLine = v.looseObject({
  at: v.pipe(v.string(), v.description('By the clock of the machine.')),
  who: v.pipe(v.string(), v.description('A user at the socket, a key, an address.')),
  way: v.pipe(
    v.string(),
    v.description('How he came: socket, http, update, transfer, signal, files, clock, start or cds.'),
  ),
  what: v.pipe(v.string(), v.description('A verb, or what happened without one.')),
  zone: v.optional(v.string()),
  views: v.pipe(v.array(v.string()), v.description('None where it concerns the whole server.')),
  detail: v.record(v.string(), v.unknown()),
})

type AuditLine = Plain<v.InferOutput<typeof auditLine>>

const request = {
  zone: v.optional(field(text(want('want-zone')), 'only what concerns this zone', { option: '--zone <zone>' })),
  who: v.optional(field(text(want('want-who')), 'only what he did', { option: '--who <who>' })),
  what: v.optional(field(text(want('want-what')), 'only this kind of change', { option: '--what <what>' })),
  way: v.optional(
    field(v.picklist(auditWays, want('want-one-of', { words: auditWays.join(', ') })), 'only what came this way', {
      option: '--way <way>',
    }),
  ),
  since: v.optional(field(duration(), 'only so far back, such as 2h or 7d', { option: '--since <duration>' })),
}

type Wanted = v.InferOutput<v.ObjectSchema<typeof request, undefined>>

export const audit = manyResults({
  name: 'audit',
  effect: 'reads',
  right: 'log',
  concerns: 'all',
  request,
  errors: ['no-zone'],
  result: auditLine,
  // Entries are added at the end alone: earlier pages change only when the oldest entries are cut off.
  restsOn: ({ operated: { server } }) => `${server.started.getTime().toString(36)}-${server.audit.status.cuts}`,
  run: (asked, wanted) => auditLines(asked, wanted),
  text: (lines) => auditText(lines),
  command: {
    summary: 'who changed what, when and in which way, oldest first',
    more:
      'The trail lies in state/kept and survives restarts. It records what people and machines change: commands, reloads, updates, ' +
      'ends of leases, DS taken from CDS records. When it exceeds "audit: {max-megabytes: …}", Janus removes the oldest entries.',
    examples: [
      ['janus audit --since 1d', 'what changed since yesterday'],
      ['janus audit --zone univ.example --what update'],
      ['janus audit --way socket | tail', 'what people did last'],
      ["janus audit --json | jq -r '.[].who' | sort | uniq -c", 'who changes how much'],
    ],
    exit: {
      done: 'done',
      refused: 'there is no such kind of change, or no such zone now and in the trail',
      failed: 'no server to ask, or the command cannot be read',
    },
  },
})

async function* auditLines({ operated: { server }, sight }: Asked, wanted: Wanted): AsyncGenerator<AuditLine> {
  const since = wanted.since === undefined ? Number.NEGATIVE_INFINITY : Date.now() - wanted.since
  const { what } = wanted
  let isKnown = what === undefined || auditEvents.some((event) => event === what)
  let isZoneKnown = wanted.zone === undefined
  for await (const entry of server.audit.entries()) {
    isKnown ||= entry.what === what
    isZoneKnown ||= entry.zone !== undefined && isMeant(entry.zone, wanted.zone)
    if (entry.at >= since && isWanted(entry, wanted)) yield lineOf(entry)
  }
  if (!isKnown && !(await isVerb(what!)))
    throw new VerbError('bad-request', say('audit-what', { what: quoted(what!) }), 'what')
  // A zone that was removed is still in the trail.
  if (!isZoneKnown) mustSeeZone({ server }, sight, wanted.zone)
}

/** Loads the table on demand: it imports this file. */
async function isVerb(name: string): Promise<boolean> {
  const { findVerb } = await import('../table.ts')
  return findVerb(name) !== undefined
}

/** "key" before a key's name may be left out. */
function isWanted({ actor, what, zone }: AuditEntry, wanted: Wanted): boolean {
  return (
    (wanted.zone === undefined || (zone !== undefined && isMeant(zone, wanted.zone))) &&
    (wanted.who === undefined || actor.who === wanted.who || actor.who === `key ${wanted.who}`) &&
    (wanted.what === undefined || what === wanted.what) &&
    (wanted.way === undefined || actor.way === wanted.way)
  )
}

function lineOf({ at, actor: { who, way }, what, zone, views, detail }: AuditEntry): AuditLine {
  return { at: new Date(at).toISOString(), who, way, what, ...(zone !== undefined && { zone }), views, detail }
}

function auditText(lines: readonly v.InferOutput<typeof auditLine>[]): string {
  if (lines.length === 0) return 'no such change is on record'
  const rows = lines.map(({ at, who, way, what, zone = '-', views, detail }) => [
    ...[at, who, way, what, zone, views.join(' ') || '-'],
    detailText(detail as AuditDetail),
  ])
  return table(['time', 'who', 'way', 'what', 'zone', 'views', ''], rows).join('\n')
}

function detailText(detail: AuditDetail): string {
  return Object.entries(detail)
    .flatMap(([key, value]) => (value === undefined || value === null ? [] : [`${key} ${valueText(value)}`]))
    .join(', ')
}

function valueText(value: AuditValue): string {
  if (typeof value !== 'object') return String(value)
  return Array.isArray(value) ? value.map(valueText).join(' ') || 'none' : JSON.stringify(value)
}

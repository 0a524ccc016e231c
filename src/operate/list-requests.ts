// Reads requests about lists whose entries end: which list is meant, which entry, and for how long.

import { ROOT } from '../dns/name.ts'
import { nameText, readName } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { entryText, type ListEntry } from '../lists/live/entry.ts'
import { isSaid, readCode, readEntry, readText } from '../lists/live/read-entry.ts'
import { say } from '../lists/live/says.ts'
import type { LeasedSetting, LeaseOutcome, LeaseRequest } from '../store/leases/lease-terms.ts'
import type { Leases } from '../store/leases/leases.ts'
import { DURATION, milliseconds } from '../text/config/duration.ts'
import { type ErrorCode, VerbError } from './errors.ts'
import type { Asked } from './verb.ts'
import { isMeant } from './zone-meant.ts'

export type Written = {
  readonly entry: string
  readonly for?: string | undefined
  readonly text?: string | undefined
  readonly code?: string | undefined
}

/** The list that is meant. Throws where there is none, or the actor may not see it. */
export function listMeant(
  { operated: { server }, sight }: Asked,
  zone: string,
): { leases: Leases; list: LeasedSetting } {
  const { leases } = server
  const names = server.current.candidate.settings.views.map(({ name }) => name)
  const list = leases?.settings.find(
    (one) =>
      isMeant(one.name, zone) && one.views.every((view) => sight.face({ zone: one.name, view: names[view] ?? '' })),
  )
  if (leases === undefined || list === undefined) throw new VerbError('no-zone', say('no-list', { list: zone }), 'zone')
  return { leases, list }
}

/** Reads one entry of a request; gives what is wrong as data. */
export function readWritten(written: Written): LeaseRequest | Said {
  const entry = readEntry(written.entry)
  if (isSaid(entry)) return entry
  const lasts = written.for === undefined ? undefined : readFor(written.for)
  if (typeof lasts === 'object') return lasts
  const code = written.code === undefined ? undefined : readCode(written.code)
  if (code !== undefined && isSaid(code)) return code
  const text = written.text === undefined ? undefined : readText(written.text)
  if (text !== undefined && isSaid(text)) return text
  return { entry, for: lasts, code, text }
}

/** Milliseconds of a duration; a number alone is seconds. */
function readFor(text: string): number | Said {
  const whole = /^\d{1,10}$/.test(text) ? `${text}s` : text
  if (!DURATION.test(whole) && !/^\d{10}s$/.test(whole)) return say('lease-malformed', { for: text })
  const lasts = milliseconds(whole)
  return lasts < 1000 ? say('lease-none') : lasts
}

export function entryMeant(text: string): ListEntry {
  const entry = readEntry(text)
  if (isSaid(entry)) throw new VerbError('bad-entry', entry, 'entry')
  return entry
}

export function refusalOf(
  { name, files, maxEntries }: LeasedSetting,
  entry: ListEntry,
  { why, reason = '' }: Extract<LeaseOutcome, { kind: 'refused' }>,
): { readonly code: ErrorCode; readonly said: Said } {
  const text = entryText(entry)
  const list = listText(name)
  switch (why) {
    case 'never-listed':
      return { code: 'bad-entry', said: say('entry-never-listed', { entry: text }) }
    case 'family': {
      const formats = [...new Set(files.map(({ format }) => format))].join(', ')
      return { code: 'bad-entry', said: say('entry-family', { entry: text, list, formats }) }
    }
    case 'too-long-name':
      return { code: 'bad-entry', said: say('entry-too-long', { entry: text, list }) }
    case 'full':
      return {
        code: 'list-full',
        said: say('list-full', { entry: text, list, limit: maxEntries.leases }),
      }
    case 'disk':
      return { code: 'not-kept', said: say('entry-not-kept', { entry: text, reason }) }
    default:
      return why satisfies never
  }
}

/** The list's name without its final dot. */
export function listText(name: string): string {
  const read = readName(name, ROOT)
  return typeof read === 'string' ? name : nameText(read).replace(/(?<=.)\.$/, '')
}

/** Milliseconds as text in hours, minutes and whole seconds. */
export function lastsText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return [h > 0 ? `${h}h` : '', m > 0 ? `${m}m` : '', s > 0 || seconds < 60 ? `${s}s` : ''].join('')
}

// `janus dnssec`: shows which faces are signed, by which keys, until when, and where somebody has to do something.

import * as v from 'valibot'
import type { FaceSigning } from '../../signing/face-signing.ts'
import { say, speakerOf } from '../../signing/says.ts'
import { text, yesOrNo } from '../../text/config/words.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { mustSeeZone } from '../seen-zone.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'
import { isMeant } from '../zone-meant.ts'
import { childLine, childLines, childrenText } from './dnssec-children.ts'
import { signalLine, signalLines, signalsText } from './dnssec-signals.ts'
import { awaitedText, awaitedTexts, dutySaid, stepLine, stepOf } from './dnssec-words.ts'

export const signedStates = ['signed', 'stale', 'unsigned', 'none'] as const

const signedLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  state: v.pipe(
    v.picklist(signedStates),
    v.description(
      'stale: it is served on as it was signed, and nothing is signed anew; unsigned: it waits for its first keys; ' +
        'none: it cannot be signed, and its names get SERVFAIL.',
    ),
  ),
  serial: v.optional(v.pipe(v.number(), v.description('Of the signed version.'))),
  denial: v.optional(
    v.pipe(
      v.picklist(['none', 'nsec', 'nsec3', 'minimal', 'compact']),
      v.description(
        'How absence is proven: by a chain of NSEC or NSEC3, or by what is made and signed when somebody asks (minimal, compact).',
      ),
    ),
  ),
  keys: v.pipe(v.array(v.string()), v.description('Role, algorithm and tag of each.')),
  ends: v.optional(v.pipe(v.string(), v.description('When the first of its signatures ends.'))),
  days: v.optional(v.pipe(v.number(), v.description('Days until then.'))),
  exported: v.optional(v.pipe(v.string(), v.description('When the keys were copied last.'))),
  leaving: v.optional(
    v.pipe(
      v.looseObject({
        until: v.optional(v.pipe(v.string(), v.description('When nobody has a DS of it in a cache any more.'))),
        isOver: v.boolean(),
      }),
      v.description('Of a zone that is not under "sign" any more, and is signed on until it is withdrawn.'),
    ),
  ),
  awaits: v.pipe(
    v.array(v.string()),
    v.description('What the next step of its keys waits for, with what was seen when everybody was asked last.'),
  ),
  steps: v.optional(
    v.pipe(
      v.array(stepLine),
      v.description(
        'What is still to come of a roll, if every server has changes within an hour and the parent within a day.',
      ),
    ),
  ),
  children: v.optional(
    v.pipe(
      v.array(childLine),
      v.description(
        'Zones below it that others sign, whose DS is taken from their CDS records; those in trouble first.',
      ),
    ),
  ),
  signals: v.optional(
    v.pipe(
      v.array(signalLine),
      v.description(
        'Of a zone without a DS, in a view of strangers: its servers, under whose names the parent may find its keys confirmed.',
      ),
    ),
  ),
  duty: v.optional(v.pipe(v.string(), v.description('What somebody has to see to at the parent.'))),
  trouble: v.optional(v.pipe(v.string(), v.description('What is wrong, and what to do.'))),
})

export type SignedLine = Plain<v.InferOutput<typeof signedLine>>

export function* signedLines(
  server: Operated['server'],
  sight: Sight,
  zone?: string,
  language: LanguageName = 'en',
): Generator<SignedLine> {
  for (const one of server.signing?.status ?? []) {
    const line = lineOf(one, { sight, steps: stepsOf(server, one, language), language })
    if (sight.face(line) && isMeant(line.zone, zone)) yield line
  }
}

/** The steps of the zone's roll; undefined where none is under way. */
function stepsOf(
  { signing }: Operated['server'],
  { zone, awaited }: FaceSigning,
  language: LanguageName,
): SignedLine['steps'] {
  if (signing === undefined || awaited.length === 0) return undefined
  return signing.orders.underWay(zone).map((line) => stepOf(line, `${line.tag}`, language))
}

type Told = { readonly sight: Sight; readonly steps: SignedLine['steps']; readonly language: LanguageName }

/** A face's line. Duties and troubles name servers, views and files of all faces of the zone: only an actor who sees all learns them. */
function lineOf(
  { zone, face, ends, mustBeSigned, leaving, awaited, looks, children, signals }: FaceSigning,
  { sight, steps, language }: Told,
): SignedLine {
  const isWhole = sight.whole
  const { setting, keys, trouble: ofZone } = zone
  const why = face.trouble ?? ofZone
  const trouble = isWhole ? why : why && say('sign-why-hidden')
  const duty = dutySaid(zone, awaited, looks)
  const { text } = speakerOf(language)
  const isSignedAnew = face.trouble === undefined && keys.kind === 'good'
  const earliest = ends?.earliest
  const unsigned = mustBeSigned ? 'none' : 'unsigned'
  return {
    zone: setting.name,
    view: face.name.view,
    state: face.signed === undefined ? unsigned : isSignedAnew ? 'signed' : 'stale',
    serial: face.signed?.serial,
    denial: face.signed && (zone.onlineIn(face.name.view) ?? face.signed.denial),
    keys:
      keys.kind === 'good'
        ? keys.keys.map(({ role, algorithm, tag }) => `${role.toUpperCase()} ${algorithm} ${tag}`)
        : [],
    ends: earliest === undefined ? undefined : new Date(earliest * 1000).toISOString(),
    days: earliest === undefined ? undefined : Math.floor((earliest * 1000 - Date.now()) / 86_400_000),
    exported: zone.exported,
    leaving: leaving && {
      isOver: leaving.isOver,
      until: leaving.until === undefined ? undefined : new Date(leaving.until * 1000).toISOString(),
    },
    awaits: isWhole ? awaitedTexts(zone, awaited, looks, language) : awaited.map((one) => awaitedText(one, language)),
    steps,
    children: childLines(children, isWhole, language),
    signals: signalLines(signals, (zone) => sight.zone(zone), language),
    duty: duty && text(duty),
    trouble: trouble && text(trouble),
  }
}

/** Faces that have no signatures come last. */
function bySoonest(lines: Iterable<SignedLine>): SignedLine[] {
  return [...lines].sort(
    (a, b) => (a.days ?? Infinity) - (b.days ?? Infinity) || (a.ends ?? '').localeCompare(b.ends ?? ''),
  )
}

/** What to do about a zone that is not under `sign` any more; undefined for other zones. */
function leavingText({ zone, leaving }: Pick<SignedLine, 'zone' | 'leaving'>): string | undefined {
  if (leaving === undefined) return undefined
  const verb = `janus dnssec withdraw ${zone}`
  if (leaving.isOver) return `no parent had a DS: run "${verb}" to serve it unsigned`
  return leaving.until === undefined
    ? `it is not under "sign" any more, but is still signed: put it back, or run "${verb}"`
    : `no parent had a DS: run "${verb}" after ${leaving.until}`
}

export const dnssec = manyResults({
  name: 'dnssec',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'this zone alone', { argument: '[zone]' })),
    soonest: v.optional(field(yesOrNo(), 'those first whose signatures end first', { option: '--soonest' })),
  },
  errors: ['no-zone'],
  result: signedLine,
  run: ({ operated, sight }, { zone, soonest }) => {
    mustSeeZone(operated, sight, zone)
    const lines = signedLines(operated.server, sight, zone, operated.language)
    return soonest ? bySoonest(lines) : lines
  },
  text: (lines) => signedText(lines),
  good: (lines) =>
    lines.every(
      ({ trouble, leaving, duty, children = [] }) =>
        trouble === undefined &&
        duty === undefined &&
        children.every(({ state }) => state !== 'failed') &&
        (leaving === undefined || (leaving.until !== undefined && !leaving.isOver)),
    ),
  command: {
    summary: 'which zones are signed in each view, by which keys and until when',
    more:
      'Janus renews signatures 7 days before they expire. "janus dnssec ds ZONE" prints the DS for the parent; ' +
      '"janus dnssec export ZONE" copies the keys for a backup.',
    examples: [['janus dnssec', 'every signed zone'], [`janus dnssec --json | jq '.[] | select(.days < 5)'`]],
    exit: {
      done: 'all is signed as it should be',
      refused: 'something needs your attention, or there is no such zone',
      failed: 'no server to ask',
    },
  },
})

function signedText(lines: readonly SignedLine[]): string {
  if (lines.length === 0) return 'no zone is signed: write one under "sign"'
  const rows = lines.map(({ zone, view, state, serial, keys, days, exported, trouble, leaving, duty }) => [
    ...[zone, view, state, `${serial ?? '-'}`, keys.join(', ') || '-', days === undefined ? '-' : `${days}d`],
    trouble ??
      leavingText({ zone, leaving }) ??
      duty ??
      (exported === undefined && keys.length > 0 ? 'no copy of the keys has been made: janus dnssec export' : ''),
  ])
  const awaited = new Map(lines.map(({ zone, awaits }) => [zone, awaits]))
  return [
    ...table(['zone', 'view', 'state', 'serial', 'keys', 'ends in', ''], rows),
    ...[...awaited].flatMap(([zone, awaits]) => awaits.map((line) => `${zone} waits for ${line}`)),
    ...childrenText(lines),
    ...signalsText(lines),
  ].join('\n')
}

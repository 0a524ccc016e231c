// `janus check`: the configuration and every zone in every view, as `janus serve` would load them, with all rules.

import { existsSync } from 'node:fs'
import { checkView } from '../check/check-view.ts'
import { type CheckedView, checkViews } from '../check/check-views.ts'
import type { KnownChecks } from '../check/known-checks.ts'
import { hasError } from '../check/read-zone.ts'
import { findRule, rulesFor } from '../check/ruleset.ts'
import { severityProblems } from '../check/severity-problems.ts'
import type { ActiveRule } from '../check/walk.ts'
import type { Said } from '../dns/said.ts'
import { failingCanaries } from '../serve/canaries.ts'
import { responderOptions } from '../serve/responder-options.ts'
import { keptFile } from '../state/kept-folder.ts'
import { generationOf } from '../store/generation/generation.ts'
import { type ReadFacesOptions, readFaces } from '../supply/read-faces.ts'
import { Privileges } from '../system/privileges.ts'
import { loadFound } from '../text/config/find.ts'
import { loadConfig } from '../text/config/load.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { onceEach } from '../text/findings/once-each.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { type Faces, viewsOf } from '../tools/check/views.ts'
import { today } from '../tools/diff/reviewed.ts'
import { Exit } from '../tools/exit.ts'
import { withoutAllowedLeaks } from '../tools/leaks/allowed.ts'
import { settingsAsShown } from '../tools/loaded.ts'
import { mailProblems } from '../tools/mail/problems.ts'
import { certificateProblems } from '../tools/servers/certificates.ts'
import { serverProblems } from '../tools/servers/problems.ts'
import type { View } from '../views/view.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import { allSays } from './all-says.ts'
import { hasBaseline, type LintOptions } from './check-options.ts'
import { conclude } from './check-output.ts'
import { missingFiles } from './missing-files.ts'
import { say } from './says.ts'

export type CheckOptions = LintOptions & { readonly config?: string }

/** Gives the exit code. */
export async function check({ config, ...options }: CheckOptions): Promise<number> {
  const { path, settings: written, problems: configProblems } = loadFound(config)
  const settings = written && settingsAsShown(written)
  const tool = 'janus check'
  if (settings === undefined) {
    await conclude(
      { problems: configProblems, texts: [], tool, subject: path, says: allSays },
      { ...options, rule: {} },
    )
    return Exit.failed
  }
  const wanted = { ...severitiesOf(settings.rules), ...options.rule }
  const sifted = hasBaseline(options) || settings.allowedLeaks.length > 0
  const rules = rulesFor('check', wanted, sifted)
  const { faces, denied } = await readAsServer(path, settings, { severities: wanted, sifted })
  const { views, found, left } = problemsOf(path, settings, faces, rules)
  const texts = [...faces.values()].flatMap(({ subject }) => subject?.text ?? [])
  const subject = summary(settings, hasError(found) ? refusedFaces(settings, faces, views) : 0)
  const signing = await signingProblemsOf(settings, faces)
  const served = await servedProblemsOf(settings, tool)
  const placed = new Set(configProblems.map(placeOf))
  const problems = [
    ...configProblems,
    ...denied.filter((problem) => !placed.has(placeOf(problem))),
    ...left,
    ...signing,
    ...served,
  ]
  return conclude({ problems, texts, tool, subject, says: allSays }, options)
}

/** Problems of signing; its code is loaded only where something is signed. */
async function signingProblemsOf(settings: Settings, faces: Faces): Promise<readonly Problem[]> {
  if (settings.sign.length === 0) return []
  const { signingProblems } = await import('../tools/dnssec/problems.ts')
  return signingProblems(settings, faces)
}

/** Kept files that change what is served. */
const MATTERING = ['layers', 'journal', 'primaries', 'leases', 'catalogs']

/** Problems of what a server would serve out of its state folder; loads nothing where no server has kept anything. */
async function servedProblemsOf(settings: Settings, tool: string): Promise<readonly Problem[]> {
  if (!MATTERING.some((file) => existsSync(keptFile(settings.state.path, file)))) return []
  const { servedProblems } = await import('../tools/served/problems.ts')
  return servedProblems(settings, (what) => process.stderr.write(`${tool}: ${what}\n`))
}

type Found = {
  readonly views: readonly CheckedView[]
  /** Problems in zones and between them. */
  readonly found: readonly Problem[]
  /** The same without what the configuration allows, and with entries of it that allow nothing. */
  readonly left: readonly Problem[]
}

/** Problems of the faces of a configuration that can be read. `known`: checks of an earlier pass with the same settings. */
export function problemsOf(
  path: string,
  settings: Settings,
  faces: Faces,
  rules: readonly ActiveRule[],
  known?: KnownChecks,
): Found {
  const views = viewsOf(settings, faces)
  const named = missingFiles(path, settings)
  const found = [
    ...checkZones(faces, views, rules, known),
    ...mailProblems(settings, faces),
    ...serverProblems(settings, faces),
    ...certificateProblems(settings, faces),
  ].map((problem) => named.get(problem.place.file)?.(problem) ?? problem)
  const zones = withoutAllowedLeaks(found, settings, faces, today())
  return { views, found, left: [...severityProblems(settings.rules), ...canaryProblems(settings, views), ...zones] }
}

/** Rules about other files of the configuration, which are read again as the server's user. */
const READ_AGAIN: ReadonlySet<string> = new Set(['config-unreadable', 'bad-secret', 'bad-certificate'])

function placeOf({ rule, place }: Problem): string {
  return `${rule} ${place.file}:${place.line}:${place.column}`
}

/** As root, reads files as the user of the configuration: the server will not see what that user may not read. */
async function readAsServer(
  path: string,
  settings: Settings,
  options: ReadFacesOptions,
): Promise<{ readonly faces: Faces; readonly denied: readonly Problem[] }> {
  const { user, group } = settings.operations
  const privileges = Privileges.of({ user, group, lowPort: false })
  if (typeof privileges === 'string') {
    const place = { file: path, line: 1, column: 1, length: 1 }
    const said = saying(say('cannot-serve-as', { why: privileges }))
    const denied = [{ rule: 'config-unreadable', severity: 'error', ...said, place } as const]
    return { faces: await readFaces(settings, 'check', options), denied }
  }
  privileges.lower()
  try {
    const again = privileges.account ? loadConfig(path).problems : []
    const denied = again.filter(({ rule }) => READ_AGAIN.has(rule))
    return { faces: await readFaces(settings, 'check', options), denied }
  } finally {
    privileges.raise()
  }
}

/** Asks the canaries of what the files have, as a reload would. It leaves out those that fail for a file that could not be read. */
function canaryProblems(settings: Settings, views: readonly CheckedView[]): Problem[] {
  const { canaries } = settings.operations
  const unread = views.some(({ members }) => members.some(({ read }) => read === undefined))
  const loaded = views.map(
    ({ members }, view): View => ({
      name: settings.views[view]!.name,
      zones: new ZoneSet(members.map(({ apex, read }) => ({ apex, zone: read?.subject.zone }))),
    }),
  )
  const generation = generationOf(settings, { views: loaded, faces: [] }, 1)
  return failingCanaries(canaries, generation, responderOptions(settings)).flatMap(
    ({ canary, expected, got, place }) => {
      if (unread && got === 'SERVFAIL') return []
      const source = canaries.find((one) => one.text === canary)?.source
      const problem: Problem = {
        rule: 'wrong-canary',
        severity: 'error',
        ...saying(say('canary', { canary, got, expected }), say('repair-canary')),
        place,
        ...(source !== undefined && { source }),
      }
      return [problem]
    },
  )
}

function checkZones(
  faces: Faces,
  views: readonly CheckedView[],
  rules: readonly ActiveRule[],
  known: KnownChecks | undefined,
): Problem[] {
  const own = [...new Set(faces.values())].flatMap(({ problems }) => problems)
  return onceEach([...own, ...checkViews(rules, views, known)])
}

/** How many faces a server would refuse. Only errors of rules that a load applies keep a zone from being served. */
function refusedFaces(settings: Settings, faces: Faces, views: readonly CheckedView[]): number {
  const rules = rulesFor('load', severitiesOf(settings.rules))
  const names = new Set(rules.filter(({ severity }) => severity === 'error').map(({ rule }) => rule.name))
  const refuses = ({ rule, severity }: Problem) =>
    severity === 'error' && (names.has(rule) || findRule(rule) === undefined)
  const unread = [...faces.values()].filter(({ subject }) => subject === undefined).length
  const counts = views.map((view) => {
    const found = checkView(rules, view.members, view)
    const refused = view.members.filter(({ read }, i) => read && (read.problems.some(refuses) || hasError(found[i]!)))
    return refused.length
  })
  return counts.reduce((sum, one) => sum + one, unread)
}

function summary({ zones, views }: Settings, refused: number): Said {
  const found = {
    zones: zones.length === 1 ? say('one-zone') : say('zones', { count: zones.length }),
    views: views.length === 1 ? say('one-view') : say('views', { count: views.length }),
  }
  if (refused === 0) return say('zones-in-views', found)
  return say('zones-refused', { ...found, faces: refused === 1 ? say('one-face') : say('faces', { count: refused }) })
}

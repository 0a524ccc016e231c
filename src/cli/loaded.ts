// The configuration and its zones, as the commands that look at both need them.

import { relative } from 'node:path'
import { findConfig } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import type { PathSetting, Settings } from '../config/settings.ts'
import { wantsColour } from '../report/colour.ts'
import { problemsText } from '../report/text.ts'
import { type LoadedViews, loadViews } from '../server/load.ts'

export type Loaded = { readonly settings: Settings; readonly loaded: LoadedViews }

/** Undefined where the configuration has errors: they are on standard error then. What is wrong in zones is not told. */
export function loadAll(config: string = findConfig()): Loaded | undefined {
  const { settings, problems } = loadConfig(config)
  if (settings === undefined) {
    process.stderr.write(problemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
    return undefined
  }
  const loaded = loadViews(settings, { show: asShown })
  return { settings, loaded }
}

/** People know their files by paths from where they stand. */
export function asShown<T extends PathSetting>(path: T): T {
  const near = relative('', path.path)
  return near.startsWith('..') ? path : { ...path, path: near }
}

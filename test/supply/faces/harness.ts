// A configuration and zone files in a folder, loaded: each face as lines of text.

import { join } from 'node:path'
import type { Test } from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { printRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeName } from '../../../src/dns/types.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { recordsOf } from '../../../src/supply/faces/records.ts'
import type { LoadedFace, LoadedViews } from '../../../src/supply/load.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import type { Settings } from '../../../src/text/config/settings.ts'
import { loadViews } from '../../support/load.ts'

export const views = 'views:\n  internal: [10.0.0.0/8]\n  external: [any]\n'
export const top = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n'

export type Campus = { readonly settings: Settings; readonly loaded: LoadedViews; readonly folder: string }

/** `config` is what follows the views. */
export function campus(t: Test, config: string, zones: Readonly<Record<string, string>>, own = views): Campus {
  const folder = t.testdir({ 'janus.yaml': own + config, ...zones })
  const { settings, problems } = loadConfig(join(folder, 'janus.yaml'))
  if (settings === undefined)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  return { settings, loaded: loadViews(settings), folder }
}

export function faceOf({ settings, loaded }: Campus, view: string, zone: string): LoadedFace {
  const face = loaded.faces.find(({ name, view: index }) => name === zone && settings.views[index]!.name === view)
  if (face === undefined) throw new Error(`no ${zone} in ${view}`)
  return face
}

/** `www A 192.0.2.2`, without what every zone here begins with; all errors where it was refused. */
export function linesOf(face: LoadedFace): string[] {
  if (face.zone === undefined) return inEnglish(face.problems).map(({ message }) => message)
  return recordsOf(face.zone)
    .map(({ owner, type, rdata }) => {
      const name = nameText(owner)
      const own = name === face.name ? '@' : name.slice(0, -face.name.length - 1)
      return `${own} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`
    })
    .filter((line) => !/^(@ SOA|@ NS|ns A 192\.0\.2\.1$)/.test(line))
    .sort()
}

/** `www A < in.zone:5 drop: private`, for each record. */
export function placesOf(face: LoadedFace): string[] {
  return recordsOf(face.zone!).map(({ owner, type, line }) => {
    const { file, line: own } = face.lines!.at(line)
    return `${nameText(owner)} ${typeName(type)} < ${file.split('/').at(-1)}:${own} ${face.lines!.noteAt(line)}`.trim()
  })
}

// Checks the files of TSIG keys, and makes none.

import { basename, dirname, join } from 'node:path'
import { readKeyFile } from '../../keys/key-file.ts'
import type { KeyFlaw } from '../../keys/key-text.ts'
import { type KeyUses, readKeyUses } from '../../keys/key-uses.ts'
import { filesOf, lastUse, nameInFile, type WantedKey } from '../../keys/keyring.ts'
import { say as sayOfKeys } from '../../keys/says.ts'
import type { Place } from '../findings/problem.ts'
import { saying } from '../findings/told.ts'
import { openFailure, openFix } from './open-failure.ts'
import { configRules } from './rules.ts'
import { say } from './says.ts'
import type { SourceText } from './source-text.ts'

/** `named`: where the configuration names the key. `state`: the state folder, where Janus notes which keys others have used. */
export function checkKeyFiles(
  source: SourceText,
  wanted: WantedKey,
  { named, state }: { readonly named: Place; readonly state: string },
): void {
  const files = filesOf(wanted)
  if (files.length === 0) {
    source.named.push({ path: wanted.file, content: '' })
    reportLost(source, wanted, named, state)
  }
  for (const path of files) {
    const shown = shownAt(source, wanted, path)
    try {
      const { key, flaws, content, mode } = readKeyFile(path, nameInFile(path), shown)
      source.named.push({ path, content, mode })
      for (const flaw of flaws) reportFlaw(source, wanted, shown, flaw, { named, isError: key === undefined })
    } catch (error) {
      source.named.push({ path, content: '' })
      source.reportAt('key-unreadable', named, say('key-unread', { file: shown, why: openFailure(error) }), {
        fix: openFix(path, error, say('key-make-readable')),
      })
    }
  }
}

function shownAt({ file }: SourceText, { shown }: WantedKey, path: string): string {
  return join(dirname(file), dirname(shown), basename(path))
}

/** Janus makes a key without a file at its next start, unless somebody has used the key: nobody would have the new secret. */
function reportLost(source: SourceText, wanted: WantedKey, named: Place, state: string): void {
  const used = source.finds(() => lastUse(usesIn(state), wanted.text))
  if (used === undefined) return
  const file = shownAt(source, wanted, wanted.file)
  const message = sayOfKeys('key-lost', { file, name: wanted.text, when: new Date(used).toISOString() })
  source.reportAt('key-lost', named, message, { fix: sayOfKeys('bring-key-back-or-new', { name: wanted.text }) })
}

/** None where the note cannot be read: the server reports that. */
function usesIn(state: string): KeyUses {
  try {
    const uses = readKeyUses(join(state, 'kept'))
    return uses === 'unknown' ? new Map() : uses
  } catch {
    return new Map()
  }
}

/** Reports a flaw where it stands in the file, without the line: that may hold the secret. */
function reportFlaw(
  source: SourceText,
  { text }: WantedKey,
  file: string,
  { message, fix, at }: KeyFlaw,
  { named, isError }: { readonly named: Place; readonly isError: boolean },
): void {
  const said = say('key-unusable-here', { key: text, file, why: message })
  if (at === undefined) source.reportAt('bad-key-file', named, said, { fix })
  else {
    const rule = isError ? 'bad-key-file' : 'weak-key'
    source.problems.push({
      rule,
      severity: configRules[rule].severity,
      ...saying(isError ? said : say('key-poor-here', { key: text, why: message }), fix),
      place: { file, ...at },
    })
  }
}

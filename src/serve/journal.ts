// The journal of the server that serves: found in the state folder, or not to be had. Then files are served, and no change is
// accepted.

import { join } from 'node:path'
import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { keptFolder } from '../state/kept-folder.ts'
import { compactAside } from '../store/compacting.ts'
import { Journal } from '../store/journal.ts'
import type { Over, StoreOptions } from '../store/store.ts'

export type OpenJournal = StoreOptions['journal'] & { readonly close: () => Promise<void> }

/** `state`: the state folder. */
export async function openJournal(state: string, log: Logger): Promise<OpenJournal> {
  try {
    const { path, isMissed } = keptFolder(state)
    if (isMissed)
      log.error(
        { folder: path },
        'the folder of what nothing else can make again is gone: stop the server and restore it from the backup, or accept that accepted changes are lost',
      )
    const journal = await Journal.open(join(path, 'journal'), {
      rewrite: compactAside,
      onBulky: (error) => log.warn({ reason: textOf(error) }, 'the journal of changes cannot be made smaller'),
      onTorn: (octets, aside) =>
        log.warn({ octets, aside }, 'the end of the journal of changes was half written: it is put aside'),
    })
    return typeof journal === 'string' ? without(journal, log) : journal
  } catch (error) {
    return without(textOf(error), log)
  }
}

function without(reason: string, log: Logger): OpenJournal {
  log.error(
    { reason },
    'the journal of changes cannot be used: zones are served as their files have them, and no change is accepted',
  )
  return {
    chains: new Map(),
    append: () => Promise.reject(new Error(`the journal of changes cannot be used: ${reason}`)),
    close: async () => {},
  }
}

/** Says of changes that were accepted why they are not served. */
export function tellOver(log: Logger): (over: Over) => void {
  return ({ name, changes, why }) =>
    log.warn(
      { zone: nameText(name.origin), view: name.view, changes, reason: WHY[why] },
      'changes that were accepted are not served',
    )
}

const WHY: Readonly<Record<Over['why'], string>> = {
  'no-face': 'the view has no such zone, or nothing is served of it',
  'other-content': 'the zone has other content now than when they were accepted',
  misfit: 'they do not fit the zone: report it with this line',
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

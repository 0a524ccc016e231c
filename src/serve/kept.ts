// What a running server has in `kept` of its state folder: the journal of changes, the record of serials and the audit trail. When it
// cannot open the journal, it serves files and accepts no change; when it cannot open the record, it remembers serials until its end.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { type KeptFolder, keptFolder } from '../state/kept-folder.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { compactAside } from '../store/compacting.ts'
import { Journal } from '../store/journal.ts'
import type { LogOptions } from '../store/log.ts'
import type { Over } from '../store/restoring.ts'
import { type LastServed, SerialRecord } from '../store/serial-record.ts'
import type { StoreOptions } from '../store/store.ts'
import type { SuccessionOptions } from '../store/succession.ts'
import { whyOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import type { LayerLog } from '../update/layer-log.ts'
import { type AuditTrail, openAuditTrail, withoutTrail } from './audit-trail.ts'

export type Kept = {
  /** `areThere`: layers were kept before, or ought to be there. */
  readonly layers: { readonly areThere: boolean; readonly open: () => Promise<UsedLayers> }
  readonly journal: StoreOptions['journal']
  readonly serials: SuccessionOptions['record']
  readonly audit: AuditTrail
  readonly close: () => Promise<void>
}

export async function openKept({ state, operations }: Settings, log: Logger): Promise<Kept> {
  const folder = folderOf(state.path, log)
  const { journal, serials, audit } = await openLogs(folder, operations.audit.limit, log)
  if (typeof journal === 'string')
    log.error(
      { reason: journal },
      'the journal of changes cannot be used: zones are served as their files have them, and no change is accepted',
    )
  if (typeof serials === 'string')
    log.error(
      { reason: serials },
      'the record of serials cannot be used: after the next start a zone may get a serial that a secondary has already seen',
    )
  if (typeof audit === 'string')
    log.error({ reason: audit }, 'the audit trail cannot be used: changes are not recorded')
  const layers = new KeptLayers(folder, log)
  const trail = typeof audit === 'string' ? withoutTrail(audit, operations.audit.limit) : audit
  return {
    audit: trail,
    journal: typeof journal === 'string' ? noJournal(journal) : journal,
    serials: typeof serials === 'string' ? inMemory() : serials,
    layers,
    close: async () => {
      await trail.close()
      if (typeof journal !== 'string') await journal.close()
      if (typeof serials !== 'string') await serials.close()
      await layers.close()
    },
  }
}

/** The folder, or a sentence that says why it cannot be used. */
function folderOf(state: string, log: Logger): KeptFolder | string {
  try {
    const folder = keptFolder(state)
    if (folder.isMissed)
      log.error(
        { folder: folder.path },
        'the folder "kept" is gone, which holds what Janus cannot make again: stop the server and restore it from the backup, or accept that changes are lost',
      )
    return folder
  } catch (error) {
    return whyOf(error)
  }
}

/** What `open` gives, or a sentence that says why it cannot. */
async function opening<T>(open: () => Promise<T | string>): Promise<T | string> {
  try {
    return await open()
  } catch (error) {
    return whyOf(error)
  }
}

type Logs = {
  readonly journal: Journal | string
  readonly serials: SerialRecord | string
  readonly audit: AuditTrail | string
}

/** Opens the three logs. Gives a sentence in place of one that cannot be used. */
async function openLogs(folder: KeptFolder | string, limit: number, log: Logger): Promise<Logs> {
  if (typeof folder === 'string') return { journal: folder, serials: folder, audit: folder }
  // Each log waits for the disk several times: opened together, all wait as long as one.
  const [journal, serials, audit] = await Promise.all([
    opening(() => openJournal(folder, log)),
    opening(() => openSerials(folder, log)),
    opening(() => openAudit(folder, limit, log)),
  ])
  const logs = { journal, serials, audit }
  try {
    folder.keeps(...Object.entries(logs).flatMap(([name, one]) => (typeof one === 'string' ? [] : name)))
    return logs
  } catch (error) {
    // The folder does not know of the logs, so the next start would not miss them if they were gone: none is used.
    const why = whyOf(error)
    return { journal: why, serials: why, audit: why }
  }
}

async function openJournal(folder: KeptFolder, log: Logger): Promise<Journal | string> {
  if (!folder.isMissed && folder.misses('journal'))
    log.error(
      { file: join(folder.path, 'journal') },
      'the journal of changes is gone: stop the server and restore it from the backup, or accept that changes are lost',
    )
  return Journal.open(join(folder.path, 'journal'), {
    rewrite: compactAside,
    onBulky: (error) => log.warn({ reason: whyOf(error) }, 'the journal of changes cannot be made smaller'),
    onTorn: tellTorn(log, 'the journal of changes'),
  })
}

async function openSerials(folder: KeptFolder, log: Logger): Promise<SerialRecord | string> {
  if (!folder.isMissed && folder.misses('serials'))
    log.error(
      { file: join(folder.path, 'serials') },
      'the record of serials is gone: restore it from the backup, or compare the serials with those of the secondaries and raise each that is below theirs',
    )
  return SerialRecord.open(join(folder.path, 'serials'), {
    onBulky: (error) => log.warn({ reason: whyOf(error) }, 'the record of serials cannot be made smaller'),
    onTorn: tellTorn(log, 'the record of serials'),
  })
}

/** Opens the audit trail. Without it the server still changes what it is told to, and logs that nobody will know. */
async function openAudit(folder: KeptFolder, limit: number, log: Logger): Promise<AuditTrail | string> {
  const file = join(folder.path, 'audit')
  if (!folder.isMissed && folder.misses('audit'))
    log.error({ file }, 'the audit trail is gone: restore it from the backup, or accept that a new one begins')
  return openAuditTrail(file, {
    limit,
    onTorn: tellTorn(log, 'the audit trail'),
    onLost: (error) => log.error({ reason: whyOf(error) }, 'entries of the audit trail are lost'),
    onCut: (entries, newest) =>
      log.info(
        { entries, newest: newest.toISOString() },
        'the oldest entries of the audit trail were removed to keep it within its size',
      ),
  })
}

type UsedLayers = Pick<LayerLog, 'found' | 'append'>

/** The log of layers, opened when it is wanted first. */
class KeptLayers {
  readonly #folder: KeptFolder | string
  readonly #log: Logger
  #open: LayerLog | undefined

  constructor(folder: KeptFolder | string, log: Logger) {
    this.#folder = folder
    this.#log = log
  }

  /** Whether layers were kept before, or ought to be there. */
  get areThere(): boolean {
    const folder = this.#folder
    if (typeof folder === 'string') return false
    return folder.misses('layers') || existsSync(join(folder.path, 'layers'))
  }

  async open(): Promise<UsedLayers> {
    const layers = await opening(() => this.#opening())
    if (typeof layers !== 'string') {
      this.#open = layers
      return layers
    }
    this.#log.error(
      { reason: layers },
      'the log of layers cannot be used: zones are served without the changes that messages made, and no update is accepted',
    )
    const append = () => Promise.reject(new Error(`the log of layers cannot be used: ${layers}`))
    return { found: new Map(), append }
  }

  async close(): Promise<void> {
    await this.#open?.close()
  }

  async #opening(): Promise<LayerLog | string> {
    const folder = this.#folder
    const log = this.#log
    if (typeof folder === 'string') return folder
    if (!folder.isMissed && folder.misses('layers'))
      log.error(
        { file: join(folder.path, 'layers') },
        'the log of layers is gone: stop the server and restore it from the backup, or accept that changes by messages are lost',
      )
    const { LayerLog } = await import('../update/layer-log.ts')
    const layers = await LayerLog.open(join(folder.path, 'layers'), {
      onBulky: (error) => log.warn({ reason: whyOf(error) }, 'the log of layers cannot be made smaller'),
      onTorn: tellTorn(log, 'the log of layers'),
    })
    if (typeof layers !== 'string') folder.keeps('layers')
    return layers
  }
}

/** A crash leaves one write half done, which nobody was told was done. Records behind a bad one were damaged in another way. */
export function tellTorn(log: Logger, what: string): LogOptions['onTorn'] {
  return (octets, aside, behind) => {
    if (behind === 0) log.warn({ octets, aside }, `the end of ${what} was only half written, and is put aside`)
    else
      log.error(
        { octets, aside, records: behind },
        `${what} is damaged, and what follows the damage is put aside: stop the server and restore it from the backup, or accept that this part is lost`,
      )
  }
}

function noJournal(reason: string): StoreOptions['journal'] {
  return {
    chains: new Map(),
    append: () => Promise.reject(new Error(`the journal of changes cannot be used: ${reason}`)),
  }
}

function inMemory(): SuccessionOptions['record'] {
  const last = new Map<string, LastServed>()
  return {
    of: (name) => last.get(faceKey(name)),
    put: async (all) => {
      for (const one of all) last.set(faceKey(one.name), one)
    },
  }
}

/** Says of changes that were accepted why they are not served. `isFetched`: whether the face comes from a primary. */
export function tellOver(log: Logger, isFetched: (name: FaceName) => boolean): (over: Over) => void {
  return ({ name, changes, why }) => {
    // The face has come whole since, and the process that kept it was killed before it dropped its changes from the journal.
    if (why === 'other-content' && isFetched(name)) return
    log.warn(
      { zone: nameText(name.origin), view: name.view, changes, reason: WHY[why] },
      'changes that were accepted are not served',
    )
  }
}

const WHY: Readonly<Record<Over['why'], string>> = {
  'no-face': 'the view has no such zone, or the zone is not served',
  'other-content': 'the zone has other content now than when they were accepted',
  misfit: 'they do not fit the zone, which is a bug in Janus: report it with this line',
}

// `janus serve`: runs the nameserver in the foreground until a signal ends it.

import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { endpointText } from '../net/endpoint.ts'
import { ListenError } from '../net/listen.ts'
import { type Log, openLog } from '../observe/log.ts'
import { Server } from '../serve/server.ts'
import { keepsZones } from '../state/state-folder.ts'
import { loaders } from '../supply/loader/loaders.ts'
import type { Account } from '../system/accounts.ts'
import { giveFolder } from '../system/give-folder.ts'
import { ServiceNotifier } from '../system/notify.ts'
import { loadPosix } from '../system/posix.ts'
import { Privileges } from '../system/privileges.ts'
import { shortenSlice } from '../system/slice.ts'
import { lockState } from '../system/state-lock.ts'
import { isProfiled } from '../system/threads.ts'
import { keepLargeApart } from '../system/trim-memory.ts'
import { whyOf } from '../system/why.ts'
import { findConfig, loadFound } from '../text/config/find.ts'
import type { LoadedConfig } from '../text/config/load.ts'
import { configReader } from '../text/config/reread.ts'
import type { Settings } from '../text/config/settings.ts'
import { isForeign } from '../text/config/sources.ts'
import { configProblemsText } from '../text/config/told.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { EarlySignals } from './early-signals.ts'
import { version } from './version.ts'

export type ServeOptions = { readonly config?: string }

export async function serve({ config }: ServeOptions): Promise<number> {
  // A server makes few objects once it serves: the room for young ones must not grow to what a start needs.
  setFlagsFromString('--semi-space-growth-factor=1')
  // A query passes through many small functions: with this limit, V8 inlines all of them into one.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000')
  // V8's middle compiler keeps its limit of 400 calls: with 8,000, changes of a primary were served sooner, and DNS over TLS cost more for as
  // long as its functions were not compiled.
  const early = new EarlySignals(leave)
  const readConfig = configReader(config ?? findConfig())
  const found = loadFound(config, readConfig)
  const settings = settingsOf(found)
  if (settings === undefined) return 2
  const posix = await loadPosix()
  await keepLargeApart()
  const privileges = privilegesFor(settings)
  if (typeof privileges === 'string') return fail(privileges)
  const left = privileges.account ? giveFolders(settings, privileges.account) : []
  privileges.lower()
  const lock = lockState(settings.state.path, posix)
  if (lock.kind === 'taken')
    return fail(`cannot use the state folder ${settings.state.path}: another server has it, process ${lock.by}`)
  // Starts a loader ahead, if there are texts to read: not for a start from kept zones, nor for zones of other servers alone.
  if (!keepsZones(settings.state.path) && hasTexts(settings)) loaders.startAhead(false)
  const log = await openLogFor(settings)
  if (typeof log === 'string') return fail(log)
  const { logger } = log
  if (lock.kind === 'unusable')
    logger.warn(
      { state: settings.state.path, reason: lock.reason },
      'the state folder cannot be used: nothing is kept for the next start',
    )
  if (left.length > 0)
    logger.warn(
      { state: settings.state.path, left },
      'some files in the state folder or key folder could not be given to the user of the server: run chown on them',
    )
  if (process.getuid?.() === 0 && !privileges.account)
    logger.warn('the server runs as root: name another user in the configuration, "user: janus"')
  let server: Server
  try {
    server = await Server.start(settings, {
      log: logger,
      readSettings: readConfig,
      problems: found.problems,
      beforeBind: () => privileges.raise(),
      onBound: () => privileges.drop(posix),
    })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    return fail(error.message)
  }
  // The server answers queries by now; the code for operators comes after.
  const { Operator } = await import('../operate/control/operator.ts')
  const operator = new Operator({ server, log, version, notifier: new ServiceNotifier(posix, process.env) })
  // The operator listens for signals by now.
  const hangups = early.end()
  await operator.openSocket()
  // This thread answers over TCP. The threads that answer over UDP have started already, and each shortens its own slice.
  void shortenSlice()
  logger.info({ version, listen: server.bound.map(endpointText), zones: server.zones }, 'ready')
  operator.ready()
  if (hangups > 0) void operator.reload()
  void server.keep()
  // For the next start, however this run ends.
  flushCompileCache()
  await operator.stopped
  logger.info('stopping')
  loaders.close()
  await withPatience(Promise.all([operator.close(), server.close()]), STOPPING_MS)
  logger.info('stopped')
  await withPatience(log.flush(), FLUSHING_MS)
  // Waits no longer for a reload under way, a client at the control socket or a slow disk.
  if (!isProfiled) posix?.endNow(0)
  process.exit(0)
}

function hasTexts({ zones }: Settings): boolean {
  return zones.some(({ faces }) => faces.some((face) => !isForeign(face)))
}

/** Milliseconds for the end and for the log's last lines: together less than the five seconds within which a server has to end. */
const STOPPING_MS = 3500
const FLUSHING_MS = 1000

/** Resolves when the work is done, or when its time is over. */
function withPatience(done: Promise<unknown>, patience: number): Promise<unknown> {
  return Promise.race([done, new Promise((resolve) => setTimeout(resolve, patience))])
}

/** Ends the process before anything is served: there is nothing to drain, and nothing to finish in the state folder. */
function leave(): void {
  loaders.close()
  process.exit(0)
}

/** Gives folders to the account; gives a sentence for each thing that it leaves as it is. */
function giveFolders({ state, keys, tsig }: Settings, account: Account): string[] {
  const folders = tsig.length > 0 ? [state.path, keys.path] : [state.path]
  try {
    return folders.flatMap((folder) => giveFolder(folder, account))
  } catch (error) {
    return [whyOf(error)]
  }
}

/** The settings; undefined where there are errors, which it writes to standard error. */
function settingsOf({ settings, problems }: LoadedConfig): Settings | undefined {
  if (problems.length > 0)
    process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
  return settings
}

function privilegesFor({ operations: { user, group }, listen }: Settings): Privileges | string {
  return Privileges.of({ user, group, lowPort: listen.some(({ port }) => port > 0 && port < 1024) })
}

async function openLogFor({ log }: Settings): Promise<Log | string> {
  try {
    return await openLog(log)
  } catch (error) {
    return `cannot write the log to ${log.file}: ${error instanceof Error ? error.message : error}`
  }
}

function fail(message: string): number {
  process.stderr.write(`janus: ${message}\n`)
  return 2
}

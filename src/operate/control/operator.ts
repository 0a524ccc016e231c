// The ways by which operators reach the server: signals, the control socket, HTTP, systemd. All of them lead to the same verbs.

import type { Server as NetServer } from 'node:net'
import { dirname } from 'node:path'
import type { AuditActor, AuditDetail } from '../../observe/audit.ts'
import { Dnstap } from '../../observe/dnstap.ts'
import { type Log, openLog } from '../../observe/log.ts'
import { QueryLog } from '../../observe/query-log.ts'
import type { Server } from '../../serve/server.ts'
import type { ReloadReport } from '../../store/generation/report.ts'
import { inEnglish } from '../../supply/english.ts'
import type { ServiceNotifier } from '../../system/notify.ts'
import { traceOf, whyOf } from '../../system/why.ts'
import { Checking } from '../checking.ts'
import { HttpConnections } from '../http/connections.ts'
import type { HttpListener } from '../http/listeners.ts'
import type { Operated } from '../operated.ts'
import { Explaining } from './explaining.ts'
import { logReload } from './log-reload.ts'
import { openControlSocket } from './socket.ts'
import { tablesOf } from './tables.ts'
import { FileWatch } from './watch.ts'

export type OperatorOptions = {
  readonly server: Server
  readonly log: Log
  readonly version: string
  readonly notifier: ServiceNotifier
}

export class Operator {
  /** Resolves when a signal or a verb asks the server to end. */
  readonly stopped: Promise<void>
  readonly #options: OperatorOptions
  readonly #operated: Operated
  readonly #queryLog: QueryLog
  readonly #httpConnections = new HttpConnections()
  #socket: NetServer | undefined
  #http: HttpListener | undefined
  #dnstap: Dnstap | undefined
  #watch: FileWatch | undefined
  #queriesLog: Log | undefined
  #told: ReloadReport | undefined

  constructor(options: OperatorOptions) {
    const { server, log, version } = options
    this.#options = options
    let stop: () => void = () => {}
    this.stopped = new Promise((resolve) => {
      stop = resolve
    })
    this.#queryLog = new QueryLog(server, log.logger)
    server.updates.also = (event) => this.#queryLog.noteUpdate(event)
    const explaining = new Explaining(server)
    this.#operated = {
      server,
      version,
      queryLog: this.#queryLog,
      droppedLogLines: () => log.dropped() + (this.#queriesLog?.dropped() ?? 0),
      dnstap: () => this.#dnstap,
      httpConnections: this.#httpConnections,
      tables: () => tablesOf(server, this.#httpConnections),
      explain: (question, text) => explaining.explain(question, text),
      tell: inEnglish,
      onFault: (error) =>
        log.logger.error(
          { error: traceOf(error) },
          'a request failed because of a bug in Janus: report it with this line',
        ),
      reload: (begin) => this.reload(() => server.reload(begin)),
      apply: (hash, begin, differs) => this.reload(() => server.apply(hash, begin, differs)),
      checking: new Checking(
        () => server,
        (reason) =>
          log.logger.error(
            { reason },
            'the check of what is served failed because of a bug in Janus: report it with this line',
          ),
      ),
      plans: { last: undefined },
      logTail: log.tail,
      // The client that asked for the end gets its answer first.
      stop: () => setTimeout(stop, 10),
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
    process.on('SIGHUP', () => void this.#reloadFor({ who: 'SIGHUP', way: 'signal' }))
    process.on('SIGUSR2', () => this.#reopenLogs())
  }

  /** Opens the control socket. If it cannot, the server serves without it. */
  async openSocket(): Promise<void> {
    const { server, log } = this.#options
    const { socket: path, group } = server.settings.operations.control
    const isLocked = dirname(path) === server.settings.state.path
    try {
      const { server: socket, closedTo } = await openControlSocket({ path, group, isLocked }, this.#operated)
      this.#socket = socket
      if (closedTo !== undefined)
        log.logger.warn(
          { socket: path, reason: closedTo },
          'only root and the owner of the control socket can use it: its group cannot be set',
        )
    } catch (error) {
      log.logger.warn({ socket: path, reason: whyOf(error) }, 'the control socket cannot be opened')
    }
  }

  /** Tells systemd that the server is ready, and opens HTTP, dnstap and the query log in the background. */
  ready(): void {
    const { server, notifier, log, version } = this.#options
    this.#note(byItself, 'start', { version, generation: server.current.number })
    notifier.ready(this.#summary(), () => server.isAlive())
    const { http, dnstap } = server.settings.operations
    if (http)
      Promise.all([import('../http/listeners.ts'), import('../http/console-link.ts')])
        .then(async ([{ openHttp, UNIX }, { consoleLink }]) => {
          this.#http = await openHttp(http, this.#operated, {
            connections: this.#httpConnections,
            warn: (detail, text) => log.logger.warn(detail, text),
          })
          const { listen } = this.#http
          log.logger.info({ listen }, 'HTTP is served')
          const address = listen.find((one) => !one.startsWith(UNIX))
          if (http.console && address !== undefined)
            log.logger.info({ console: consoleLink(address, http.tls !== undefined, server) }, 'the console is served')
        })
        .catch((error) => log.logger.error({ reason: whyOf(error) }, 'HTTP cannot be served'))
    if (dnstap && server.dnstapTap) this.#dnstap = new Dnstap(server.dnstapTap, { ...dnstap, version })
    // A file may have changed at any time since the process began.
    this.#watchFiles(Date.now() - performance.now())
    const { queries } = server.settings.log
    if (queries !== undefined)
      openLog({ level: 'info', format: 'json', file: queries, queries: undefined }).then(
        (opened) => {
          this.#queriesLog = opened
          this.#queryLog.writeTo(opened.logger)
        },
        (error) => log.logger.error({ file: queries, reason: whyOf(error) }, 'the query log cannot be opened'),
      )
  }

  /** As Operated.reload; `work` is the reload itself. */
  async reload(work = () => this.#options.server.reload()): Promise<ReloadReport> {
    const { server, notifier, log } = this.#options
    notifier.reloading()
    try {
      const begun = Date.now()
      const report = await work()
      // Several clients may have waited for the same reload.
      if (report !== this.#told) logReload(log.logger, server, report)
      this.#told = report
      this.#watchFiles(begun)
      return report
    } finally {
      notifier.reloaded(this.#summary())
    }
  }

  async close(): Promise<void> {
    this.#note(byItself, 'end', {})
    this.#options.notifier.stopping()
    this.#socket?.close()
    this.#watch?.close()
    this.#queryLog.close()
    this.#operated.checking.close()
    this.#dnstap?.close()
    await this.#http?.close()
    await this.#queriesLog?.flush()
  }

  async #reloadFor(actor: AuditActor): Promise<void> {
    const { outcome, generation, changes } = await this.reload()
    this.#note(actor, 'reload', { outcome, generation, faces: changes.length })
  }

  #note(actor: AuditActor, what: string, detail: AuditDetail): void {
    this.#options.server.audit.add({ at: Date.now(), actor, what, views: [], detail })
  }

  /** `since`: when the server began to read the files that are served now. */
  #watchFiles(since: number): void {
    const { server, log } = this.#options
    if (server.latest.operations.watch) {
      this.#watch ??= new FileWatch({
        changed: () => void this.#reloadFor({ who: 'watched files', way: 'files' }),
        missed: (folders, reason) =>
          log.logger.warn(
            { folders, reason },
            'some folders of zone files cannot be watched: run "janus reload" after a change there',
          ),
      })
      this.#watch.follow(server, since)
    } else {
      this.#watch?.close()
      this.#watch = undefined
    }
  }

  #summary(): string {
    const { current, zones } = this.#options.server
    return `generation ${current.number}: ${zones.good} of ${zones.configured} zone faces as their files have them`
  }

  #reopenLogs(): void {
    const { log } = this.#options
    const reasons = [log.reopen(), this.#queriesLog?.reopen()].filter((reason) => reason !== undefined)
    for (const reason of reasons)
      log.logger.error({ reason }, 'a log cannot be reopened: the server still writes to the old file')
    if (reasons.length === 0) log.logger.info('logs reopened')
  }
}

const byItself: AuditActor = { who: 'janus', way: 'start' }

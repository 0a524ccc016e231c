// What the verbs work on: the running server, with its logs, listeners and the actions of the process around it.

import type { Said } from '../dns/said.ts'
import type { EntryEvent } from '../observe/entry-event.ts'
import type { LogTail } from '../observe/log-tail.ts'
import type { Follow, QueryLogRequest, QueryLogStatus } from '../observe/query-log.ts'
import type { Server } from '../serve/server.ts'
import type { ReloadReport } from '../store/generation/report.ts'
import type { LanguageName, Speaker } from '../text/findings/wording.ts'
import type { Explanation } from '../tools/explain/explanation.ts'
import type { Question } from '../tools/explain/question.ts'
import type { Checking } from './checking.ts'
import type { Tell } from './report.ts'

export type Operated = {
  readonly server: Server
  readonly version: string
  readonly droppedLogLines: () => number
  readonly queryLog: {
    /** Resolves with why not, where the options cannot be read. */
    readonly set: (request: QueryLogRequest) => Promise<QueryLogStatus | Said>
    readonly status: () => QueryLogStatus
    readonly follow: Follow
    /** Notes an event about an entry, even while the log is off. */
    readonly noteEntry: (event: EntryEvent) => void
  }
  readonly dnstap: () => { readonly sent: number; readonly dropped: number } | undefined
  readonly httpConnections: { readonly displaced: number }
  /** Every table that strangers could make grow, with its bound. */
  readonly tables: () => readonly Table[]
  /** `text`: in the client's language. */
  readonly explain: (question: Question, text: Speaker['text']) => Promise<Explanation>
  readonly tell: Tell
  /** The language in which `tell` speaks; by default English. */
  readonly language?: LanguageName
  /** Logs a fault of ours; the client is told no details. */
  readonly onFault: (error: unknown) => void
  /** A reload with `begin`, which may throw, is not shared with others who ask. */
  readonly reload: (begin?: () => void) => Promise<ReloadReport>
  /** As `reload`, if the plan still has this hash. */
  readonly apply: (hash: string, begin: () => void, differs: () => Error) => Promise<ReloadReport>
  /** The check of all rules over what is served. */
  readonly checking: Checking
  /** The plan that was made last, so that it can be shown without reading files again. */
  readonly plans: { last: MadePlan | undefined }
  /** The last lines of the log, and those to come. */
  readonly logTail: LogTail
  /** Ends the process, once the client that asked for it has its answer. */
  readonly stop: () => void
}

/** `reload`: the last reload before the plan was made. */
export type MadePlan = {
  readonly report: ReloadReport
  readonly reload: ReloadReport | undefined
  readonly made: Date
  readonly by: string
}

export type Table = {
  readonly table: string
  /** The name of the table as data. */
  readonly said: Said
  readonly used: number | undefined
  readonly limit: number | undefined
}

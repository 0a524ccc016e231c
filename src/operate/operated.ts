// What the verbs work on: the running server, and what stands around it.

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
    /** Why not, where the options make no sense. */
    readonly set: (request: QueryLogRequest) => Promise<QueryLogStatus | Said>
    readonly status: () => QueryLogStatus
    readonly follow: Follow
    /** Whether it is on or not. */
    readonly noteEntry: (event: EntryEvent) => void
  }
  readonly dnstap: () => { readonly sent: number; readonly dropped: number } | undefined
  readonly httpConnections: { readonly displaced: number }
  /** Every table that strangers could make grow, with its bound. */
  readonly tables: () => readonly Table[]
  /** `text`: in the language of who asks. */
  readonly explain: (question: Question, text: Speaker['text']) => Promise<Explanation>
  readonly tell: Tell
  /** In which `tell` speaks; English where it is not given. */
  readonly language?: LanguageName
  /** A fault of ours: who asked is told as much as he may see. */
  readonly onFault: (error: unknown) => void
  /** With `begin`, which may throw, it is shared with nobody. */
  readonly reload: (begin?: () => void) => Promise<ReloadReport>
  /** As `reload`, of what a plan has shown. */
  readonly apply: (hash: string, begin: () => void, differs: () => Error) => Promise<ReloadReport>
  /** What all rules find in what is served. */
  readonly checking: Checking
  /** What somebody has had planned last: whoever wants to see it reads no file for it. */
  readonly plans: { last: MadePlan | undefined }
  /** Lines of the log that were written last, and those to come. */
  readonly logTail: LogTail
  /** Ends the process, once the answer to who asked for it is out. */
  readonly stop: () => void
}

/** `reload`: what was reloaded last by then. */
export type MadePlan = {
  readonly report: ReloadReport
  readonly reload: ReloadReport | undefined
  readonly made: Date
  readonly by: string
}

export type Table = {
  readonly table: string
  /** Its name as data. */
  readonly said: Said
  readonly used: number | undefined
  readonly limit: number | undefined
}

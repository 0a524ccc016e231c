// What the verbs work on: the running server, and what stands around it.

import type { QueryLogRequest, QueryLogStatus } from '../observe/query-log.ts'
import type { Server } from '../serve/server.ts'
import type { ReloadReport } from '../store/generation/report.ts'
import type { Explanation } from '../tools/explain/explanation.ts'
import type { Question } from '../tools/explain/question.ts'
import type { Tell } from './report.ts'

export type Operated = {
  readonly server: Server
  readonly version: string
  readonly droppedLogLines: () => number
  readonly queryLog: {
    /** A sentence where the options make no sense. */
    readonly set: (request: QueryLogRequest) => Promise<QueryLogStatus | string>
    readonly status: () => QueryLogStatus
  }
  readonly dnstap: () => { readonly sent: number; readonly dropped: number } | undefined
  readonly httpConnections: { readonly displaced: number }
  /** Every table that strangers could make grow, with its bound. */
  readonly tables: () => readonly Table[]
  readonly explain: (question: Question) => Explanation
  readonly tell: Tell
  /** A fault of ours: who asked is told as much as he may see. */
  readonly onFault: (error: unknown) => void
  /** With `begin`, which may throw, it is shared with nobody. */
  readonly reload: (begin?: () => void) => Promise<ReloadReport>
  /** Ends the process, once the answer to who asked for it is out. */
  readonly stop: () => void
}

export type Table = { readonly table: string; readonly used: number | undefined; readonly limit: number | undefined }

// The error codes of requests, for programs, beside the sentences for people. A code never changes: scripts and the status of HTTP
// depend on it.

import type { Said } from '../dns/said.ts'
import type { ToldProblem } from '../text/findings/problem.ts'
import { english } from './says.ts'

export const errorCodes = {
  'unknown-verb': { status: 404, means: 'the server has no such verb', ja: 'サーバーにそのコマンドはありません' },
  'bad-request': {
    status: 400,
    means: 'Janus cannot read the request, or one of its fields',
    ja: '要求、またはその項目の一つを読み取れません',
  },
  'no-token': {
    status: 401,
    means: 'Janus does not know who asks: the request has no token, session or password, or a wrong one',
    ja: 'トークン・セッション・パスワードがないか、誤っています',
  },
  forbidden: {
    status: 403,
    means: 'the rights of this client do not include this',
    ja: 'この要求は許可されていません',
  },
  'too-often': {
    status: 429,
    means:
      'too many wrong tokens have come from this network, or too many requests of this user; wait as long as Retry-After says',
    ja: '誤ったトークン、または要求が多すぎます。Retry-After の時間だけ待ってください',
  },
  moved: {
    status: 412,
    means: 'what Janus serves has changed since you read what the request rests on',
    ja: '要求の後に、提供内容またはファイルが変わりました',
  },
  busy: {
    status: 503,
    means: 'too many requests run at once; ask again',
    ja: '同時の要求が多すぎます。もう一度要求してください',
  },
  'provider-failed': {
    status: 502,
    means: 'the OpenID provider has not confirmed who somebody is',
    ja: 'OpenID プロバイダーが本人を確認できませんでした',
  },
  failed: { status: 500, means: 'a bug in Janus', ja: 'Janus の不具合です' },
  'no-generation': { status: 400, means: 'there is no such generation to go back to', ja: '戻る先の世代がありません' },
  canary: {
    status: 409,
    means: 'a canary would get a wrong answer, and nothing has changed',
    ja: 'カナリアの答えが誤りになるため、何も変更していません',
  },
  'no-filter': {
    status: 400,
    means: 'the query log cannot filter by this',
    ja: 'クエリログはこの条件で絞り込めません',
  },
  'no-view': {
    status: 404,
    means: 'the address has no view that this client may see',
    ja: 'このアドレスのビューはないか、閲覧できません',
  },
  'no-entry': {
    status: 404,
    means: 'the list has no such entry, or it has ended',
    ja: 'リストにその項目はないか、期限が切れました',
  },
  'bad-entry': {
    status: 422,
    means: 'the list cannot take this entry, whenever it is asked to',
    ja: 'リストはこの項目を受け付けられません',
  },
  'bad-change': {
    status: 422,
    means: 'the change is not possible: `detail` names the finding or record that is the reason',
    ja: 'この変更はできません。理由は detail にあります',
  },
  'several-faces': {
    status: 409,
    means: 'several views have the zone, and the request names none of them',
    ja: '複数のビューにこのゾーンがあり、どれか指定されていません',
  },
  'list-full': {
    status: 507,
    means: 'the list has as many entries as it may have',
    ja: 'リストの項目数が上限に達しました',
  },
  'not-kept': {
    status: 503,
    means: 'the change cannot be made or kept, and nothing has changed: `detail` says why, most often the disk',
    ja: '変更できないか保存できないため、何も変更していません。理由は `detail` にあり、多くはディスクです',
  },
  'no-text': {
    status: 409,
    means: 'the file cannot be read as a text in UTF-8 of a megabyte at most',
    ja: '1 メガバイト以内の UTF-8 テキストとして読めません',
  },
  'only-propose': {
    status: 409,
    means: 'the server may only read the file: propose the change',
    ja: 'サーバーはこのファイルを読むだけです。変更は提案してください',
  },
  'no-branch': {
    status: 409,
    means: 'git cannot take the change as a branch: `detail` says why',
    ja: 'git のブランチにできません。理由は detail にあります',
  },
  'not-checked': {
    status: 503,
    means: 'Janus could not check everything that it serves: `detail` says why',
    ja: '提供内容のすべてを調べることができませんでした。理由は detail にあります',
  },
  'no-zone': {
    status: 404,
    means: 'no zone that this client may see holds the name',
    ja: 'その名前を持つゾーンはないか、閲覧できません',
  },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly means: string; readonly ja: string }>>

export type ErrorCode = keyof typeof errorCodes

/** The codes that any verb may answer with; its row names the others. */
export const commonErrors: readonly ErrorCode[] = [
  ...(['unknown-verb', 'bad-request', 'no-token', 'too-often'] as const),
  ...(['forbidden', 'moved', 'busy', 'failed'] as const),
]

/** An error that the client is told. */
export class VerbError extends Error {
  override readonly name = 'VerbError'
  readonly code: ErrorCode
  /** The field of the request that is the reason, if one is. */
  readonly field: string | undefined

  /** The message as data, where it has a text in other languages. */
  readonly said: Said | undefined

  /** The findings of zonecheck that are the reason, with places, for programs. */
  readonly findings: readonly ToldProblem[] | undefined

  constructor(code: ErrorCode, message: string | Said, field?: string, findings?: readonly ToldProblem[]) {
    super(typeof message === 'string' ? message : english.text(message))
    this.code = code
    this.field = field
    this.findings = findings
    this.said = typeof message === 'string' ? undefined : message
  }
}

// Words around problems, in each language.

import { table } from '../../dns/said.ts'
import { speaker } from './wording.ts'

export const { rows: reportSays, say } = table({
  error: ['error', 'エラー'],
  warning: ['warning', '警告'],
  info: ['info', '参考'],
  fix: ['fix', '直し方'],
  see: ['see', '参照'],
  'see-rfc': ['See {rfc}.', '{rfc} を参照。'],
  'no-problems': ['no problems', '問題はありません'],
  'found-in': ['{found} in {where}', '{found} ({where})'],
  'badge-label': ['zones', 'ゾーン'],
  'badge-found': ['{found}', '{found}'],
  'one-error': ['1 error', 'エラー 1 件'],
  errors: ['{count} errors', 'エラー {count} 件'],
  'one-warning': ['1 warning', '警告 1 件'],
  warnings: ['{count} warnings', '警告 {count} 件'],
  'one-remark': ['1 remark', '参考 1 件'],
  remarks: ['{count} remarks', '参考 {count} 件'],
  'one-file': ['1 file', '1 ファイル'],
  files: ['{count} files', '{count} ファイル'],
  // In the place of a file
  'instead-change': ['a change of {zone} in view {view}', 'ビュー {view} の {zone} への変更'],
  'instead-transfer': ['transfer of {zone}', '{zone} の転送'],
})

export const english = speaker(reportSays, 'en')

// Messages on why git does not take a change, in each language.

import { table } from '../../dns/said.ts'

export const { rows: editSays, say } = table({
  'git-nothing-yet': ['nothing has been committed there yet', 'まだ何もコミットされていません'],
  'git-file-new': [
    'the file is in no commit yet: commit it first',
    'ファイルがまだコミットされていません。先にコミットしてください',
  ],
  'git-file-differs': [
    'the file differs from its last commit: commit it first',
    'ファイルが最後のコミットと異なります。先にコミットしてください',
  ],
  'git-name-taken': [
    'there is a branch "{name}" already: take another name',
    'ブランチ "{name}" があります。名前を変えてください',
  ],
  'git-missing': ['git is not installed here', 'git がありません'],
  'git-slow': ['git did not end within {seconds} s', 'git が {seconds} 秒以内に終わりません'],
  'git-says': ['git says: {line}', 'git の出力: {line}'],
  'git-failed': ['git: {why}', 'git: {why}'],
})

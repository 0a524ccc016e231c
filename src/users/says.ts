// Messages about the file of users, in each language.

import { table } from '../dns/said.ts'

export const { rows: usersSays, say } = table({
  'users-open-to-others': [
    'its mode is {mode}: users other than its owner may read or write it',
    'モードが {mode} なので、所有者でない人も読み書きできます',
  ],
  'users-no-json': ['the file is not JSON', 'JSON ではありません'],
  'users-other-form': [
    '{at} does not have the form that janus user writes',
    '{at} が "janus user" の書く形ではありません',
  ],
  'users-twice': ['it names the user "{name}" twice', 'ユーザー "{name}" が二度あります'],
})

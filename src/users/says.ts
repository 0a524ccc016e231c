// Messages about the file of users, in each language.

import { table } from '../dns/said.ts'

export const { rows: usersSays, say } = table({
  'users-open-to-others': [
    'its mode is {mode}, so others than its owner may read it or write it',
    'モードが {mode} なので、所有者でない人も読み書きできます',
  ],
  'users-no-json': ['it is no JSON', 'JSON ではありません'],
  'users-other-form': ['{at} is not as janus user writes it', '{at} が "janus user" の書く形ではありません'],
  'users-twice': ['it has the user "{name}" twice', 'ユーザー "{name}" が二度あります'],
})

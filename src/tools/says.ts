// Messages on why a word of a question cannot be read, in each language.

import { table } from '../dns/said.ts'

export const { rows: toolsSays, say } = table({
  'word-no-address': [
    'cannot read the {word} "{text}": it is not an IPv4 or IPv6 address',
    '"{text}" ({word}) は IPv4 か IPv6 のアドレスではありません',
  ],
  'word-no-name': ['cannot read the name "{text}": {why}', '名前 "{text}" を読めません: {why}'],
  'word-no-type': ['cannot read the type "{text}": there is no such type', 'タイプ "{text}" はありません'],
})

// What `janus tsig config` says where there is nothing to print, in each language.

import { table } from '../../dns/said.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'tsig-no-secondary': [
    'there is no secondary "{peer}": {secondaries}',
    'セカンダリ "{peer}" はありません: {secondaries}',
  ],
  'tsig-not-its-view': [
    '"{peer}" does not get the view "{view}": it gets {views}',
    '"{peer}" はビュー "{view}" を取りません。取るのは {views} です',
  ],
  'tsig-one-view': [
    '{server} shows everybody the same: run one instance for each view, and print each with --view: {views}',
    '{server} はだれにも同じものを見せます。ビューごとに一つ動かし、--view で一つずつ出してください: {views}',
  ],
  'tsig-not-made': [
    'there is no file of the key "{key}" yet: the server makes it when it starts or reloads; or run "janus tsig new {key}"',
    '鍵 "{key}" のファイルはまだありません。サーバーが起動か再読み込みのときに作ります。または "janus tsig new {key}" を実行してください',
  ],
})

export const { say } = own
export const english = speaker(own.rows, 'en')

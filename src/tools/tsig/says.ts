// Messages of `janus tsig`, in each language.

import { table } from '../../dns/said.ts'
import { configSays } from '../../text/config/says.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'tsig-bad-name': [
    'cannot make a key "{key}": its name may hold letters, digits, "-", "_" and dots, and its last label may not be a number',
    '鍵 "{key}" は作れません: 名前には英字、数字、"-"、"_"、点を使い、最後のラベルを数字だけにはしません',
  ],
  'tsig-no-view': ['there is no view "{view}": {views}', 'ビュー "{view}" はありません: {views}'],
  'tsig-there-already': [
    'cannot make {file}: it exists already; for a new secret: janus tsig roll {key}',
    '{file} は作れません: もうあります。秘密を替えるには janus tsig roll {key} を使ってください',
  ],
  'tsig-cannot-make': ['cannot make {file} as user {user}: {why}', 'ユーザー {user} では {file} を作れません: {why}'],
  'tsig-made': ['made {file}, {algorithm}', '{file} を作りました ({algorithm})'],
  'tsig-add': ['add to the configuration, under "tsig":', '設定の "tsig" の下に加えてください:'],
  'tsig-then-reload': [
    'copy the file to the other server over a channel that nobody can read, then run: janus reload',
    '誰にも読まれない方法で相手のサーバーへファイルを写し、"janus reload" を実行してください',
  ],
  'tsig-unknown': [
    'cannot find "{name}": it is neither a key under "tsig" nor a secondary; known: {known}',
    '"{name}" が見つかりません: "tsig" の鍵でもセカンダリでもありません。あるのは {known} です',
  ],
  'tsig-not-made': [
    'cannot roll "{key}": it has no file yet; the next start or reload makes one',
    '"{key}" は更新できません: まだファイルがありません。次の起動か再読み込みで作られます',
  ],
  'tsig-rolling': [
    'cannot roll "{key}": {files} are both valid already; first run: janus tsig drop {old}',
    '"{key}" は更新できません: すでに {files} が有効です。先に janus tsig drop {old} を実行してください',
  ],
  'tsig-rolled': [
    'from the next reload on both are valid; Janus signs with {old} until the other server has used {key}',
    '次の再読み込みから両方が有効です。相手のサーバーが {key} を使うまで、Janus は {old} で署名します',
  ],
  'tsig-drop-later': [
    'once the other server uses the new one: janus tsig drop {old}',
    'そのあとで: janus tsig drop {old}',
  ],
  'tsig-no-file': ['cannot drop "{key}": there is no file {file}', '"{key}" は消せません: {file} がありません'],
  'tsig-last': [
    'cannot drop "{key}": the configuration names it, and it has no other file; remove it from the configuration first, or roll it',
    '"{key}" は消せません: 設定にあり、ほかの鍵がありません。先に設定から消すか、更新してください',
  ],
  'tsig-not-used-yet': [
    'cannot drop "{key}": this server has not seen the other server use {others} yet; to drop it all the same: janus tsig drop {key} --anyway',
    '"{key}" は消せません: 見たかぎり、相手のサーバーはまだ {others} を使っていません。それでも消すには janus tsig drop {key} --anyway を使ってください',
  ],
  'tsig-used-last': [
    'cannot drop "{key}": the other server used it last, at {when}; to drop it all the same: janus tsig drop {key} --anyway',
    '"{key}" は消せません: 相手のサーバーが最後に使った鍵です ({when})。それでも消すには janus tsig drop {key} --anyway を使ってください',
  ],
  'tsig-cannot-drop': [
    'cannot delete {file} as user {user}: {why}',
    'ユーザー {user} では {file} を削除できません: {why}',
  ],
  'tsig-dropped': [
    'deleted {file}; from the next reload on nobody can sign with it',
    '{file} を消しました。次の再読み込みから、この鍵では誰も署名できません',
  ],
  'tsig-none': [
    'no keys: the configuration has neither "tsig" nor "secondaries"',
    '鍵はありません: 設定に "tsig" も "secondaries" もありません',
  ],
  'tsig-state-made': ['valid', '有効'],
  'tsig-state-missing': ['not made yet', '未作成'],
  'tsig-state-lost': [
    'its file is gone, and others have used it: bring the file back, or make a new key with "janus tsig new"',
    'ファイルがありませんが、使われていた鍵です。ファイルを戻すか、"janus tsig new" で新しく作ってください',
  ],
  'tsig-state-broken': ['cannot be used: {why}', '使えません: {why}'],
  'tsig-state-unnamed': ['not in the configuration', '設定にありません'],
  'tsig-anywhere': ['anywhere', 'どこからでも'],
  'tsig-no-secondary': [
    'there is no secondary "{peer}": {secondaries}',
    'セカンダリ "{peer}" はありません: {secondaries}',
  ],
  'tsig-not-its-view': [
    '"{peer}" does not get the view "{view}": it gets {views}',
    '"{peer}" はビュー "{view}" を取りません。取るのは {views} です',
  ],
  'tsig-one-view': [
    '{server} shows everybody the same zones: run one instance for each view, and print the configuration of each with --view: {views}',
    '{server} はだれにも同じものを見せます。ビューごとに一つ動かし、--view で一つずつ出してください: {views}',
  ],
  'tsig-no-file-yet': [
    'the key "{key}" has no file yet: the server makes it when it starts or reloads; or run "janus tsig new {key}"',
    '鍵 "{key}" のファイルはまだありません。サーバーが起動か再読み込みのときに作ります。または "janus tsig new {key}" を実行してください',
  ],
})

export const { say } = own
export const english = speaker({ ...configSays, ...own.rows }, 'en')

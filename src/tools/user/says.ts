// Messages of `janus user`, in each language.

import { table } from '../../dns/said.ts'
import { configSays } from '../../text/config/says.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'user-no-file': [
    'cannot manage users: the configuration names no file for them; add "users: keys/users.json" under "http"',
    'ユーザーを扱えません: 設定にファイルがありません。"http" の下に "users: keys/users.json" を加えてください',
  ],
  'user-cannot-read': ['cannot read {file} as user {user}: {why}', 'ユーザー {user} では {file} が読めません: {why}'],
  'user-cannot-write': ['cannot write {file} as user {user}: {why}', 'ユーザー {user} では {file} に書けません: {why}'],
  'user-waits': ['waiting for another "janus user" to end', '別の "janus user" が動いています。待っています'],
  'user-others-at-it': [
    'cannot change {file}: another program has locked its folder for too long; find it with "fuser -v", and run this again',
    '{file} を変更できません: 別のプログラムがフォルダーを長く保持しています。"fuser -v" で調べてから、やり直してください',
  ],
  'user-bad-name': [
    'cannot make a user "{name}": a name has up to 64 letters, digits, ".", "_", "-" and "@", and begins with a letter or digit',
    'ユーザー "{name}" は作れません: 名前は英数字で始まり、英数字と "."、"_"、"-"、"@" を 64 文字まで使います',
  ],
  'user-there-already': [
    'cannot add "{name}": there is such a user already; to change the rights, remove the user first; for a token: janus user token {name}',
    '"{name}" は加えられません: もういます。権限を変えるには先に削除してください。トークンなら "janus user token {name}" です',
  ],
  'user-type-password': ['password (nothing is shown): ', 'パスワード (表示されません): '],
  'user-type-again': ['once more: ', 'もう一度: '],
  'user-no-password': [
    'there is no password: type one, or send it as a line on standard input',
    'パスワードがありません: 入力するか、標準入力の一行として渡してください',
  ],
  'user-short-password': [
    'cannot take the password: it has fewer than {shortest} characters; join several words',
    'このパスワードは使えません: {shortest} 文字未満です。いくつかの単語を並べてください',
  ],
  'user-long-password': [
    'cannot take the password: it has more than {longest} octets',
    'このパスワードは使えません: {longest} オクテットを超えています',
  ],
  'user-passwords-differ': ['the two passwords differ: run this again', '二度の入力が違います。やり直してください'],
  'user-password-set': [
    '{name} logs in with this password from now on; open sessions of this user are closed',
    '{name} は今からこのパスワードでログインします。開いていたセッションは閉じました',
  ],
  'user-password-gone': [
    '{name} can no longer log in with a password; open sessions of this user are closed',
    '{name} はもうパスワードではログインできません。開いていたセッションは閉じました',
  ],
  'user-with-password': ['  logs in with a password', '  パスワードでログイン'],
  'user-unknown': [
    'cannot find a user "{name}": there are {known}',
    'ユーザー "{name}" がいません: いるのは {known} です',
  ],
  'user-nobody': ['nobody', 'だれもいません'],
  'user-no-view': ['there is no view "{view}": {views}', 'ビュー "{view}" はありません: {views}'],
  'user-bad-zone': [
    'cannot read the zone "{zone}": write a name, or "*." before one for all below it',
    'ゾーン "{zone}" が読めません: 名前を書くか、その下のすべてなら前に "*." を付けてください',
  ],
  'user-no-verb': ['there is no verb "{verb}": there are {verbs}', '"{verb}" という操作はありません: {verbs}'],
  'user-bad-date': [
    'cannot take "{date}": write a day in the future as 2027-03-31',
    '"{date}" は先の日付として読めません: 2027-03-31 のように書いてください',
  ],
  'user-added': ['added {name}: {role}, {sees}', '{name} を加えました: {role}、{sees}'],
  'user-sees-all': ['all views and zones', 'すべてのビューとゾーン'],
  'user-sees': ['views {views}; zones {zones}', 'ビュー {views}、ゾーン {zones}'],
  'user-all': ['all', 'すべて'],
  'user-then-token': [
    'for a program of this user: janus user token {name}',
    'プログラムから使うには: "janus user token {name}"',
  ],
  'user-then-restart': [
    'a running server reads this file from its next start on; after that each change takes effect at once',
    'すでに動いているサーバーは次の起動からこのファイルを使います。その後は変更がすぐに有効になります',
  ],
  'user-token-once': [
    'the token is shown only this once; keep it where nobody else can read it',
    'トークンが表示されるのは今だけです。ほかの人が読めないところに保管してください',
  ],
  'user-token-unknown': [
    'cannot find a token "{token}" of {name}: there are {known}',
    '{name} のトークン "{token}" がありません: あるのは {known} です',
  ],
  'user-no-tokens': ['none', 'ありません'],
  'user-removed': [
    'removed {name}; open sessions of this user are closed',
    '{name} を削除しました。開いていたセッションは閉じました',
  ],
  'user-token-removed': ['removed the token {token} of {name}', '{name} のトークン {token} を削除しました'],
  'user-none': [
    'there are no users yet: janus user add NAME --role viewer',
    'まだユーザーがいません: "janus user add NAME --role viewer"',
  ],
  'user-token-line': [
    '  token {token}, made {made}, {until}{write}',
    '  トークン {token}、作成 {made}、{until}{write}',
  ],
  'user-until': ['until {until}', '{until} まで'],
  'user-ended': ['ended {until}', '{until} に終了'],
  'user-for-ever': ['without end', '無期限'],
  'user-writes': [', may change things', '、変更可'],
})

export const { say } = own

/** All texts that `janus user` prints. */
export const userSays = { ...configSays, ...own.rows }

export const english = speaker(userSays, 'en')

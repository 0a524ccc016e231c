// Messages of `janus check` about zones that Janus signs, in each language.

import { table } from '../../dns/said.ts'
import { signSays } from '../../sign/says.ts'

const own = table({
  'key-in-state': [
    'the folder of keys {keys} lies in the state folder: copies of the state folder hold the keys',
    '鍵のフォルダー {keys} が state フォルダーの中にあります: state のコピーには鍵も入ります',
  ],
  'key-elsewhere': ['give "keys" a folder of its own', '"keys" に専用のフォルダーを指定してください'],
  'key-open': [
    'users other than its owner may read or change {file}: the server does not sign with it',
    '{file} を所有者以外が読むか変更できます: サーバーはそれで署名しません',
  ],
  'key-chmod': ['run "chmod 600 {file}"', '"chmod 600 {file}" を実行してください'],
  'key-tag-twice': [
    'two keys of "{zone}" have the tag {tag}: validators and tools confuse them',
    '"{zone}" の二つの鍵がタグ {tag} を持っています: 検証者や道具が取り違えます',
  ],
  'key-shared': [
    'the key folder of "{zone}" is a link to that of "{other}": a roll would follow the parent of the other zone, so the server does not sign "{zone}" with these keys',
    '"{zone}" の鍵のフォルダーは "{other}" の鍵につながっています: 交換が他方の親ゾーンで決まってしまうため、サーバーはそれで "{zone}" に署名しません',
  ],
  'key-own-folder': [
    'delete the link, and give each zone a folder of its own',
    'リンクを消し、ゾーンごとに専用のフォルダーにしてください',
  ],
  'key-roll-one': [
    'roll one of them ("janus dnssec roll"): a new key gets a tag of its own',
    '一方を交換してください ("janus dnssec roll"): 新しい鍵は別のタグになります',
  ],
  'key-none-usable': [
    'the keys of "{zone}" cannot be used: {why}: the server makes no new signatures, and those of now expire',
    '"{zone}" の鍵が使えません: {why}: 新たな署名は行われず、今の署名はやがて切れます',
  ],
  'key-lost': [
    'key {tag} of "{zone}" cannot be used: {why}: its roll waits, and other keys sign in its place',
    '"{zone}" の鍵 {tag} が使えません: {why}: 交換は止まり、ほかの鍵が代わりに署名します',
  ],
  'key-restore': [
    'restore it from the copy that "janus dnssec export" made: "janus dnssec import {zone} FILE", then "janus reload"',
    '"janus dnssec export" が作ったコピーから戻してください: "janus dnssec import {zone} FILE"、続けて "janus reload"',
  ],
  'sign-refresh': [
    'secondaries serve "{zone}" for {days} days without this server (EXPIRE of its SOA), but signatures may expire after {margin}',
    '"{zone}" のセカンダリはこちらなしで {days} 日間ゾーンを出します (SOA の EXPIRE) が、署名は {margin} 日で切れることがあります',
  ],
  'write-expire': ['set EXPIRE in its SOA to {most} or less', 'SOA の EXPIRE を {most} 以下にしてください'],
  'signed-wrong': [
    'validators would reject the signed version of "{zone}" in the view {view}: {why}',
    'ビュー {view} の "{zone}" の署名は検証者が受け入れるものではありません: {why}',
  ],
  'sign-again': [
    'see "janus dnssec"; if the server does not sign the zone again by itself, stop it, delete the image under "signed" in the state folder, and start it',
    '"janus dnssec" を見てください: サーバーが自分で署名し直さなければ、止めて state フォルダーの "signed" にあるイメージを消し、起動してください',
  ],
})

export const { say } = own

/** These messages with those on why a key cannot be used. */
export const signingSays = { ...signSays, ...own.rows }

// Messages of the commands about keys of zones, in each language.

import { table } from '../../dns/said.ts'
import { signSays } from '../../sign/says.ts'
import { configSays } from '../../text/config/says.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'dnssec-no-zone': [
    'the zone "{zone}" is not signed: write it under "sign" first',
    'ゾーン "{zone}" は署名されていません: まず "sign" に書いてください',
  ],
  'dnssec-no-keys': [
    'the zone {zone} has no keys yet: the server makes them when it first signs the zone; or import some',
    'ゾーン {zone} にはまだ鍵がありません: サーバーが最初に署名するときに作ります。または取り込んでください',
  ],
  'dnssec-faulty': ['the keys of {zone} cannot be used: {why}', '{zone} の鍵は使えません: {why}'],
  'dnssec-unread': ['cannot read {file}: {why}', '{file} が読めません: {why}'],
  'dnssec-not-taken': ['cannot import {file}: {why}', '{file} は取り込めません: {why}'],
  'dnssec-other-zone': [
    'cannot import {file}: it is a key of {owner}, not of {zone}',
    '{file} は取り込めません: {zone} ではなく {owner} の鍵です',
  ],
  'dnssec-tag-taken': [
    'cannot import {file}: the zone has already had a key with the tag {tag}',
    '{file} は取り込めません: タグ {tag} の鍵はすでにありました',
  ],
  'dnssec-other-tag': [
    'cannot import {file}: by its name the key has the tag {named}, and it has {tag}: bring the .key that belongs to it, or say what it signs with --role',
    '{file} は取り込めません: ファイル名ではタグ {named} の鍵ですが、実際は {tag} です。この鍵の .key ファイルを隣に置くか、--role で役割を指定してください',
  ],
  'dnssec-zsk-alone': [
    'cannot import {file}: it is a ZSK, and no KSK of algorithm {algorithm} is there: import the KSK with it',
    '{file} は取り込めません: 鍵に署名しない鍵で、アルゴリズム {algorithm} のほかの鍵も署名しません。KSK と一緒に渡してください',
  ],
  'dnssec-imported': [
    'imported {file}: algorithm {algorithm}, tag {tag}, {role}',
    '{file} を取り込みました: アルゴリズム {algorithm}、タグ {tag}、{role}',
  ],
  'dnssec-goes-on': [
    'key {tag} continues from where its .state file says that it is',
    '鍵 {tag} は .state ファイルが示すところから続けます',
  ],
  'dnssec-brought-back': [
    'restored key {tag} from {file}: it continues from where it was',
    '鍵 {tag} を {file} から戻しました。前の続きから使います',
  ],
  'dnssec-meanwhile': [
    'the server has changed the keys of {zone} meanwhile: nothing is imported; import again',
    'その間にサーバーが {zone} の鍵を書いたので、何も取り込んでいません。もう一度取り込んでください',
  ],
  'dnssec-there-already': [
    'cannot write {file}: it exists already, and is not overwritten: name an empty folder',
    '{file} に書けません: すでにあるので上書きしません。空のフォルダーを指定してください',
  ],
  'dnssec-lost': [
    'key {tag} was not copied, because it cannot be read: {why}',
    '鍵 {tag} は失われているためコピーしませんでした: {why}',
  ],
  'dnssec-then-reload': ['run: janus reload', '"janus reload" を実行してください'],
  'dnssec-cannot-write': ['cannot write {file}: {why}', '{file} に書けません: {why}'],
  'dnssec-exported': [
    'wrote {file}: keep it where nobody else can read it',
    '{file} を書きました: ほかの誰も読めない所に保管してください',
  ],
  'dnssec-registrar': [
    '; for the registrar, or the administrator of the parent zone: all servers of the zone have these keys',
    '; レジストラまたは親ゾーンの管理者へ: ゾーンのすべてのサーバーにこれらの鍵があります',
  ],
  'dnssec-registrar-later': [
    '; for the registrar, or the administrator of the parent zone, but not yet: only when "janus dnssec" says that the parent may have the DS',
    '; レジストラまたは親ゾーンの管理者へ、ただしまだです: "janus dnssec" が DS を置いてよいと言ってからにしてください',
  ],
  'dnssec-no-name': ['cannot read the name "{server}"', '名前 "{server}" が読めません'],
  'dnssec-signal': [
    '; for the zone that holds {server}, which has to be signed; remove them when the parent has the DS',
    '; {server} の名前があるゾーンへ (署名されている必要があります)。親に DS が入ったら消してください',
  ],
  'dnssec-signal-inside': [
    '{server} lies in {zone} itself, so that nobody can validate the signal before there is a DS: name a server outside the zone (RFC 9615 §4.4)',
    '{server} は {zone} 自身の中にあり、DS ができるまで誰も検証できません: 外にあるサーバーを指定してください (RFC 9615 §4.4)',
  ],
  'dnssec-signal-long': [
    '{zone} and {server} joined would make a name of more than 255 octets: send the DS to the registrar',
    '{zone} と {server} を合わせた名前は 255 オクテットを超えます: DS はレジストラに渡してください',
  ],
  'dnssec-signal-early': [
    'not yet: the zone has no CDS so far, and a parent takes only what the zone and the signal both have; ask again when "janus dnssec" says that the parent may have the DS',
    'まだです: ゾーン自身にまだ CDS がなく、親は両方にあるものだけを受け取ります。"janus dnssec" が DS を置いてよいと言ってからもう一度実行してください',
  ],
})

export const { say, rows: dnssecSays } = own

export const english = speaker({ ...configSays, ...signSays, ...own.rows }, 'en')

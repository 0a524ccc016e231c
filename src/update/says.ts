// Messages for operators about updates, in each language; clients get an rcode.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

const own = table({
  'update-malformed': ['the message is malformed', 'メッセージの形が正しくありません'],
  'update-class': ['no zone has the class {class}', 'クラス {class} のゾーンはありません'],
  'update-no-zone': [
    'the view {view} has no zone {zone}; the zone of the name would be {other}',
    'ビュー {view} にゾーン {zone} はありません。その名前のゾーンは {other} です',
  ],
  'update-no-zone-at-all': [
    'no view of the client has a zone {zone}',
    'クライアントのどのビューにもゾーン {zone} はありません',
  ],
  'update-other-view': [
    'the zone {zone} is only in view {views}, and the client is granted {granted}',
    'ゾーン {zone} はビュー {views} にしかなく、クライアントには {granted} が与えられています',
  ],
  'update-no-view': ['the client has no view', 'クライアントにはビューがありません'],
  'update-of-primarys': [
    'the zone {zone} in view {view} comes from a primary: send updates there',
    'ビュー {view} のゾーン {zone} はプライマリから来ます: 更新はそちらに送ってください',
  ],
  'update-of-another': [
    'the zone {zone} in view {view} has got another source meanwhile',
    'ビュー {view} のゾーン {zone} のソースがその間に替わりました',
  ],
  'update-of-list': [
    '{zone} is a list: its entries are added by "janus list"',
    '{zone} はリストです。項目は "janus list" で加えます',
  ],
  'update-of-signed': [
    'the zone {zone} in view {view} was signed elsewhere, or has a digest of its content: Janus cannot make either anew',
    'ビュー {view} のゾーン {zone} はほかで署名されたか、内容のダイジェストを持っています: Janus には作り直せません',
  ],
  'update-not-served': [
    'nothing is served of the zone {zone} in view {view}',
    'ビュー {view} のゾーン {zone} は何も提供されていません',
  ],
  'update-key-elsewhere': ['the key may not be used from this address', 'このアドレスからはこの鍵を使えません'],
  'update-outside': ['{name} lies outside of the zone {zone}', '{name} はゾーン {zone} の外です'],
  'update-bad-record': ['the record of {name} is malformed: {why}', '{name} のレコードの形が正しくありません: {why}'],
  'update-ttl-not-0': ['its TTL must be 0', 'TTL は 0 でなければなりません'],
  'update-data-there': ['it must have no data', 'データがあってはなりません'],
  'update-bad-type': ['no record has the type {type}', 'タイプ {type} のレコードはありません'],
  'update-bad-class': ['it has the class {class}', 'クラスが {class} です'],
  'update-by-hand': [
    '{type} at {name} is made by signing, and never changed by a message',
    '{name} の {type} は署名が作るもので、メッセージでは変えられません',
  ],
  'update-list-unsigned': [
    'the list {list} is changed by a key that "writers" names, and the message has none',
    'リスト {list} を変えられるのは「writers」に書かれた鍵だけで、メッセージには鍵がありません',
  ],
  'update-list-key': [
    'the key {key} is not among the "writers" of the list {list}',
    '鍵 {key} はリスト {list} の「writers」にありません',
  ],
  'update-list-type': [
    'a list holds addresses and texts of single entries, and no {type} at {name}',
    'リストにあるのは個々の項目のアドレスと文だけです。{name} に {type} は置けません',
  ],
  'update-list-code': [
    'the address of {name} must be within 127.0.0.0/8, and not 127.0.0.1',
    '{name} のアドレスは 127.0.0.0/8 の中で、127.0.0.1 以外でなければなりません',
  ],
  'update-list-text': ['the text of {name} has more than 255 octets', '{name} の文が 255 オクテットを超えています'],
  'update-list-full': [
    'the list {list} takes no more entries until some end, and not {entry}',
    'リスト {list} は期限が来るまで項目を増やせず、{entry} を載せられません',
  ],
  'update-list-entry': ['the list {list} never lists {entry}', 'リスト {list} に {entry} は載せられません'],
  'update-denied-all': [
    'no rule permits the client anything in the zone {zone} of view {view}',
    'ビュー {view} のゾーン {zone} でこのクライアントに何かを許す規則はありません',
  ],
  'update-denied': ['no rule permits {type} at {name}', '{name} の {type} を許す規則はありません'],
  'update-denied-key': [
    'no rule permits {type} at {name}: none is for this key',
    '{name} の {type} を許す規則はありません: この鍵のための規則がありません',
  ],
  'update-denied-from': [
    'no rule permits {type} at {name}: the rule on line {line} is for other addresses',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのアドレスのためのものです',
  ],
  'update-denied-zones': [
    'no rule permits {type} at {name}: the rule on line {line} is for other zones',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのゾーンのためのものです',
  ],
  'update-denied-views': [
    'no rule permits {type} at {name}: the rule on line {line} is for other views',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのビューのためのものです',
  ],
  'update-denied-proof': [
    'no rule permits {type} at {name}: for the rule on line {line} the client must use TCP, TLS, a cookie or a key',
    '{name} の {type} を許す規則はありません: {line} 行の規則では TCP、TLS、クッキー、鍵のどれかが要ります',
  ],
  'update-denied-names': [
    'no rule permits {type} at {name}: the rule on line {line} is for other names',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかの名前のためのものです',
  ],
  'update-denied-types': [
    'no rule permits {type} at {name}: the rule on line {line} is for other types',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのタイプのためのものです',
  ],
  'update-unmet-in-use': ['{name} is to have records, and has none', '{name} にはレコードがあるはずですが、ありません'],
  'update-unmet-not-in-use': [
    '{name} is to have no records, and has some',
    '{name} にはレコードがないはずですが、あります',
  ],
  'update-unmet-set': ['{name} is to have {type}, and has none', '{name} には {type} があるはずですが、ありません'],
  'update-unmet-no-set': ['{name} is to have no {type}, and has some', '{name} には {type} がないはずですが、あります'],
  'update-unmet-value': ['{type} of {name} is to be another one', '{name} の {type} は別の値のはずです'],
  'update-findings': ['it would make a zone with errors: {findings}', 'エラーのあるゾーンになります: {findings}'],
  'update-leaks': ['strangers would see what is inside: {findings}', '内部のものが外から見えます: {findings}'],
  'update-canaries': ['a canary would get the wrong answer', 'カナリアの答えが変わってしまいます'],
  'update-failed': ['it could not be kept: {reason}', '保存できませんでした: {reason}'],
  'update-before-start': [
    'it was signed before this server started, and an earlier one may have done it: who signs anew is served; look at the clock of the client',
    'このサーバーの起動前に署名されており、以前のサーバーが処理済みかもしれません: 署名し直せば処理されます。クライアントの時計を確かめてください',
  ],
  'update-busy': ['too much waits already', '待っているものが多すぎます'],

  'change-made': [
    '{type} at {name} is made by signing, and written by nobody',
    '{name} の {type} は署名が作るもので、だれも書けません',
  ],
  'change-delegates': [
    '{type} at {name} gives names to somebody else: only who may see all views and zones may write it',
    '{name} の {type} は名前をほかに委ねます: すべてのビューとゾーンを見られる人だけが書けます',
  ],
  'change-occluded': [
    '{type} at {name} would never be served: the name belongs to the zone {cut}; write it there',
    '{name} の {type} は応答に使われません: 名前はゾーン {cut} のものです。そちらに書いてください',
  ],
  'change-occluded-elsewhere': [
    '{type} at {name} would never be served: the name belongs to another zone',
    '{name} の {type} は応答に使われません: 名前はほかのゾーンのものです',
  ],
  'change-soa-elsewhere': [
    'SOA stands at the name of the zone, and not at {name}',
    'SOA はゾーンの名前に置くもので、{name} には置けません',
  ],
  'change-kept': [
    '{type} at {name} cannot be taken away: without it there is no zone',
    '{name} の {type} は取り除けません: これがないとゾーンになりません',
  ],
  'change-needs-ttl': [
    'there is no {type} at {name} yet, whose TTL a new record could have: give "ttl"',
    '{name} に {type} はまだなく、引き継げる TTL がありません: "ttl" を指定してください',
  ],
  'change-several': ['{name} has one {type} at the most', '{name} の {type} は一つまでです'],
  'change-beside': [
    '{name} cannot have {type}: it has {other}, and a CNAME stands alone',
    '{name} に {type} は置けません: {other} があり、CNAME は単独でなければなりません',
  ],

  // Where a record comes from that stands in no file
  'entry-from': ['dynamic, from {address} at {at}', '動的、{address} から {at} に追加'],
  'entry-by-key': ['dynamic, by key {key} at {at}', '動的、鍵 {key} で {at} に追加'],
  'entry-until': ['{told}, until {until}', '{told}、{until} まで'],

  'layer-cname': [
    'the source has other records at {name} now, and a CNAME stands alone',
    'ソースの {name} に別のレコードができました。CNAME は単独でなければなりません',
  ],
  'layer-beside-cname': [
    'the source has a CNAME at {name} now, which stands alone',
    'ソースの {name} に CNAME ができました。CNAME は単独でなければなりません',
  ],
  'layer-findings': [
    'with it the zone would have errors: zonecheck tells them for the records as they were',
    'これがあるとゾーンにエラーができます。そのレコードで zonecheck を実行すると分かります',
  ],
})

export const { rows: updateSays, say } = own

export const english = speaker(updateSays, 'en')

// Why a request is not done, where somebody with a browser meets it: in each language. The others are English.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

export const { rows: operateSays, say } = table({
  'not-seen-zone': [
    'cannot find the zone {zone} in a view that you may see',
    'ゾーン {zone} は、閲覧できるビューにありません',
  ],
  'not-seen-text': [
    'cannot show the text of {zone}: it has no such file that you may see whole',
    '{zone} の、全体を閲覧できるそのファイルはありません',
  ],
  'explain-no-view': [
    'cannot explain {address}: it has none of the views that you may see',
    '{address} を説明できません。閲覧できるビューに属していません',
  ],
  'explain-no-zone': [
    'cannot explain {name}: none of the zones that you may see holds it',
    '{name} を説明できません。閲覧できるゾーンにその名前はありません',
  ],
  'may-not-ask': ['cannot do "{verb}": you may not ask for it', '"{verb}" は許可されていません'],
  'may-not-change': [
    'cannot do "{verb}": nothing is to be changed this way; ask for a token that may',
    '"{verb}" はできません。この方法では変更できません。変更できるトークンを使ってください',
  ],
  'else-served': [
    'cannot do "{verb}": something else is served by now; look at it again',
    '"{verb}" はできません。提供内容が変わりました。もう一度確かめてください',
  ],
  'page-moved': [
    'cannot go on there: something else is served by now; begin again without "after"',
    '続きを示せません。提供内容が変わりました。"after" なしで始めからやり直してください',
  ],
  'plan-differs': [
    'cannot apply the plan: a reload would do something else by now; look at a new plan',
    'この計画は適用できません。再読み込みの結果が変わりました。新しい計画を見てください',
  ],
  'text-differs': [
    'cannot change {file}: it has another text than when it was read; look at it again',
    '{file} を変更できません。読んだ後に書き換えられました。もう一度確かめてください',
  ],
  'text-only-read': [
    'cannot write {file}: the server may only read it; propose the change',
    '{file} に書けません。サーバーは読むだけです。変更は提案してください',
  ],
  'text-others-wait': [
    'cannot make the change: others wait for a reload, and an operator has to look at them first',
    '変更できません。ほかの変更が再読み込みを待っています。先に管理者が確かめる必要があります',
  ],
  'text-no-change': ['cannot propose the change: it is none', '提案できません。変更がありません'],
  'text-directives': [
    'cannot change lines with $VIEW, $INCLUDE or $GENERATE: ask an operator',
    '$VIEW、$INCLUDE、$GENERATE の行は変更できません。管理者に依頼してください',
  ],
  'text-delegations': [
    'cannot change NS, DS or DNAME records below the name of the zone: ask somebody who may see every view and zone',
    'ゾーンの名前より下の NS、DS、DNAME は変更できません。すべてのビューとゾーンを見られる人に依頼してください',
  ],
  'text-harms-another': [
    'cannot change the file: it would make an error in another one',
    'ファイルを変更できません。ほかのファイルに誤りが生じます',
  ],
  'catalog-others': [
    'there is no catalog {catalog}; there are {names}',
    'カタログ {catalog} はありません。あるのは {names} です',
  ],
  'catalog-none': [
    'there is no catalog {catalog}; the configuration has none',
    'カタログ {catalog} はありません。設定にカタログがありません',
  ],
  'fetch-no-zone': [
    'cannot fetch "{zone}": there is no such zone',
    '"{zone}" を取得できません。そのようなゾーンはありません',
  ],
  'fetch-no-face': [
    'cannot fetch "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を取得できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'notify-no-zone': [
    'cannot tell anybody of "{zone}": there is no such zone',
    '"{zone}" を通知できません。そのようなゾーンはありません',
  ],
  'notify-no-face': [
    'cannot tell anybody of "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を通知できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'no-such-type': ['cannot read the type {type}: there is no such type', 'タイプ {type} はありません'],
  'no-name': ['cannot read {text}: it is no name', '{text} は名前として読めません'],
  'mail-no-name': ['cannot read the domain {text}', 'ドメイン {text} を読めません'],
  'mail-no-mx': [
    'cannot follow the mail for {text}: it has no MX in any view',
    '{text} のメールをたどれません。どのビューにも MX がありません',
  ],
})

export const english = speaker(operateSays, 'en')

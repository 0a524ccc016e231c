// Messages about layers, and about faces that cannot be made, in each language.

import { table } from '../../dns/said.ts'

export const { rows: facesSays, say } = table({
  'hides-nothing': [
    'nothing to hide: the layer below has no "{name}"',
    '隠すものがありません: 下の層に "{name}" がありません',
  ],
  'hides-nothing-below': [
    'nothing to hide: the layer below has neither "{name}" nor a name below it',
    '隠すものがありません: 下の層に "{name}" もその下の名前もありません',
  ],
  'hides-no-type': [
    'nothing to hide: the layer below has no {what}',
    '隠すものがありません: 下の層に{what}がありません',
  ],
  'type-of-name': ['{type} of "{name}"', ' "{name}" の {type} '],
  'type-of-names-below': ['{type} of "{name}" and what lies below it', ' "{name}" とその下の名前の {type} '],
  'correct-or-delete': ['correct the name, or delete the line', '名前を直すか、この行を消してください'],
  'adds-to-nothing': [
    'nothing to add {type} to: the layer below has no "{name}"',
    '{type} を加える先がありません: 下の層に "{name}" がありません',
  ],
  'correct-or-plain-line': [
    'correct the name, or write a plain line for a new name',
    '名前を直すか、新しい名前なら普通の行で書いてください',
  ],
  'replaces-nothing': [
    'nothing to replace: the layer below has "{name}", but no {type} there',
    '置き換えるものがありません: 下の層に "{name}" はありますが、{type} はありません',
  ],
  'correct-or-add': [
    'correct the name, or, to add something new, write $ADD before the line',
    '名前を直すか、新しく加えるのなら行の前に $ADD を書いてください',
  ],
  'replaces-same': [
    'the {type} of "{name}" replaces an identical one',
    '"{name}" の {type} を、同じものに置き換えています',
  ],
  'delete-same': [
    'delete it: it would stay as it is when the layer below changes',
    '消してください: 下の層が変わっても、これだけ古いまま残ります',
  ],
  'one-below': ['the one below', '下の層のもの'],
  'lies-over-signed': [
    'cannot lay this over the zone: the zone was signed elsewhere, and the signatures would not hold for what is changed',
    'ゾーンにこれは重ねられません: ほかで署名されていて、変えたところに合う署名がありません',
  ],
  'the-signature': ['the signature', 'その署名'],
  'sign-afterwards': [
    'put the zone together before it is signed, or remove the signatures and keys',
    '署名する前にゾーンを組み立てるか、署名と鍵を取り除いてください',
  ],
  'add-ptr': ['cannot add a PTR to "{zone}": {why}', '"{zone}" に PTR を補えません: {why}'],
  'add-ptrs': ['cannot add {count} PTRs to "{zone}": {why}', '"{zone}" に {count} 件の PTR を補えません: {why}'],
  'signed-elsewhere': [
    'it was signed elsewhere, and the signatures would not hold for what is added',
    'ほかで署名されていて、加えたものに合う署名がありません',
  ],
  'has-digest': [
    'it has a digest of all its data (ZONEMD), which would be wrong then',
    'すべてのデータのダイジェスト (ZONEMD) があり、それが合わなくなります',
  ],
  'write-ptrs': [
    'write them into its file before it is signed, or take the zone out of `reverse`',
    '署名する前にファイルに書くか、このゾーンを `reverse` から外してください',
  ],
  'source-signed': [
    'cannot make this face: the face that it is made from was signed elsewhere',
    'この面を作れません: 元の面はほかで署名されています',
  ],
  'make-face-before': [
    'make the face before the zone is signed, or remove the signatures and keys from the face that it is made from',
    '署名する前にこの面を作るか、元の面から署名と鍵を取り除いてください',
  ],
  'source-refused': [
    'cannot make this face: the face that it is made from has errors',
    'この面を作れません: 元の面に誤りがあります',
  ],
  'face-canary': [
    'canary {canary}: expected {expected}, got {got}',
    'カナリア {canary}: {expected} のはずが {got} でした',
  ],
  'face-not-judged': ['cannot find out whether it may be served: {why}', '配ってよいか確かめられませんでした: {why}'],
  'mend-source': ['correct that face first', '先にその面を直してください'],
  'loader-slow': ['loading took longer than {seconds} seconds', '{seconds} 秒を超えました'],
  'loader-ended': ['the thread that loads it ended', '読み込むスレッドが終わりました'],
  'loader-ended-by': ['the thread that loads it ended: {message}', '読み込むスレッドが終わりました ({message})'],
  'loader-other': ['{message}', '読み込みに失敗しました ({message})'],
  'loader-memory': [
    'it needs more than the {mebibytes} MiB of memory that a loading thread may take',
    '読み込みに使えるメモリー {mebibytes} MiB では足りません',
  ],
  'no-loader': ['no thread can be started to load it: {message}', '読み込むスレッドを始められません ({message})'],
  'files-restless': ['its files change while Janus reads them', '読んでいる間にファイルが変わります'],
  'split-zone': ['split the zone, or make it smaller', 'ゾーンを分けるか、小さくしてください'],
  'report-with-file': ['report it, with the file', 'このファイルを付けて報告してください'],
  'give-threads': [
    'give the server more threads or memory, then reload',
    'サーバーが使えるスレッドかメモリーを増やし、再読み込みしてください',
  ],
  'reload-when-written': ['reload when the files are written', '書き終わってから再読み込みしてください'],
  'cannot-load': ['cannot load "{file}": {reason}', '"{file}" を読み込めません: {reason}'],
})

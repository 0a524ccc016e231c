// What the language server says beside findings, in each language.

import { table } from '../dns/said.ts'

export const { rows: editorSays, say } = table({
  'too-large-here': [
    'the text has more than {most} MB, so it is not checked while you type: save it and run zonecheck on it',
    'テキストが {most} MB を超えるため、編集中は調べません。保存してから zonecheck で調べてください',
  ],
  'strange-octets': [
    'the file is not UTF-8, and the editor shows what it cannot read as \ufffd: open it in its own encoding before you save it',
    'このファイルは UTF-8 ではなく、エディターは読めない文字を \ufffd と表示しています。保存する前に、正しい文字コードで開き直してください',
  ],
  'mend-one': ['Fix: {what}', '直す: {what}'],
  'mend-all': ['Fix everything that needs no decision', '判断なしに直せるものをすべて直す'],
  'fields-are': ['fields: {fields}', '項目: {fields}'],
  'kept-for': ['resolvers keep it for {time} (TTL {seconds})', 'リゾルバーは {time}保ちます (TTL {seconds})'],
  'name-without-records': ['has no records in these zones', 'これらのゾーンにレコードがありません'],
  'nobody-refers': ['nothing in these zones refers to it', 'これらのゾーンにこの名前を指すものはありません'],
  'referred-by': ['referred to by {names}', 'この名前を指すもの: {names}'],
  'rename-nothing': [
    'there is no name here: put the cursor on the name of a host',
    'ここに名前がありません。ホストの名前にカーソルを置いてください',
  ],
  'rename-zone': [
    'cannot rename "{name}": it is a zone or has a zone below it, and the configuration names it too',
    '"{name}" の名前は変えられません。ゾーンかその上の名前で、設定ファイルにも書かれています',
  ],
  'rename-wildcard': [
    'cannot rename "{name}": a wildcard stands for names that nobody has written down',
    '"{name}" の名前は変えられません。ワイルドカードは書かれていない名前を表します',
  ],
  'rename-without-records': [
    'cannot rename "{name}": it has no records of its own in these zones',
    '"{name}" の名前は変えられません。これらのゾーンに自身のレコードがありません',
  ],
  'rename-unreadable': ['cannot read the name "{name}": {why}', '名前 "{name}" を読めません: {why}'],
  'rename-same': ['cannot rename to "{name}": that is its name already', '名前はすでに "{name}" です'],
  'rename-elsewhere': [
    'cannot rename "{old}" to "{name}": the new name lies in another zone, or in none of these',
    '"{old}" を "{name}" に変えられません。別のゾーンか、これらのゾーンの外にあります',
  ],
  'rename-exists': [
    'cannot rename to "{name}": that name exists already ({file}:{line})',
    '"{name}" に変えられません。すでにあります ({file}:{line})',
  ],
  'rename-hidden': [
    'cannot rename to "{name}": "{above}" would hide it ({file}:{line})',
    '"{name}" に変えられません。"{above}" に隠されます ({file}:{line})',
  ],
  'rename-generated': [
    'cannot rename "{name}": $GENERATE makes it ({file}:{line})',
    '"{name}" の名前は変えられません。$GENERATE が作ります ({file}:{line})',
  ],
  'rename-signed': [
    'cannot rename "{name}": its records are signed in this file ({file}:{line}); rename it in the unsigned file',
    '"{name}" の名前は変えられません。ファイルの中で署名されています ({file}:{line})。署名前のファイルで変えてください',
  ],
  'rename-read-only': ['cannot rename: {file} is read-only', '名前を変えられません。{file} は読み取り専用です'],
  'rename-wrong-line': [
    'cannot rename while {file}:{line} cannot be read: correct that line first, because it may hold the name',
    '{file}:{line} を読めないので名前を変えられません。先にその行を直してください',
  ],
  'rename-unread': [
    'cannot rename while {file} cannot be read: it may hold the name',
    '{file} を読めないので名前を変えられません。その中にこの名前があるかもしれません',
  ],
  'rename-shared': [
    'cannot rename: {file} is read for several zones, and line {line} would mean another name in one of them',
    '名前を変えられません。{file} は複数のゾーンで読まれ、{line} 行目は別のゾーンでは違う名前になります',
  ],
  'rename-too-long': [
    'cannot rename: "{name}" would become too long',
    '名前を変えられません。"{name}" が長くなりすぎます',
  ],
  'rename-unsure': [
    'cannot rename: {file}:{line} writes the name in a form that cannot be changed safely',
    '名前を変えられません。{file}:{line} は名前を書き換えられない形で書いています',
  ],
  'holds-start': ['A change takes effect at a start.', '変更は起動時に有効になります。'],
  'holds-reload': ['A change takes effect at a reload.', '変更は再読み込みで有効になります。'],
  'holds-answers': [
    'A change takes effect at a reload; a rollback brings back what was before.',
    '変更は再読み込みで有効になり、ロールバックで元に戻ります。',
  ],
})

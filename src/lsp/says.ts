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
  'mend-one': ['Mend: {what}', '直す: {what}'],
  'mend-all': ['Mend all that needs no thought', '考えずに直せるものをすべて直す'],
  'fields-are': ['fields: {fields}', '項目: {fields}'],
  'kept-for': ['others keep it for {time} (TTL {seconds})', '他のサーバーは {time}保ちます (TTL {seconds})'],
  'name-without-records': ['has no records in these zones', 'これらのゾーンにレコードがありません'],
  'nobody-refers': ['nothing in these zones refers to it', 'これらのゾーンにこの名前を指すものはありません'],
  'referred-by': ['referred to by {names}', 'この名前を指すもの: {names}'],
})

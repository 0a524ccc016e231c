// Messages on where records come from that are on no line of a file, in each language.

import { table } from '../../dns/said.ts'
import { speaker } from '../../text/findings/wording.ts'
import { updateSays } from '../../update/says.ts'

export const { rows: explainSays, say } = table({
  'record-made-when-asked': ['made and signed when it is asked for', '尋ねられたときに作られ、そのとき署名されます'],
  'record-made-from-dname': ['made from the DNAME above it', '上にある DNAME から作られています'],
  'record-listed': ['listed', 'リストにあります'],
  'record-listed-nowhere': ['listed by a message or command, in no file', 'リストにありますが、ファイルにはありません'],
  'record-made-here': ['made here, {why}', 'ここで作られています: {why}'],
  'record-of-signed-zone': ['by signing the zone', 'ゾーンに署名するときのものです'],
  'record-of-wildcard': ['from the wildcard', 'ワイルドカードによるものです'],
  'record-of-signed-wildcard': [
    'from the wildcard, and signed when it is asked for',
    'ワイルドカードによるもので、尋ねられたときに署名されます',
  ],
  'record-in-base': [
    '{how}, in the view {view}, from which this face is made',
    'この面の元であるビュー {view} で: {how}',
  ],
  'record-completed': [
    'reverse: the PTR for the address of {name} ({file}:{line}); {how}',
    'reverse: {name} のアドレスの逆引き ({file}:{line})。{how}',
  ],
  'record-signed-when-asked': ['signed when it is asked for', '尋ねられたときに署名されます'],
})

/** update/ has the texts for records that messages have added. */
export const english = speaker({ ...explainSays, ...updateSays }, 'en')

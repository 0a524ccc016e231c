// Remarks on what a start would serve beside files, in each language.

import { table } from '../../dns/said.ts'

export const { rows: servedSays, say } = table({
  'served-misfit': [
    'with the changes and copies in the state folder: {found}',
    'サーバーが保持している変更とコピーを合わせると: {found}',
  ],
  'layer-dropped': [
    'the next start or reload drops {count} that messages made at "{name}" in the view {view}: {why}',
    '次の起動または再読み込みで、メッセージがビュー {view} の "{name}" に加えた変更 ({count}) は失われます: {why}',
  ],
  'one-record': ['1 record', 'レコード 1 件'],
  'several-records': ['{count} records', 'レコード {count} 件'],
  'fold-it-before': [
    'write it into the zone file ("janus dynamic show" lists it), or undo the change of the file',
    'ファイルに書き写すか ("janus dynamic show" で一覧できます)、ファイルを元のままにしてください',
  ],
})

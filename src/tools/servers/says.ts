// What is remarked of the servers of zones, in each language.

import { table } from '../../dns/said.ts'

export const { rows: serversSays, say } = table({
  'secondary-not-named': [
    'the secondary "{secondary}" gets {zones} in the view {view}, and no NS there leads to it: resolvers never ask it',
    'セカンダリ "{secondary}" はビュー {view} で {zones} を受け取りますが、それを指す NS がありません: リゾルバーは尋ねません',
  ],
  'name-it-in-ns': [
    'add an NS for it where it is meant to answer; a hidden one is well as it is',
    '答えさせるなら NS を加えてください。隠しセカンダリならこのままで構いません',
  ],
  'server-no-secondary': [
    '"{host}" ({addresses}) is a name server of "{zone}" in the view {view}, and neither this server nor one of its secondaries',
    '"{host}" ({addresses}) はビュー {view} の "{zone}" のネームサーバーですが、このサーバーでもセカンダリでもありません',
  ],
  'name-it-under-secondaries': [
    'name it under "secondaries", or take the NS out where nobody serves the zone there',
    '"secondaries" に書くか、そこでゾーンを出していなければ NS を消してください',
  ],
  'zone-one': ['"{zone}"', '"{zone}"'],
  'zone-and-more': ['"{zone}" and {count} more', '"{zone}" ほか {count} 個'],
})

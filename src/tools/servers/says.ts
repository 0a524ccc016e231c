// Remarks on the servers of zones, in each language.

import { table } from '../../dns/said.ts'

export const { rows: serversSays, say } = table({
  'secondary-not-named': [
    'the secondary "{secondary}" gets {zones} in the view {view}, but no NS there names it: resolvers never ask it',
    'セカンダリ "{secondary}" はビュー {view} で {zones} を受け取りますが、それを指す NS がありません: リゾルバーは尋ねません',
  ],
  'name-it-in-ns': [
    'if it should answer, add an NS for it; if it is meant to be hidden, nothing is wrong',
    '答えさせるなら NS を加えてください。隠しセカンダリならこのままで構いません',
  ],
  'server-no-secondary': [
    '"{host}" ({addresses}) is a name server of "{zone}" in the view {view}, but neither this server nor one of its secondaries',
    '"{host}" ({addresses}) はビュー {view} の "{zone}" のネームサーバーですが、このサーバーでもセカンダリでもありません',
  ],
  'name-it-under-secondaries': [
    'name it under "secondaries", or remove the NS if nobody serves the zone there',
    '"secondaries" に書くか、そこでゾーンを出していなければ NS を消してください',
  ],
  'certificate-not-of-ns': [
    'the certificate "{file}" names no name server (NS) of the zones here: it is for {names}',
    '証明書 "{file}" には、ここのゾーンのどのネームサーバー (NS) の名前もありません: {names} 用です',
  ],
  'renew-with-name': [
    'renew it with the name that the NS records give this server, unless clients know the server by another name',
    'NS がこのサーバーに与える名前で証明書を更新してください。クライアントが別の名前で知っているなら構いません',
  ],
  'zone-one': ['"{zone}"', '"{zone}"'],
  'zone-and-more': ['"{zone}" and {count} more', '"{zone}" ほか {count} 個'],
})

// BIND, with one worker thread.

import {
  COOKIE_SECRET,
  hangUp,
  installed,
  type Launch,
  type ServerKind,
  type Task,
  UPDATE_KEY,
  versionFrom,
} from './kind.ts'
import { securedPort } from './secured.ts'

const program = installed('named')

export const bind: ServerKind = {
  name: 'BIND',
  program,
  packages: ['bind9'],
  version: () => versionFrom(program, '-V'),
  launch,
  signed: true,
  secured: true,
  reload: hangUp,
}

function launch({
  zones,
  port,
  folder,
  transfers,
  updates,
  tls,
  connections = 1000,
  primary,
  differences,
}: Task): Launch {
  const conf = `
${tls ? `tls bench { cert-file "${tls.certificate}"; key-file "${tls.key}"; };\n` : ''}options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  ${tls ? `listen-on port ${securedPort(port)} tls bench ${tls.over === 'https' ? 'http default ' : ''}{ 127.0.0.1; };` : ''}
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  recursion no;
  dnssec-validation no;
  empty-zones-enable no;
  minimal-responses no-auth;
  notify no;
  ixfr-from-differences ${differences ? 'yes' : 'no'};
  allow-transfer { ${transfers ? 'any' : 'none'}; };
  tcp-clients ${connections};
  tcp-idle-timeout 1200;
  tcp-initial-timeout 1200;
  tcp-listen-queue 100;
  cookie-algorithm siphash24;
  cookie-secret "${COOKIE_SECRET}";
};
controls { };
${updates || transfers ? `key ${UPDATE_KEY.name} { algorithm ${UPDATE_KEY.algorithm}; secret "${UPDATE_KEY.secret}"; };\n` : ''}${zones.map(({ origin, path }) => `zone "${origin}" { ${primary ? `type secondary; primaries { 127.0.0.1 port ${primary}; }; file "${origin}.copy";` : `type primary; file "${path}";`}${updates ? ` allow-update { key ${UPDATE_KEY.name}; };` : ''} };\n`).join('')}`
  return { program: program!, args: ['-g', '-n', '1', '-c', `${folder}/named.conf`], files: { 'named.conf': conf } }
}

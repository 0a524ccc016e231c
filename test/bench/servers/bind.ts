// BIND, with one worker thread.

import { COOKIE_SECRET, hangUp, installed, type Launch, type ServerKind, type Task, versionFrom } from './kind.ts'

const program = installed('named')

export const bind: ServerKind = {
  name: 'BIND',
  program,
  packages: ['bind9'],
  version: () => versionFrom(program, '-V'),
  launch,
  signed: true,
  reload: hangUp,
}

function launch({ zones, port, folder, transfers }: Task): Launch {
  const conf = `
options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  recursion no;
  dnssec-validation no;
  empty-zones-enable no;
  minimal-responses no-auth;
  notify no;
  allow-transfer { ${transfers ? 'any' : 'none'}; };
  tcp-clients 1000;
  tcp-listen-queue 100;
  cookie-algorithm siphash24;
  cookie-secret "${COOKIE_SECRET}";
};
controls { };
${zones.map(({ origin, path }) => `zone "${origin}" { type primary; file "${path}"; };\n`).join('')}`
  return { program: program!, args: ['-g', '-n', '1', '-c', `${folder}/named.conf`], files: { 'named.conf': conf } }
}

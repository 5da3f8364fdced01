// A database of PostgreSQL for one server: in a throw-away cluster made from the system's binaries, or in the server that
// RIBAMBELLE_TEST_POSTGRES names. Its roles are those of a real installation: the running one owns nothing.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of PostgreSQL's programs; "" where they are on PATH only. */
function folderOfPrograms() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((v) => join(root, v, 'bin')).find((f) => existsSync(join(f, 'initdb'))) ?? '';
}

const program = (name) => join(folderOfPrograms(), name);

/** Whom to run the server as when we are root, whom PostgreSQL refuses. */
function somebody() {
  if (process.getuid() !== 0) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n').map((l) => l.split(':'));
  const found = ['postgres', 'nobody'].map((name) => lines.find(([n]) => n === name)).find(Boolean);
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Starts a cluster that listens on a socket in a folder of its own, and waits until it answers. */
async function startCluster() {
  const as = somebody();
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-pg-'));
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  execFileSync(program('initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--no-sync'], { ...as, cwd: folder, stdio: 'pipe' });
  const server = spawn(program('postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'full_page_writes=off'], { ...as, cwd: folder });
  let said = '';
  await new Promise((ready, failed) => {
    server.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('ready to accept connections')) ready();
    });
    server.on('exit', (code) => failed(new Error(`PostgreSQL ended with ${code}:\n${said}`)));
  });
  return {
    superuser: `postgres://postgres@/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      server.removeAllListeners('exit');
      await new Promise((ended) => { server.once('exit', ended); server.kill('SIGQUIT'); });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database; its environment is what `ribambelle serve` reads. */
export async function database() {
  const given = process.env.RIBAMBELLE_TEST_POSTGRES;
  const cluster = given ? { superuser: given, stop: async () => {} } : await startCluster();
  const name = `stories_${randomBytes(4).toString('hex')}`;
  const [owner, running, secret] = [`${name}_owner`, `${name}_running`, randomBytes(12).toString('hex')];
  const at = (base, user) => {
    const [, host, query] = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)\/[^?]*(\?.*)?$/.exec(cluster.superuser);
    return user ? `postgres://${user}:${secret}@${host}/${base}${query ?? ''}` : cluster.superuser.replace(/\/[^/?]*(\?.*)?$/, `/${base}$1`);
  };
  const run = (on, ...statements) => execFileSync(program('psql'), ['-q', '-X', '-v', 'ON_ERROR_STOP=1', ...statements.flatMap((s) => ['-c', s]), on], { stdio: 'pipe' });
  run(cluster.superuser,
    `CREATE ROLE ${owner} LOGIN PASSWORD '${secret}'`,
    `CREATE ROLE ${running} LOGIN PASSWORD '${secret}' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE`,
    `GRANT ${owner} TO CURRENT_USER`,
    `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'`);
  run(at(name), 'REVOKE ALL ON SCHEMA public FROM PUBLIC', `GRANT ALL ON SCHEMA public TO ${owner}`, `GRANT USAGE ON SCHEMA public TO ${running}`);
  return {
    environment: { RIBAMBELLE_DATABASE: at(name, running), RIBAMBELLE_DATABASE_ADMIN: at(name, owner) },
    async stop() {
      run(cluster.superuser, `DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${owner}`, `DROP ROLE ${running}`);
      await cluster.stop();
    },
  };
}

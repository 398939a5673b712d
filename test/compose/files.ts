import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

export const ROOT = resolve(__dirname, '..', '..');
export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Service {
  image: string;
  build?: string;
  command?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  healthcheck?: { test: string[] };
  ports?: string[];
  networks: string[];
  environment: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
}
export interface ComposeFile {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
}

export const composeText = read('docker-compose.yml');
export const compose = parse(composeText, { merge: true }) as ComposeFile;

/** Names that the text refuses to go without: `${NAME:?…}`. */
export const requiredVariables = (text: string): string[] =>
  [...new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name as string))].sort();

/** Names of a `.env` file with nothing behind the equals sign. */
export const emptyVariables = (text: string): string[] =>
  [...text.matchAll(/^(\w+)=$/gm)].map(([, name]) => name as string).sort();

/** Fills a service's environment in as Compose would. Throws for a required variable that is not given. */
export function environmentOf(service: string, given: Record<string, string>): Record<string, string> {
  const fill = (text: string): string =>
    text.replace(/\$\{(\w+)(:[-?])([^}]*)\}/g, (_match, name: string, kind: string, rest: string) => {
      const value = given[name] ?? '';
      if (value !== '') return value;
      if (kind === ':?') throw new Error(`${name}: ${rest}`);
      return rest;
    });
  const { environment } = compose.services[service] as Service;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)]));
}

/** Orders of keys and services are a matter of reading, and ours differ. */
const ORDERS = [
  'service-dependencies-alphabetical-order',
  'service-keys-order',
  'service-ports-alphabetical-order',
  'services-alphabetical-order',
  'top-level-properties-order',
];

/** What dclint has to say about a file: the Compose Specification's schema, and its own rules. Empty: nothing. */
export function lint(file: string): string {
  const cli = join(dirname(require.resolve('dclint')), '..', 'bin', 'dclint.cjs');
  const options = ['--max-warnings', '0', ...ORDERS.flatMap((rule) => ['--disable-rule', rule])];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, file, ...options], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

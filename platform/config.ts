import { resolve } from 'node:path';
import { z } from 'zod';
import { SetupError } from './errors';

type Environment = Readonly<Record<string, string | undefined>>;

const text = z.string().trim().min(1, 'must not be empty');
const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const port = z.coerce
  .number('must be a port number from 0 to 65535')
  .int('must be a port number from 0 to 65535')
  .min(0, 'must be a port number from 0 to 65535')
  .max(65535, 'must be a port number from 0 to 65535');

function url(...protocols: string[]): z.ZodType<string, string> {
  const wanted = `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
  return text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.replace(/:$/, '')),
    wanted,
  );
}

/** Stands for a case's id in `CASE_PAGE_URL`. */
const CASE_ID = '{caseId}';

const casePage = text.refine(
  (value) =>
    value.includes(CASE_ID) && url('http', 'https').safeParse(value.replaceAll(CASE_ID, '1')).success,
  `must be a URL that begins with http:// or https:// and has ${CASE_ID} where the id of the case stands`,
);

const hostAndPort = text.regex(
  /^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
  'must be host:port, without a scheme',
);

const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('development'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  DATA_DIR: text.default('.data'),
  PORT: port.default(3000),
  PUBLIC_BASE_URL: url('http', 'https').optional(),
  CASE_PAGE_URL: casePage.optional(),

  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_NAMESPACE: text
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a Temporal namespace: letters, digits, dots, hyphens')
    .default('casework'),
  TEMPORAL_TASK_QUEUE: text.default('casework'),
  TEMPORAL_CLI_PATH: text.optional(),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_SERVER_NAME: text.optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: text.optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: text.optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: text.optional(),

  DATABASE_URL: url('postgres', 'postgresql').optional(),

  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: text.default('建议提案办理平台 <no-reply@localhost>'),
  SMS_GATEWAY_URL: url('http', 'https').optional(),
  SMS_GATEWAY_TOKEN: text.optional(),
  PORTAL_URL: url('http', 'https').optional(),
  PORTAL_TOKEN: text.optional(),

  OIDC_ISSUER: url('http', 'https').optional(),
  OIDC_JWKS_URL: url('http', 'https').optional(),
  OIDC_AUDIENCE: text.default('casework'),
  IDENTITIES_FILE: text.optional(),
  WORKFLOW_BUNDLE: text.optional(),
});

type Variables = z.infer<typeof variables>;
type Name = keyof Variables;

/** Values that never reach a message. */
const SECRET: ReadonlySet<string> = new Set([
  'TEMPORAL_API_KEY',
  'DATABASE_URL',
  'SMTP_URL',
  'SMS_GATEWAY_TOKEN',
  'PORTAL_TOKEN',
]);

/** A variable that means nothing without another. */
const NEEDS: readonly (readonly [Name, Name])[] = [
  ['SMS_GATEWAY_TOKEN', 'SMS_GATEWAY_URL'],
  ['PORTAL_TOKEN', 'PORTAL_URL'],
  ['OIDC_ISSUER', 'OIDC_JWKS_URL'],
  ['OIDC_JWKS_URL', 'OIDC_ISSUER'],
  ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH'],
  ['TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_CLIENT_CERT_PATH'],
];

/** What may be embedded or local in development must be given in production: the embedded servers are no place for the record. */
const NEEDED_IN_PRODUCTION: readonly Name[] = [
  'TEMPORAL_ADDRESS',
  'DATABASE_URL',
  'OIDC_ISSUER',
  'OIDC_JWKS_URL',
  'PUBLIC_BASE_URL',
];

/** Where Temporal is, and how to speak to it. Without `address` the embedded server is started. */
export interface TemporalConfig {
  readonly address?: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly cliPath?: string;
  readonly apiKey?: string;
  /** Paths of PEM files; absent: no TLS. */
  readonly tls?: {
    readonly serverName?: string;
    readonly serverCaPath?: string;
    readonly clientCertPath?: string;
    readonly clientKeyPath?: string;
  };
}

/** The whole configuration, parsed once where a process begins and handed down from there. */
export interface Config {
  readonly mode: 'development' | 'test' | 'production';
  readonly logLevel: Variables['LOG_LEVEL'];
  /** Absolute path: everything that the embedded servers keep. */
  readonly dataDir: string;
  /** Port of the HTTP API. */
  readonly port: number;
  /** Where people reach the platform; no slash at the end. Links to the public page begin with it. */
  readonly publicBaseUrl: string;
  /** The page of the office system on which an official opens a case; absent: mails have no links. */
  readonly casePageOf?: (caseId: string) => string;
  readonly temporal: TemporalConfig;
  /** Absent: the embedded Postgres is started. */
  readonly databaseUrl?: string;
  readonly mail: { readonly smtpUrl?: string; readonly from: string };
  readonly sms?: { readonly url: string; readonly token?: string };
  readonly portal?: { readonly url: string; readonly token?: string };
  /** Absent: only the local issuer of development can be used. */
  readonly oidc?: { readonly issuer: string; readonly jwksUrl: string };
  readonly oidcAudience: string;
  /** Names that the local issuer signs tokens for, beside the people of the register. */
  readonly identitiesFile?: string;
  /** The workflows as `npm run build` bundled them; absent: bundled when a worker starts. */
  readonly workflowBundle?: string;
}

function shown(name: string, environment: Environment): string {
  return SECRET.has(name) ? '' : ` (it is "${environment[name] ?? ''}")`;
}

/**
 * Reads the configuration from environment variables. An empty variable counts as unset. Refuses with one
 * `SetupError` that names every wrong variable and says what it must be; values of secrets are never repeated.
 */
export function readConfig(environment: Environment = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} ${message}${shown(name, environment)}.`;
    });
    throw new SetupError(lines.join('\n'));
  }
  const values = parsed.data;
  const problems = [
    ...NEEDS.filter(([name, other]) => values[name] !== undefined && values[other] === undefined).map(
      ([name, other]) => `${name} is set, so ${other} must be set too.`,
    ),
    ...(values.NODE_ENV === 'production'
      ? NEEDED_IN_PRODUCTION.filter((name) => values[name] === undefined).map(
          (name) => `${name} must be set when NODE_ENV is production.`,
        )
      : []),
  ];
  if (problems.length > 0) throw new SetupError(problems.join('\n'));
  return assemble(values);
}

function casePageOf(template: string | undefined): Config['casePageOf'] {
  if (template === undefined) return undefined;
  return (caseId) => template.replaceAll(CASE_ID, () => encodeURIComponent(caseId));
}

function assemble(values: Variables): Config {
  const usesTls =
    values.TEMPORAL_TLS ??
    (values.TEMPORAL_API_KEY !== undefined || values.TEMPORAL_TLS_CLIENT_CERT_PATH !== undefined);
  return {
    mode: values.NODE_ENV,
    logLevel: values.LOG_LEVEL,
    dataDir: resolve(values.DATA_DIR),
    port: values.PORT,
    publicBaseUrl: (values.PUBLIC_BASE_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    casePageOf: casePageOf(values.CASE_PAGE_URL),
    temporal: {
      address: values.TEMPORAL_ADDRESS,
      namespace: values.TEMPORAL_NAMESPACE,
      taskQueue: values.TEMPORAL_TASK_QUEUE,
      cliPath: values.TEMPORAL_CLI_PATH,
      apiKey: values.TEMPORAL_API_KEY,
      tls: usesTls
        ? {
            serverName: values.TEMPORAL_TLS_SERVER_NAME,
            serverCaPath: values.TEMPORAL_TLS_SERVER_CA_CERT_PATH,
            clientCertPath: values.TEMPORAL_TLS_CLIENT_CERT_PATH,
            clientKeyPath: values.TEMPORAL_TLS_CLIENT_KEY_PATH,
          }
        : undefined,
    },
    databaseUrl: values.DATABASE_URL,
    mail: { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    sms:
      values.SMS_GATEWAY_URL === undefined
        ? undefined
        : { url: values.SMS_GATEWAY_URL, token: values.SMS_GATEWAY_TOKEN },
    portal:
      values.PORTAL_URL === undefined ? undefined : { url: values.PORTAL_URL, token: values.PORTAL_TOKEN },
    oidc:
      values.OIDC_ISSUER === undefined || values.OIDC_JWKS_URL === undefined
        ? undefined
        : { issuer: values.OIDC_ISSUER, jwksUrl: values.OIDC_JWKS_URL },
    oidcAudience: values.OIDC_AUDIENCE,
    identitiesFile: values.IDENTITIES_FILE,
    workflowBundle: values.WORKFLOW_BUNDLE,
  };
}

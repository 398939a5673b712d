import type { Logger } from 'pino';
import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import type { Config } from '../platform/config';
import type { AdoptionPort } from '../workflows/starting-adoption';
import type { PurgePort } from '../workflows/starting-purge';
import type { Authenticate } from './auth';
import type { BatchPort } from './batches/port';
import type { CasePort } from './engine';
import type { LocalIssuer } from './local-issuer';

/** What the API stands on; made by `main.ts`, or by a test. */
export interface ApiDeps {
  ledger: Ledger;
  /** Running cases. */
  cases: CasePort;
  /** Batches whose cases are to be started. */
  batches: BatchPort;
  /** Adoptions whose cases are to take over other rules. */
  adoptions: AdoptionPort;
  /** Classified cases whose runs are to be deleted. */
  purges: PurgePort;
  clock: PlatformClock;
  authenticate: Authenticate;
  /** Signs tokens under `/dev`: development and demo only. */
  localIssuer?: LocalIssuer;
  config: Pick<Config, 'mode' | 'publicBaseUrl'>;
  logger: Logger;
  /** Whether the engine can be reached: asked by `/readyz`. */
  engineReady: () => Promise<boolean>;
  /** Requests of one subject a minute; ten times as many for an intake system. Default 6,000. */
  requestsPerMinute?: number;
  /** Failing tokens of one address a minute. Default 100. */
  failedTokensPerMinute?: number;
}

import { absenceRoutes } from './absences';
import { adoptionRoutes } from './adoptions';
import { batchRoutes } from './batches';
import { bulkRoutes } from './bulk';
import { caseReadRoutes } from './case-reads';
import { commandRoutes } from './commands';
import type { ApiDeps } from './deps';
import { documentRoutes } from './documents';
import { intakeRoutes } from './intake';
import { keyReadRoutes } from './key-reads';
import { keyRoutes } from './keys';
import { listReadRoutes } from './list-reads';
import type { ApiMetrics } from './metrics';
import { publicRoutes } from './public';
import { registerReadRoutes } from './register-reads';
import { mergeReadRoutes } from './merge-reads';
import type { Route } from './route';
import { ruleRoutes } from './rules';
import { secretRoutes } from './secrets';
import { signalRoutes } from './signals';
import { similarRoutes } from './similar';
import { subjectReadRoutes } from './subject-reads';
import { supervisionReadRoutes } from './supervision-reads';
import { systemRoutes } from './system';

/** Every route of the API: what is mounted, documented and tested. */
export function allRoutes(deps: ApiDeps, metrics: ApiMetrics): Route[] {
  return [
    ...intakeRoutes(deps),
    ...secretRoutes(deps),
    ...batchRoutes(deps),
    ...commandRoutes(deps),
    ...signalRoutes(deps),
    ...bulkRoutes(deps),
    ...keyRoutes(deps),
    ...keyReadRoutes(deps),
    ...subjectReadRoutes(deps),
    ...supervisionReadRoutes(deps),
    ...listReadRoutes(deps),
    ...caseReadRoutes(deps),
    ...mergeReadRoutes(deps),
    ...similarRoutes(deps),
    ...registerReadRoutes(deps),
    ...absenceRoutes(deps),
    ...ruleRoutes(deps),
    ...adoptionRoutes(deps),
    ...documentRoutes(deps),
    ...publicRoutes(deps),
    ...systemRoutes(deps, metrics),
  ];
}

/** Everything that runs as a workflow: what the bundle is made of. Starters and contracts are imported by their files. */
export { adoptRules } from './adoption';
export { startBatch } from './batch';
export { handleCase } from './case';
export { dispatchReminders } from './dispatch';
export { sendNews } from './news';
export { purgeCase } from './purge';
export { reconcileRuns } from './reconcile';

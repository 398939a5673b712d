import type { Policy } from '../schemas/policy';
import { hebei2022 } from './hebei-2022';

/** Every released policy by version. A released version is never edited: a change is another version. */
export const policies: Readonly<Record<string, Policy>> = { [hebei2022.rules.version]: hebei2022 };

/** The policy that a new ledger begins with; which one new cases are taken in under is said by the ledger. */
export const currentPolicy: Policy = hebei2022;

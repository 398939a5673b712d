import type { Role } from '../schemas/common';

// Roles that routes name together.

export const UNIT_ROLES: readonly Role[] = ['unit-office', 'unit-division', 'unit-leader'];

/** Whoever handles cases, or has them handled. */
export const OFFICIALS: readonly Role[] = [
  'provincial-office',
  'congress-committee',
  'cppcc-committee',
  ...UNIT_ROLES,
];

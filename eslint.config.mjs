import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Imports run downwards only (docs/architecture.md): api, worker -> workflows, activities -> ledger ->
 * domain -> schemas. A room may not import the rooms listed here; `domain` and `workflows` may take *types*
 * from schemas and policies, so that neither zod nor a policy file reaches a workflow bundle.
 */
const ROOMS = [
  'api',
  'worker',
  'workflows',
  'activities',
  'ledger',
  'platform',
  'policies',
  'domain',
  'schemas',
  'scripts',
  'demo',
  'bench',
  'test',
];
const ABOVE = {
  schemas: ROOMS.filter((room) => room !== 'schemas'),
  policies: ROOMS.filter((room) => !['policies', 'schemas', 'domain'].includes(room)),
  domain: ROOMS.filter((room) => !['domain', 'schemas', 'policies'].includes(room)),
  workflows: ROOMS.filter((room) => !['workflows', 'domain', 'schemas', 'policies'].includes(room)),
  platform: ROOMS.filter((room) => !['platform', 'domain', 'schemas'].includes(room)),
  ledger: ['api', 'worker', 'workflows', 'activities', 'scripts', 'demo', 'bench', 'test'],
  activities: ['api', 'worker', 'workflows', 'scripts', 'demo', 'bench', 'test'],
  worker: ['api', 'scripts', 'demo', 'bench', 'test'],
  api: ['worker', 'activities', 'scripts', 'demo', 'bench', 'test'],
};

const walls = Object.entries(ABOVE).map(([room, forbidden]) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              ...forbidden.flatMap((other) => [
                `../${other}/**`,
                `../../${other}/**`,
                `../../../${other}/**`,
              ]),
              // What runs ask of the world is written where they ask it; activities fulfil it.
              ...(room === 'activities' ? ['!../workflows/contract', '!../../workflows/contract'] : []),
            ],
            message: `${room}/ stands below this room`,
          },
          ...(['domain', 'workflows'].includes(room)
            ? [
                {
                  group: ['**/schemas/**', '**/policies/**'],
                  allowTypeImports: true,
                  message: 'types only: zod and policy files stay out of the workflow bundle',
                },
                { group: ['zod', 'pg', 'node:*', 'express'], message: `${room}/ is pure` },
              ]
            : []),
          ...(room === 'domain' ? [{ group: ['@temporalio/*'], message: 'the rules know no engine' }] : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', '.data', '**/*.mjs', '**/*.cjs', 'jest.config.js'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
  },
  {
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'named exports only' },
      ],
    },
  },
  {
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Intl', 'setInterval', 'process', 'Buffer'],
      'no-restricted-properties': [
        'error',
        ...['getDate', 'getMonth', 'getFullYear', 'getHours', 'getDay'].map((property) => ({
          property,
          message: "local time follows the process's zone; use UTC methods on shifted instants",
        })),
      ],
    },
  },
  ...walls,
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'demo/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);

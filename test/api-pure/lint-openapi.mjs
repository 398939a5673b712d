/** Reads an OpenAPI document from standard input and prints what the linter has against it, as JSON lines of text. */
import { text } from 'node:stream/consumers';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  rules: { 'operation-4xx-response': 'error', 'no-unused-components': 'error' },
});
const found = await lintFromString({ source: await text(process.stdin), config });
process.stdout.write(
  JSON.stringify(
    found.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`),
  ),
);

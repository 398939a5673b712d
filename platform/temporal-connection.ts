import { readFileSync } from 'node:fs';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { TemporalConfig } from './config';
import { SetupError, messageOf } from './errors';

/**
 * What `Connection.connect` and `NativeConnection.connect` need to reach this Temporal server: address, TLS and
 * API key. `address` is the embedded server's where none is configured. Throws a `SetupError` for an unreadable
 * certificate.
 */
export function temporalConnectionOptions(
  config: TemporalConfig,
  address: string,
): Pick<NativeConnectionOptions, 'address' | 'apiKey' | 'tls'> {
  const { tls, apiKey } = config;
  if (tls === undefined) return { address, apiKey };
  const certificate = readPem('TEMPORAL_TLS_CLIENT_CERT_PATH', tls.clientCertPath);
  const key = readPem('TEMPORAL_TLS_CLIENT_KEY_PATH', tls.clientKeyPath);
  return {
    address,
    apiKey,
    tls: {
      serverNameOverride: tls.serverName,
      serverRootCACertificate: readPem('TEMPORAL_TLS_SERVER_CA_CERT_PATH', tls.serverCaPath),
      clientCertPair: certificate !== undefined && key !== undefined ? { crt: certificate, key } : undefined,
    },
  };
}

function readPem(variable: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new SetupError(`${variable} is ${path}, which cannot be read: ${messageOf(error)}`);
  }
}

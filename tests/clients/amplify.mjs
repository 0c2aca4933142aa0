// SPDX-License-Identifier: GPL-3.0-or-later
// What every job for Amplify 6 begins with: the job, which comes as JSON on standard input, and the
// local cloud's user pool.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;

export const job = JSON.parse(readFileSync(0, "utf8"));

export const identityPool = {
  identityPoolId: job.identity_pool_id,
  identityPoolEndpoint: job.endpoint,
};

// Gives Amplify's functions for signing in. What of a browser it has to find has to be there by then.
export async function configure(more) {
  const { Amplify } = await import("aws-amplify");
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: job.user_pool_id,
        userPoolClientId: job.client_id,
        userPoolEndpoint: job.endpoint,
        ...more,
      },
    },
  });
  return import("aws-amplify/auth");
}

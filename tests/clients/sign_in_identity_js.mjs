// SPDX-License-Identifier: GPL-3.0-or-later
// Signs in with amazon-cognito-identity-js. The job comes as JSON on standard input; the outcome
// goes to standard output as JSON.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = (
  await import("amazon-cognito-identity-js")
).default;

const job = JSON.parse(readFileSync(0, "utf8"));
const pool = new CognitoUserPool({
  UserPoolId: job.user_pool_id,
  ClientId: job.client_id,
  endpoint: job.endpoint,
});
const user = new CognitoUser({ Username: job.email, Pool: pool });
const steps = [];

function finish(outcome) {
  console.log(JSON.stringify({ steps, ...outcome }));
}

const callbacks = {
  onSuccess(session) {
    finish({ id_token: session.getIdToken().getJwtToken() });
  },
  onFailure(error) {
    finish({ error: error.code ?? error.name, message: error.message });
  },
  newPasswordRequired() {
    steps.push("NEW_PASSWORD_REQUIRED");
    user.completeNewPasswordChallenge(job.new_password, job.attributes ?? {}, callbacks);
  },
  totpRequired() {
    steps.push("SOFTWARE_TOKEN_MFA");
    user.sendMFACode(job.code, callbacks, "SOFTWARE_TOKEN_MFA");
  },
};
user.authenticateUser(
  new AuthenticationDetails({ Username: job.email, Password: job.password }),
  callbacks,
);

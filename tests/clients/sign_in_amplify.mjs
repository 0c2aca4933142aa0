// SPDX-License-Identifier: GPL-3.0-or-later
// Signs in with Amplify 6 and gets identity pool keys. The job comes as JSON on standard input; the
// outcome goes to standard output as JSON.
import { configure, identityPool, job } from "./amplify.mjs";

// Amplify names a device after the browser, and leaves it unregistered where there is none.
globalThis.navigator ??= { userAgent: "node", platform: process.platform };
const { confirmSignIn, fetchAuthSession, signIn, signOut } = await configure({
  ...identityPool,
  allowGuestAccess: job.guest === true,
});

const answers = {
  CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED: () => ({
    challengeResponse: job.new_password,
    options: { userAttributes: job.attributes ?? {} },
  }),
  CONFIRM_SIGN_IN_WITH_TOTP_CODE: () => ({ challengeResponse: job.code }),
};

async function enter(steps) {
  let { isSignedIn, nextStep } = await signIn({ username: job.email, password: job.password });
  while (!isSignedIn) {
    steps.push(nextStep.signInStep);
    if (!answers[nextStep.signInStep]) return "unexpected step";
    ({ isSignedIn, nextStep } = await confirmSignIn(answers[nextStep.signInStep]()));
  }
  return null;
}

async function run() {
  const steps = [];
  try {
    if (job.twice) {
      await enter(steps);
      await signOut();
      steps.push("again");
    }
    const problem = job.guest ? null : await enter(steps);
    if (problem) return { steps, error: problem };
    let session = await fetchAuthSession();
    const first = session.credentials;
    if (job.refresh) session = await fetchAuthSession({ forceRefresh: true });
    const outcome = {
      steps,
      identity_id: session.identityId,
      access_key_id: session.credentials?.accessKeyId,
      secret_access_key: session.credentials?.secretAccessKey,
      session_token: session.credentials?.sessionToken,
      renewed: first?.accessKeyId !== session.credentials?.accessKeyId,
      id_token: session.tokens?.idToken?.toString(),
    };
    if (job.sign_out) await signOut({ global: true });
    return outcome;
  } catch (error) {
    return { steps, error: error.name, message: error.message };
  }
}

console.log(JSON.stringify(await run()));

// SPDX-License-Identifier: GPL-3.0-or-later
// Goes through every way in with Amplify 6: each challenge, new accounts, forgotten and changed
// passwords. Codes come from the local cloud's control endpoint. The job comes as JSON on standard
// input; the steps and the outcome go to standard output as JSON.
import { configure, job } from "./amplify.mjs";

const auth = await configure({});

async function page(name) {
  return (await fetch(`${job.control}/${name}?email=${encodeURIComponent(job.email)}`)).json();
}

const sentCode = async () => (await page("outbox")).at(-1).code;
const appCode = async () => (await page("totp")).code;

const answers = {
  CONFIRM_SIGN_IN_WITH_SMS_CODE: sentCode,
  CONFIRM_SIGN_IN_WITH_EMAIL_CODE: sentCode,
  CONFIRM_SIGN_IN_WITH_TOTP_CODE: appCode,
  CONTINUE_SIGN_IN_WITH_TOTP_SETUP: appCode,
  CONTINUE_SIGN_IN_WITH_MFA_SELECTION: () => job.choice,
  CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION: () => job.choice,
  CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION: () => job.choice,
  CONTINUE_SIGN_IN_WITH_EMAIL_SETUP: () => job.email,
  CONFIRM_SIGN_IN_WITH_PASSWORD: () => job.password,
  CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE: () => job.answer,
};

async function enter(steps) {
  const { isSignedIn, nextStep } = await auth.signIn({
    username: job.email,
    ...(job.no_password ? {} : { password: job.password }),
    options: { authFlowType: job.flow, preferredChallenge: job.preferred },
  });
  let [done, next] = [isSignedIn, nextStep];
  while (!done) {
    steps.push(next.signInStep);
    if (!answers[next.signInStep] || steps.length > 8) return;
    const challengeResponse = await answers[next.signInStep]();
    ({ isSignedIn: done, nextStep: next } = await auth.confirmSignIn({ challengeResponse }));
  }
}

const jobs = {
  "sign-in": enter,
  "sign-up": async (steps) => {
    const { nextStep } = await auth.signUp({
      username: job.email,
      password: job.password,
      options: { userAttributes: { email: job.email, given_name: "Ines" } },
    });
    steps.push(nextStep.signUpStep);
    await auth.resendSignUpCode({ username: job.email });
    const code = { username: job.email, confirmationCode: await sentCode() };
    steps.push((await auth.confirmSignUp(code)).nextStep.signUpStep);
    await enter(steps);
  },
  reset: async (steps) => {
    const { nextStep } = await auth.resetPassword({ username: job.email });
    steps.push(nextStep.resetPasswordStep);
    await auth.confirmResetPassword({
      username: job.email,
      confirmationCode: await sentCode(),
      newPassword: job.new_password,
    });
    job.password = job.new_password;
    await enter(steps);
  },
  change: async (steps) => {
    await enter(steps);
    await auth.updatePassword({ oldPassword: job.password, newPassword: job.new_password });
    await auth.signOut();
    job.password = job.new_password;
    await enter(steps);
  },
  "second-step": async (steps) => {
    const note = async () => {
      const { enabled = [], preferred = "none" } = await auth.fetchMFAPreference();
      steps.push(`${[...enabled].sort().join("+")} first ${preferred}`);
    };
    await enter(steps);
    await note();
    await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: await appCode() });
    await auth.updateMFAPreference({ totp: "ENABLED" });
    await note();
    await auth.updateMFAPreference({ email: "NOT_PREFERRED", totp: "PREFERRED" });
    await note();
    await auth.updateMFAPreference({ email: "DISABLED" });
    await note();
    await auth.signOut();
    await enter(steps);
  },
};

async function run() {
  const steps = [];
  try {
    await jobs[job.do](steps);
    const session = await auth.fetchAuthSession();
    return { steps, id_token: session.tokens?.idToken?.toString() };
  } catch (error) {
    return { steps, error: error.name, message: error.message };
  }
}

console.log(JSON.stringify(await run()));

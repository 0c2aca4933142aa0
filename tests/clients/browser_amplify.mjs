// SPDX-License-Identifier: GPL-3.0-or-later
// Signs in on the company's pages with Amplify 6 (signInWithRedirect). What a browser would do with
// the pages is done here. The job comes as JSON on standard input; what the pages said and the
// outcome go to standard output as JSON.
import { configure, identityPool, job } from "./amplify.mjs";

const redirect = new URL(job.redirect);
// Amplify chooses the address to come back to by the page that it is on.
globalThis.window = {
  location: { origin: redirect.origin, pathname: redirect.pathname, hostname: redirect.hostname },
  addEventListener() {},
  removeEventListener() {},
};
const { fetchAuthSession, signInWithRedirect } = await configure({
  ...identityPool,
  loginWith: {
    oauth: {
      domain: new URL(job.endpoint).host,
      scopes: ["openid", "email", "profile"],
      redirectSignIn: [job.redirect],
      redirectSignOut: [job.redirect],
      responseType: "code",
    },
  },
});

const said = [];

// Follows the service's own redirects; ends on a page, or at an address that is not the service's.
async function visit(address, options = {}) {
  const reply = await fetch(address, { redirect: "manual", ...options });
  const to = reply.headers.get("location");
  if (!to) {
    const page = await reply.text();
    said.push(page.match(/role='alert'>([^<]*)/)?.[1] ?? page.match(/<h1>([^<]*)/)?.[1]);
    return { url: new URL(address), page };
  }
  const next = new URL(to, address);
  return next.host === new URL(job.endpoint).host ? visit(next) : { url: next };
}

async function browse(address) {
  let { url, page } = await visit(address);
  for (const password of job.passwords) {
    const action = page.match(/action="([^"]+)"/)[1].replaceAll("&amp;", "&");
    const body = new URLSearchParams({ username: job.email, password });
    ({ url, page } = await visit(new URL(action, url), { method: "POST", body }));
  }
  if (page !== undefined) return { type: "canceled" };
  if (job.state) url.searchParams.set("state", job.state);
  return { type: "success", url: url.href };
}

async function run() {
  try {
    await signInWithRedirect({
      ...(job.provider ? { provider: { custom: job.provider } } : {}),
      options: { nonce: job.nonce, authSessionOpener: browse },
    });
    const session = await fetchAuthSession();
    const renewed = await fetchAuthSession({ forceRefresh: true });
    return {
      said,
      nonce: session.tokens?.idToken?.payload.nonce,
      session_token: session.credentials?.sessionToken,
      renewed: session.tokens?.idToken?.toString() !== renewed.tokens?.idToken?.toString(),
    };
  } catch (error) {
    return { said, error: error.name, message: error.message };
  }
}

console.log(JSON.stringify(await run()));

// An independent directory: oidc-provider, certified by the OpenID Foundation, with the addresses and claims of one in
// Microsoft Entra ID. And a gate to the emulator that lets in whom this directory vouches for, as Azure Resource Manager
// would: by signature, issuer, audience and scope of the access token.
//
// node provider.mjs EMULATOR; prints one line of JSON when it listens. A program of its own because Playwright turns what
// its tests import into CommonJS.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createLocalJWKSet, jwtVerify } from "jose";
import { interactionPolicy, Provider } from "oidc-provider";

const EMULATOR = process.argv[2];
const TENANT = "b4c1f9d0-6a27-4e0b-9a35-2f1d7c8e5a10";
const CLIENT = "7d1f0a4e-93b5-4c8e-8a61-0be1f2c3d4e5";
/** Who has an account here, by object id; what each may do is the emulator's to say. */
const PEOPLE = {
  "0c9d7a52-1b1e-4f0a-9b60-5a4f6f1a7c01": { name: "Olivia Owner", preferred_username: "olivia.owner@contoso.example" },
  "0c9d7a52-1b1e-4f0a-9b60-5a4f6f1a7c02": { name: "Rita Reader", preferred_username: "rita.reader@contoso.example" },
};

const server = createServer();
await new Promise((listening) => server.listen(0, "localhost", listening));
const origin = `http://localhost:${server.address().port}`;
const issuer = `${origin}/${TENANT}/v2.0`;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const named = { kid: "1", use: "sig", alg: "RS256" };
const keys = createLocalJWKSet({ keys: [{ ...rsa.publicKey.export({ format: "jwk" }), ...named }] });

// The redirect URI is on this machine, where OpenID Connect knows only native apps; those it would ask at every request.
const policy = interactionPolicy.base();
policy.get("consent").checks.remove("native_client_prompt");

const scope = `${origin}/user_impersonation`;
const provider = new Provider(issuer, {
  jwks: { keys: [{ ...rsa.privateKey.export({ format: "jwk" }), ...named }] },
  cookies: { keys: ["cookies of a test"] },
  clients: [
    {
      client_id: CLIENT,
      application_type: "native",
      token_endpoint_auth_method: "none",
      // The port of a loopback address does not count (RFC 8252, section 7.3), neither here nor at Entra.
      redirect_uris: ["http://localhost/auth/redirect.html"],
      post_logout_redirect_uris: ["http://localhost/"],
      response_types: ["id_token", "id_token token", "code"],
      grant_types: ["implicit", "authorization_code", "refresh_token"],
    },
  ],
  responseTypes: ["id_token", "id_token token", "code"],
  pkce: { required: () => true },
  routes: {
    authorization: `/${TENANT}/oauth2/v2.0/authorize`,
    token: `/${TENANT}/oauth2/v2.0/token`,
    end_session: `/${TENANT}/oauth2/v2.0/logout`,
    jwks: `/${TENANT}/discovery/v2.0/keys`,
  },
  clientBasedCORS: (_context, asker) => new URL(asker).hostname === "localhost",
  claims: { openid: ["sub", "oid", "tid", "ver"], profile: ["name", "preferred_username"] },
  // Entra's id tokens have the claims of the profile, whatever else was asked for.
  conformIdTokenClaims: false,
  findAccount: (_context, oid) => ({ accountId: oid, claims: () => ({ sub: oid, oid, tid: TENANT, ver: "2.0", ...PEOPLE[oid] }) }),
  extraTokenClaims: (_context, token) => ({ upn: PEOPLE[token.accountId].preferred_username }),
  interactions: { policy, url: (_context, interaction) => `/sign-in/${interaction.uid}` },
  // An administrator has consented for everybody.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile offline_access");
    grant.addResourceScope(origin, scope);
    await grant.save();
    return grant;
  },
  // Of a code; Entra asks nobody again for `offline_access`.
  issueRefreshToken: (_context, client) => client.grantTypeAllowed("refresh_token"),
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => origin,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope, audience: origin, accessTokenFormat: "jwt", accessTokenTTL: 3600, jwt: { sign: { alg: "RS256" } } }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => {
        context.body = page("Sign out?", `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out of the directory</button>`);
      },
    },
  },
});

const page = (title, body) => `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`;

/** Who is it? A press is the password. */
async function signIn(request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const accountId = new URL(request.url, origin).searchParams.get("account");
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  const buttons = Object.entries(PEOPLE).map(([oid, { name }]) => `<button formaction="?account=${oid}">${name}</button>`);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(page(`An independent directory: ${prompt.name}`, `<form method="post">${buttons.join(" ")}</form>`));
}

/** Tokens that came, and those that are not good any more. */
const seen = new Set();
const refused = new Set();

/** Azure Resource Manager: checks the token, then asks the emulator as that person. */
async function gate(request, response) {
  const json = (status, body) => {
    response.writeHead(status, {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Methods": "*",
      "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "",
      "Content-Type": "application/json",
    });
    response.end(body === undefined ? undefined : JSON.stringify(body).replaceAll(EMULATOR, origin));
  };
  if (request.method === "OPTIONS") return json(204);
  if (request.url === "/gate/expire") {
    seen.forEach((token) => refused.add(token));
    return json(200, { seen: seen.size });
  }
  try {
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const { payload } = await jwtVerify(token, keys, { issuer, audience: origin, typ: "at+jwt", algorithms: ["RS256"] });
    seen.add(token);
    if (!payload.scope.split(" ").includes(scope) || refused.has(token)) throw new Error("not this one");
    const sent = Buffer.concat(await request.toArray()).toString();
    const body = JSON.stringify({ user: payload.upn, method: request.method, path: request.url, body: sent ? JSON.parse(sent) : undefined });
    const answer = await fetch(`${EMULATOR}/_emulator/as`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const { status, body: said } = await answer.json();
    return json(status, said);
  } catch (error) {
    return json(401, { error: { code: "InvalidAuthenticationToken", message: String(error) } });
  }
}

/**
 * A refresh names `offline_access` again, as MSAL's do. Entra has granted it without a word; by OpenID Connect Core 1.0, section 11,
 * it is granted with `prompt=consent` only, and what was not granted may not be named (RFC 6749, section 6).
 */
async function forgiving(request, response) {
  const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  if (form.get("grant_type") === "refresh_token") form.set("scope", form.get("scope").replace("offline_access ", ""));
  request.body = Object.fromEntries(form);
  return directory(request, response);
}

const directory = provider.callback();
const answerer = ({ url, method }) => {
  if (url.startsWith("/sign-in/")) return signIn;
  if (!url.startsWith(`/${TENANT}/`)) return gate;
  return method === "POST" && url.endsWith("/token") ? forgiving : directory;
};
server.on("request", (request, response) => {
  answerer(request)(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
console.log(JSON.stringify({ origin, authority: `${origin}/${TENANT}`, clientId: CLIENT }));

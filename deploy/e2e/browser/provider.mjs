// A real OpenID Connect provider (npm oidc-provider) on loopback, for tests. It says its address, is told of one client by
// POST /client, and then lets in whoever types a login: the address of that login is "login", verified.

import { createServer } from 'node:http';

import Provider from 'oidc-provider';

/** Starts it. */
export async function provide() {
  let serve;
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/client') {
      let text = '';
      for await (const chunk of request) text += chunk;
      serve = providing(issuer, JSON.parse(text));
      response.writeHead(204).end();
    } else if (serve) serve(request, response);
    else response.writeHead(503).end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return { issuer, stop: () => { server.closeAllConnections(); server.close(); } };
}

function providing(issuer, { client_id, client_secret, return_url, logout_url, exit_url }) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id, client_secret, redirect_uris: [return_url], post_logout_redirect_uris: [exit_url],
      backchannel_logout_uri: logout_url, backchannel_logout_session_required: true,
    }],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['for tests alone'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true, name: 'Camille Martin' }) }),
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options), // its own dispatcher refuses this machine
  });
  provider.on('backchannel.error', (_, error) => console.error(`the provider could not say that somebody signed out: ${error.message}`, error.cause ?? ''));
  return provider.callback();
}

if (process.argv[1] === import.meta.filename || process.argv[1]?.endsWith('/provider.mjs')) {
  console.log((await provide()).issuer);
}

// Asks a service as clients do that name their documents by hash or id, and prints as JSON what each
// of them sent and got: node clients.mjs URL registered|stored
// registered: automatic persisted queries, twice; stored: by the manifests of manifests.mjs.
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import relay from 'relay-runtime';

const [url, mode] = process.argv.slice(2);
const text = readFileSync('documents/site-footer.graphql', 'utf8');
const sha256 = (input) => createHash('sha256').update(input).digest('hex');
const variables = {};

let sent = [];
const spy = async (address, options = {}) => {
  const parameters = options.body ? JSON.parse(options.body) : new URL(address).searchParams;
  const has = (name) => (options.body ? parameters[name] !== undefined : parameters.has(name));
  const response = await fetch(address, options);
  const names = ['query', 'documentId', 'extensions'].filter(has);
  sent.push(`${options.method ?? 'GET'} ${names.join(' ')} ${response.status}`);
  return response;
};

const apollo = async (link) => {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: link.concat(new HttpLink({ uri: url, fetch: spy })),
  });
  return client.query({ query: parse(text), variables });
};
const post = async (parameters) => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...parameters, variables });
  return (await spy(url, { method: 'POST', headers, body })).json();
};

const registered = {
  apollo: () => apollo(new PersistedQueryLink({ sha256, useGETForHashedQueries: true })),
  urql: () =>
    new Client({
      url,
      fetch: spy,
      preferGetMethod: false,
      exchanges: [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange],
    })
      .query(text, variables)
      .toPromise(),
};
const stored = {
  apollo: () => {
    const manifest = JSON.parse(readFileSync('persisted-query-manifest.json', 'utf8'));
    const ids = generatePersistedQueryIdsFromManifest({ loadManifest: async () => manifest });
    return apollo(new PersistedQueryLink(ids));
  },
  relay: async () => {
    const { Environment, Network, RecordSource, Store, fetchQuery } = relay;
    const network = Network.create(({ id, text: query }) =>
      post(id ? { documentId: id } : { query }),
    );
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    const { default: node } = await import(
      `${process.cwd()}/artifacts/__generated__/SiteFooterQuery.graphql.js`
    );
    return { data: await fetchQuery(environment, node, variables).toPromise() };
  },
  codegen: () => {
    const module = readFileSync('codegen/graphql.ts', 'utf8');
    const [, constant] = module.match(/export const SiteFooterQueryDocument = (.*) as unknown as/);
    return post({ documentId: JSON.parse(constant).__meta__.hash });
  },
  free: () => post({ query: '{ site { title } }' }),
};

const found = {};
for (const [name, ask] of Object.entries(mode === 'stored' ? stored : registered)) {
  found[name] = [];
  for (let time = 0; time < 2; time += 1) {
    sent = [];
    const { data, error, errors } = await ask();
    const problem = error?.message ?? errors?.[0]?.extensions?.code;
    found[name].push({ sent, site: data?.site?.title ?? null, problem: problem ?? null });
  }
}
console.log(JSON.stringify(found));

// Real clients of front ends against a service, over WebSockets and Server-Sent Events. Prints JSON.
//   node clients.mjs talk URL POST       what each of them got of a subscription, a live query, a
//                                        query, a mutation, and a refusal
//   node clients.mjs return URL POST     a line as soon as all have been told something; then, once
//                                        they have been told of "the end", what each was told
//   node clients.mjs refused URL         how a token that is not accepted ends a socket
import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as Urql, subscriptionExchange } from '@urql/core';
import { EventSource } from 'eventsource';
import { parse } from 'graphql';
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import relay from 'relay-runtime';
import WebSocket from 'ws';

globalThis.WebSocket = WebSocket; // browsers have it, and Apollo's link looks at it
const [mode, url, post] = process.argv.slice(2);
const ADDED = 'subscription Added($on: ID!) { commentAdded(on: $on) { comment { content } } }';
const COUNT =
  'query Count($on: ID!) @live(throttle: 100) { post(by: { id: $on }) { commentCounts { total } } }';
const PLAIN = COUNT.replace('@live(throttle: 100) ', '');
const COMMENT =
  'mutation Comment($input: CreateCommentInput!) ' +
  '{ createComment(input: $input) { comment { content } userErrors { code } } }';
const PATIENCE = 20_000; // milliseconds

const overWebSocket = (more = {}) =>
  createWs({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 20, ...more });
const overEvents = () => createSse({ url, retryAttempts: 20 });
const isOperation = (text, kind) => text.startsWith(kind);
// what graphql-ws and graphql-sse have in common
const plain = (client) => (query, variables, sink) => client.subscribe({ query, variables }, sink);

const apollo = (client) => {
  const link = new GraphQLWsLink(client);
  const owner = new ApolloClient({ cache: new InMemoryCache(), link });
  return (text, variables, sink) => {
    const request = { query: parse(text), variables };
    const running = ApolloLink.execute(link, request, { client: owner }).subscribe(sink);
    return () => running.unsubscribe();
  };
};
const urql = (client) => {
  const forward = ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables }, sink) }),
  });
  const exchange = subscriptionExchange({
    forwardSubscription: forward,
    enableAllOperations: true,
  });
  const owner = new Urql({ url, exchanges: [exchange], preferGetMethod: false });
  return (text, variables, sink) => {
    const kind = ['subscription', 'mutation'].find((one) => isOperation(text, one)) ?? 'query';
    let last = {};
    const running = owner[kind](text, variables).subscribe((result) => {
      // it says the last result again when there is none after it
      if (last.error || (last.data && result.data === last.data)) return;
      last = result;
      if (result.error) sink.error(result.error.graphQLErrors);
      else sink.next({ data: result.data });
    });
    return () => running.unsubscribe();
  };
};
const throughRelay = (client) => {
  const { Network, Observable } = relay;
  const run = ({ text }, variables) =>
    Observable.create((sink) => client.subscribe({ query: text, variables }, sink));
  const network = Network.create(run, run);
  return (text, variables, sink) => {
    const operationKind = isOperation(text, 'subscription') ? 'subscription' : 'query';
    const request = { id: null, cacheID: text, name: 'Any', operationKind, text, metadata: {} };
    const running = network.execute(request, variables, { force: true }, null).subscribe(sink);
    return () => running.unsubscribe();
  };
};

const CLIENTS = {
  'graphql-ws': () => plain(overWebSocket()),
  'graphql-ws, lazy': () => plain(overWebSocket({ lazy: true, keepAlive: 50 })),
  'graphql-sse': () => plain(overEvents()),
  apollo: () => apollo(overWebSocket()),
  urql: () => urql(overWebSocket()),
  'urql over events': () => urql(overEvents()),
  relay: () => throughRelay(overWebSocket()),
  'relay over events': () => throughRelay(overEvents()),
};

const soon = (promise, what) =>
  Promise.race([
    promise,
    new Promise((_, fail) => {
      setTimeout(() => fail(new Error(`no ${what}`)), PATIENCE).unref();
    }),
  ]);
const codes = (error) =>
  (Array.isArray(error) ? error : [error]).map(
    (one) => one.extensions?.code ?? one.originalError?.extensions?.code ?? String(one),
  );

// All that is said about an operation; `until` waits for something to be true of it.
const listen = (start, query, variables) => {
  const heard = { data: [], errors: [], isComplete: false };
  let wake = () => {};
  heard.until = async (isTrue, what) => {
    const waiting = (async () => {
      while (!isTrue(heard)) await new Promise((resolve) => (wake = resolve));
    })();
    await soon(waiting, what);
  };
  heard.stop = start(query, variables, {
    next: (result) => {
      if (result.errors) heard.errors.push(...codes(result.errors));
      else heard.data.push(result.data);
      wake();
    },
    error: (error) => {
      heard.errors.push(...codes(error.graphQLErrors ?? error.errors ?? error));
      wake();
    },
    complete: () => {
      heard.isComplete = true;
      wake();
    },
  });
  return heard;
};
const ask = async (start, query, variables) => {
  const heard = listen(start, query, variables);
  await heard.until(({ data, errors }) => data.length || errors.length, 'answer');
  return heard;
};
const comment = async (start, content) => {
  const { data, errors } = await ask(start, COMMENT, { input: { on: post, content } });
  if (errors.length || data[0].createComment.userErrors.length)
    throw new Error(JSON.stringify({ errors, data }));
};
const textOf = (data) => data.commentAdded.comment.content.replace(/<\/?p>/g, '');
const total = (data) => data.post.commentCounts.total;

const talk = async (name) => {
  const start = CLIENTS[name]();
  const count = listen(start, COUNT, { on: post });
  await count.until(({ data }) => data.length, 'live answer');
  const before = total(count.data[0]);
  const added = listen(start, ADDED, { on: post });
  // nothing tells a client that it is subscribed: it writes until it is told of it
  let first = 0;
  while (!added.data.length && first < 100) {
    await comment(start, `${name}, try ${(first += 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const word of ['one', 'two', 'three']) await comment(start, `${name}, ${word}`);
  await added.until(({ data }) => data.some((one) => textOf(one).endsWith('three')), 'event');
  await count.until(({ data }) => total(data.at(-1)) === before + first + 3, 'last live answer');
  const fresh = await ask(start, PLAIN, { on: post });
  const totals = count.data.map(total);
  const wrong = await ask(start, 'subscription { commentAdded(on: "none") { position } }', {});
  const invalid = await ask(start, '{ nothing }', {});
  added.stop();
  count.stop();
  await comment(start, `${name}, after it`);
  await ask(start, PLAIN, { on: post });
  return {
    told: added.data.map(textOf).filter((text) => !text.includes('try')),
    isRising: totals.every((one, place) => !place || one > totals[place - 1]),
    isFresh: total(fresh.data[0]) === totals.at(-1),
    answers: fresh.data.length,
    refused: [wrong.errors, invalid.errors],
    problems: [...added.errors, ...count.errors],
  };
};

const RETURNING = {
  'graphql-ws': () => plain(overWebSocket({ shouldRetry: () => true })),
  'graphql-sse': () => plain(overEvents()),
  EventSource: () => (query, variables, sink) => {
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const source = new EventSource(`${url}?${parameters}`);
    source.addEventListener('next', ({ data }) => sink.next(JSON.parse(data)));
    source.addEventListener('complete', () => source.close());
    return () => source.close();
  },
};

const comeBack = async () => {
  const all = Object.entries(RETURNING).map(([name, create]) => [
    name,
    listen(create(), ADDED, { on: post }),
  ]);
  for (const [, heard] of all) await heard.until(({ data }) => data.length, 'first event');
  console.log('"all were told"');
  for (const [, heard] of all)
    await heard.until(({ data }) => data.some((one) => textOf(one).startsWith('the end')), 'the end');
  return Object.fromEntries(
    all.map(([name, { data, errors }]) => [name, { told: data.map(textOf), problems: errors }]),
  );
};

const refused = async () => {
  const closed = (connectionParams) =>
    new Promise((resolve) => {
      const client = overWebSocket({ lazy: false, connectionParams, onNonLazyError: () => {} });
      client.on('closed', ({ code, reason }) => resolve([code, reason.split(':')[0]]));
    });
  return { token: await soon(closed({ Authorization: 'Bearer nonsense' }), 'close') };
};

const found = {};
if (mode === 'talk')
  for (const name of Object.keys(CLIENTS))
    found[name] = await talk(name).catch((error) => ({ failed: String(error) }));
else Object.assign(found, await (mode === 'return' ? comeBack() : refused()));
console.log(JSON.stringify(found));
process.exit(0);

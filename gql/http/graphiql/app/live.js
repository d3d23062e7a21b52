// Runs what is answered again and again, subscriptions and queries marked @live, over Server-Sent Events.
import { createClient } from 'graphql-sse';

import { operations } from './operation.js';
import { withToken } from './token.jsx';

/** A fetcher whose result is an iterator of answers for such operations; GraphiQL stops it when its button is pressed. */
export function withLiveAnswers(fetcher, url) {
  return (params, options) => {
    if (!isLive(params)) return fetcher(params, options);
    // one for each: the headers are those of the tab
    return createClient({ url, fetchFn: withToken, headers: options?.headers ?? {} }).iterate(params);
  };
}

function isLive({ query, operationName }) {
  const all = operations(query);
  const chosen = all.find(({ name }) => name?.value === operationName) ?? all[0];
  if (chosen?.operation === 'subscription') return true;
  return !!chosen?.directives.some(({ name }) => name.value === 'live');
}

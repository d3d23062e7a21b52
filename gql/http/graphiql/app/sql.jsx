// A pane with the statements of the last response, where the service shows them (QUIRE_DEBUG).
import { useSyncExternalStore } from 'react';

let statements = [];
let explains = false;
const listeners = new Set();

/** A fetcher that keeps extensions.sql of each response, and asks for query plans if they are wanted. */
export function withStatements(fetcher) {
  return async (params, options) => {
    const extensions = explains ? { extensions: { ...params.extensions, explain: true } } : {};
    const response = await fetcher({ ...params, ...extensions }, options);
    if (response?.extensions?.sql && params.operationName !== 'IntrospectionQuery') {
      const { sql, ...others } = response.extensions;
      statements = sql;
      listeners.forEach((listener) => listener());
      return { ...response, extensions: Object.keys(others).length ? others : undefined };
    }
    return response;
  };
}

export const sql = { title: 'SQL', icon: Icon, content: Statements };

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <ellipse cx="12" cy="5" rx="8" ry="3" />
      <path d="M4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3" />
    </svg>
  );
}

function Statements() {
  const shown = useSyncExternalStore(subscribe, () => statements);
  return (
    <section className="quire-sql" aria-label="SQL">
      <div className="graphiql-history-header">SQL</div>
      <label>
        <input
          type="checkbox"
          defaultChecked={explains}
          onChange={(event) => (explains = event.target.checked)}
        />
        Query plans, from the next execution on
      </label>
      {shown.length === 0 && <p>Execute an operation to see its statements.</p>}
      {shown.map((one, at) => (
        <article key={at}>
          <h3>{one.name}</h3>
          <p>
            {one.milliseconds} ms, {one.rows} {one.rows === 1 ? 'row' : 'rows'}
          </p>
          <pre>{one.text}</pre>
          {one.values.length > 0 && (
            <pre>{one.values.map((value, index) => `$${index + 1} = ${value}`).join('\n')}</pre>
          )}
          {one.plan && <pre>{one.plan.join('\n')}</pre>}
        </article>
      ))}
    </section>
  );
}

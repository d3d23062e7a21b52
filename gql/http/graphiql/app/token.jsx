// A field for the token of the Authorization header. It is kept in sessionStorage, so only as long as the browser tab.
import { useState } from 'react';

const KEY = 'quire:token';

export function TokenField() {
  const [token, setToken] = useState(storedToken);
  const change = (event) => {
    const value = event.target.value.trim();
    sessionStorage.setItem(KEY, value);
    setToken(value);
  };
  return (
    <form className="quire-token" autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <input
        type="password"
        aria-label="Token"
        autoComplete="off"
        placeholder="Token"
        title="Sent as Authorization: Bearer … Forgotten when this browser tab is closed."
        value={token}
        onChange={change}
      />
    </form>
  );
}

/** fetch with the token; an Authorization header from GraphiQL's headers editor wins. */
export function withToken(url, options) {
  const headers = new Headers(options.headers);
  const token = storedToken();
  if (token && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
  return fetch(url, { ...options, headers });
}

function storedToken() {
  return sessionStorage.getItem(KEY) ?? '';
}

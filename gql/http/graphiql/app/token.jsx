// A token for the Authorization header. It lives as long as the browser tab and is never written elsewhere.
import { useState } from 'react';

const KEY = 'quire:token';

export function TokenField() {
  const [token, setToken] = useState(read);
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

/** fetch, with the token; a header from the headers editor wins. */
export function withToken(url, options) {
  const headers = new Headers(options.headers);
  const token = read();
  if (token && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
  return fetch(url, { ...options, headers });
}

function read() {
  return sessionStorage.getItem(KEY) ?? '';
}

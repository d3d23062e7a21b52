// GraphiQL's editors ask for the system's theme once. This tells them when it changes.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

export function useSystemTheme() {
  const { setTheme } = useGraphiQLActions();
  const chosen = useGraphiQL((state) => state.theme);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(chosen);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [chosen, setTheme]);
}

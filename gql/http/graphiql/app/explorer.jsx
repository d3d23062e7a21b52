// The explorer plugin, scrolled to its top when it opens.
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { useEffect } from 'react';

const { title, icon, content: Content } = explorerPlugin({ showAttribution: false });

export const explorer = { title, icon, content: ScrolledToTop };

// The plugin focuses its last argument shortly after it opens, which scrolls the box that all plugins share.
function ScrolledToTop() {
  useEffect(() => {
    const timer = setTimeout(scrollToTop, 200);
    return () => {
      clearTimeout(timer);
      scrollToTop();
    };
  }, []);
  return <Content />;
}

function scrollToTop() {
  document.querySelector('.graphiql-plugin')?.scrollTo(0, 0);
}

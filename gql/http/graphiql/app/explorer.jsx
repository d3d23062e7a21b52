// The explorer plugin, opened at its top.
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { useEffect } from 'react';

const { title, icon, content: Content } = explorerPlugin({ showAttribution: false });

export const explorer = { title, icon, content: FromTheTop };

// A moment after it opens, it focuses its last argument, which scrolls the box that all plugins share.
function FromTheTop() {
  useEffect(() => {
    const moment = setTimeout(scrollToTop, 200);
    return () => {
      clearTimeout(moment);
      scrollToTop();
    };
  }, []);
  return <Content />;
}

function scrollToTop() {
  document.querySelector('.graphiql-plugin')?.scrollTo(0, 0);
}

// What a front end may rely on, as types. `tsc` is the test: it refuses this file if one of them changes.
import type { PostPageQuery, FrontPageQuery } from './operations';

type Post = NonNullable<PostPageQuery['post']>;

export function title(post: Post): string {
  return post.title; // never null, of whatever kind the entry is
}

export function cards(page: FrontPageQuery): string[] {
  return page.posts.edges.map(({ node }) => `${node.title} by ${node.author.name}`);
}

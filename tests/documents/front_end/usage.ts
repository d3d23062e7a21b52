// What a front end may rely on, as types. `tsc` is the test: it refuses this file if one of them changes.
import type { FrontPageQuery, LinkedCommentQuery, PostPageQuery } from './operations';
import type { LikeErrorCode } from './schema';

type Post = NonNullable<PostPageQuery['post']>;
type Thread = NonNullable<LinkedCommentQuery['post']>['discussion'];
type LinkedComment = Thread['edges'][number]['node'];

export function title(post: Post): string {
  return post.title; // never null, of whatever kind the entry is
}

export function cards(page: FrontPageQuery): string[] {
  return page.posts.edges.map(({ node }) => `${node.title} by ${node.author.name}`);
}

// Whoever wrote a comment has a name to show, an account or not.
export function commenter(comment: LinkedComment): string {
  return comment.author.name;
}

// The codes of a payload are an enum: with a new one, this function no longer returns in every case.
export function isWorthTryingAgain(code: LikeErrorCode): boolean {
  switch (code) {
    case 'RATE_LIMITED':
      return true;
    case 'BAD_USER_INPUT':
    case 'FORBIDDEN':
    case 'GUEST_KEY_INVALID':
    case 'NOT_FOUND':
      return false;
  }
}

"""The tabs that GraphiQL opens with: operations that show the demo publication at its best.

The first has no variables: GraphiQL does not show those of its first tab when it first starts.
"""

from __future__ import annotations

from gql.http.graphiql.address_tabs import LINKED_COMMENT, PATH, SERIES
from gql.http.graphiql.live_tab import LIVE_THREAD
from gql.http.graphiql.page import Tab

NEWEST_POSTS = Tab(
    """\
# A front page in one request, sticky posts first.
# Ctrl-Enter runs it.

query NewestPosts {
  site {
    title
    tagline
  }
  posts(first: 5, stickyFirst: true) {
    totalCount
    nodes {
      title
      excerpt(format: TEXT, words: 25)
      publishedAt
      readingMinutes
      isSticky
      authors {
        name
      }
      tags {
        name
      }
      commentCounts {
        total
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
"""
)

POST_PAGE = Tab(
    """\
# A post: text, headings, people, neighbours.

query PostPage($slug: String!) {
  post(by: { slug: $slug }) {
    title
    link
    publishedAt
    wordCount
    toc {
      level
      text
      anchor
    }
    content(format: MARKDOWN)
    author {
      name
      bio(format: TEXT)
    }
    categories {
      name
      ancestors {
        name
      }
    }
    tags {
      name
      postCount
    }
    previous {
      title
    }
    next {
      title
    }
    seo {
      title
      description
      canonicalUrl
      openGraph {
        type
        image {
          url
        }
      }
    }
  }
}
""",
    '{\n  "slug": "bread-at-four"\n}',
)

CATEGORY = Tab(
    """\
# A category, the second page of its posts, those
# of its children included, and how to narrow it.

query CategoryPage($slug: String!, $offset: Int) {
  category(by: { slug: $slug }) {
    name
    postCount
    children(first: 10) {
      nodes {
        name
        postCount
      }
    }
    posts(
      first: 3
      offset: $offset
      where: {
        or: [{ sticky: true }, { not: { tag: { in: { slugs: ["interview"] } } } }]
      }
      orderBy: TITLE
    ) {
      totalCount
      nodes {
        title
        categories {
          name
        }
      }
      facets {
        tags(first: 5) {
          count
          tag {
            name
          }
        }
        years {
          year
          count
        }
      }
      pageInfo {
        hasPreviousPage
        hasNextPage
      }
    }
  }
}
""",
    '{\n  "slug": "night-work",\n  "offset": 3\n}',
)

DISCUSSION = Tab(
    """\
# The most discussed post's threads,
# in reading order; depth is how far to indent.

query Discussion($threads: Int!) {
  posts(first: 1, orderBy: MOST_DISCUSSED) {
    nodes {
      title
      discussion(first: $threads, where: { kind: { in: [COMMENT] } }) {
        totalCount
        edges {
          depth
          isRoot
          hiddenReplies
          node {
            content(format: TEXT)
            createdAt
            isEdited
            author {
              name
              avatar(size: 48) {
                url
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
""",
    '{\n  "threads": 3\n}',
)

SEARCH = Tab(
    """\
# Best matches first, the words marked.

query Search($words: String!) {
  search(query: $words, first: 5) {
    totalCount
    totalCountIsExact
    edges {
      score
      highlight
      node {
        __typename
        ... on Resource {
          uri
        }
        ... on ContentNode {
          title
          publishedAt
        }
        ... on Comment {
          author {
            name
          }
          commentedOn {
            title
          }
        }
      }
    }
  }
}
""",
    '{\n  "words": "bread"\n}',
)

AUTHOR_PROFILE = Tab(
    """\
# A person: what they wrote, where they joined in.

query AuthorProfile($slug: String!) {
  author(by: { slug: $slug }) {
    name
    bio(format: MARKDOWN)
    createdAt
    avatar(size: 96) {
      url
    }
    links {
      service
      url
    }
    postCount
    posts(first: 3) {
      nodes {
        title
        publishedAt
      }
    }
    commentCount
    comments(first: 3) {
      nodes {
        content(format: TEXT)
        commentedOn {
          title
        }
      }
    }
  }
}
""",
    '{\n  "slug": "tobias-wendt"\n}',
)

TABS = (
    NEWEST_POSTS,
    POST_PAGE,
    CATEGORY,
    PATH,
    SERIES,
    DISCUSSION,
    LIVE_THREAD,
    LINKED_COMMENT,
    SEARCH,
    AUTHOR_PROFILE,
)

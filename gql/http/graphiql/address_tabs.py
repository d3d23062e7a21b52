"""Tabs that show what an address leads to: a page by its path, one comment, a part of a series."""

from __future__ import annotations

from gql.http.graphiql.page import Tab

PATH = Tab(
    """\
# What is at a path, in the reader's language,
# and what the head of its page says.

query Path($uri: String!, $languages: [String!]) {
  route(uri: $uri, languages: $languages) {
    status
    location
    kind
    address
    resource {
      __typename
      ... on ContentNode {
        title
        language
        translations {
          language
          title
          link
        }
        seo {
          title
          description
          canonicalUrl
          isIndexed
        }
      }
      ... on Category {
        name
        seo {
          title
        }
      }
    }
  }
}
""",
    '{\n  "uri": "/a-note-on-the-three-oclock-comma/",\n  "languages": ["de", "en"]\n}',
)

LINKED_COMMENT = Tab(
    """\
# The page of threads around a linked comment.

query LinkedComment($slug: String!, $comment: ID!) {
  post(by: { slug: $slug }) {
    title
    discussion(first: 2, around: $comment) {
      edges {
        depth
        node {
          id
          number
          content(format: TEXT)
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
    '{\n  "slug": "bread-at-four",\n  "comment": "Q29tbWVudDo0Mg=="\n}',
)

SERIES = Tab(
    """\
# A series, and the place of each post in it.

query Series($slug: String!) {
  series(by: { slug: $slug }) {
    title
    description
    posts(first: 10) {
      totalCount
      nodes {
        title
        series {
          position
          next {
            title
          }
        }
      }
    }
  }
}
""",
    '{\n  "slug": "the-lamp-at-jaama-street"\n}',
)

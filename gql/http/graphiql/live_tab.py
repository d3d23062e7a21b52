"""The tab of GraphiQL with a thread that is shown again whenever it has changed."""

from __future__ import annotations

from gql.http.graphiql.page import Tab

LIVE_THREAD = Tab(
    """\
# @live: answered again whenever it changes.
# quire serve --demo-live writes here.

query LiveThread($slug: String!) @live {
  post(by: { slug: $slug }) {
    title
    commentCounts {
      total
    }
    comments(first: 5, orderBy: NEWEST) {
      nodes {
        createdAt
        content(format: TEXT)
        author {
          name
        }
      }
    }
  }
}
""",
    '{\n  "slug": "bread-at-four"\n}',
)

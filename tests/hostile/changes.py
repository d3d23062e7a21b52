"""Mutations that try to take more than their share: rows 26 to 29 of the hostile cases."""

from __future__ import annotations

from random import Random

from gql.viewer import Role
from tests.hostile.attack import Operation, operation
from tests.hostile.documents import aliases
from tests.hostile.target import Target

MARKDOWN = (
    *("a_b_c_", "![", "<!--", "- a\n", "|a|b\n|-|-\n", "[x](", "**a", "`", "> ", "&", "\\", "<b></u>"),
    *("[a][a]\n\n[a]: b\n", "<p>", "*_", "~~", "1. \n", "http://a.", "| a ", "\t- ", "&#0;", "​é"),
)  # fmt: skip
MAX_COMMENT, MAX_POST = 65_536, 200_000  # characters
COMMENT = "mutation ($i: CreateCommentInput!) { createComment(input: $i) { userErrors { code } } }"


def markup(random: Random, length: int) -> str:
    """Markdown that takes long to render, of one piece or of several."""
    pieces = random.choices(MARKDOWN, k=random.choice((1, 1, 3)))
    whole = "".join(pieces)
    return whole * (random.choice((500, length // 4, length, length + 99)) // len(whole))


def comment_markup(random: Random, target: Target) -> Operation:
    """A comment of a guest or of a reader, in the worst Markdown."""
    token = random.choice(("", target.tokens[Role.READER]))
    name = {} if token else {"name": "M", "email": "m@mail.example"}
    content = markup(random, MAX_COMMENT)
    return operation(COMMENT, token, i={"on": target.post(random), "content": content, **name})


def post_markup(random: Random, target: Target) -> Operation:
    """A post in the worst Markdown, or in HTML of the same."""
    text = "mutation ($i: CreatePostInput!) { createPost(input: $i) { userErrors { code } } }"
    format_ = random.choice(("MARKDOWN", "HTML"))
    draft = {"title": "T", "content": markup(random, MAX_POST), "format": format_}
    return operation(text, target.tokens[Role.AUTHOR], i=draft)


def refused_comments(random: Random, target: Target) -> Operation:
    """Comments that break a rule, with names and keys of a megabyte, or too often."""
    field = random.choice(("name", "email", "url", "idempotencyKey", "website", "parent", "on"))
    long = random.choice(("x", "é", "\u200b", "<", "@")) * random.choice((1, 300, 5_000, 150_000))
    valid = {"on": target.post(random), "content": "Hello.", "name": "L", "email": "l@a.example"}
    return operation(COMMENT, i=valid | {field: long})


def sign_ins(random: Random, _: Target) -> Operation:
    """Wrong passwords, of accounts that exist and of others."""
    query = """mutation ($e: String!, $p: String!) {
      signIn(input: { email: $e, password: $p }) { userErrors { code } }
    }"""
    password = random.choice(("x", "é", "\ud800", "\0")) * random.choice((8, 1_000, 150_000))
    email = random.choice(("editor@attacker.example", f"{random.randrange(500)}@blog.example"))
    return operation(query, e=email, p=password)


def sessions(random: Random, _: Target) -> Operation:
    """Tokens that somebody made up: refresh tokens, access tokens, guest keys."""
    token = random.choice(("x", "x.y.z", ".", "e30.e30.e30", "a" * 3_000))
    ends = aliases(random, 'signOut(input: { refreshToken: "x" }) { userErrors { code } }')
    return random.choice(
        (
            operation(
                "mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { userErrors { code } } }",
                t=token,
            ),
            operation("{ viewer { email } }", token),
            operation(f"mutation {{ {ends} }}"),
        )
    )  # fmt: skip


def likes(random: Random, target: Target) -> Operation:
    """Likes of one post, many in one operation, by guests whose keys are made up."""
    key = random.choice(("null", '"x"', '"' + "k" * 3_000 + '"'))
    like = f"like(input: {{ id: $id, guestKey: {key} }}) {{ userErrors {{ code }} }}"
    query = f"mutation ($id: ID!) {{ {aliases(random, like)} }}"
    return operation(query, id=target.post(random))


def moderation(random: Random, target: Target) -> Operation:
    """Old comments of a long thread taken down and put back; more at once than is allowed."""
    ids = random.sample(
        target.comments, min(random.choice((1, 20, 100, 900)), len(target.comments))
    )
    query = """mutation ($ids: [ID!]!, $s: CommentStatus!) {
      moderateComments(input: { ids: $ids, status: $s }) { userErrors { code } }
    }"""
    status = random.choice(("SPAM", "APPROVED", "PENDING"))
    return operation(query, target.tokens[Role.EDITOR], ids=ids, s=status)


def publication(random: Random, target: Target) -> Operation:
    """The post with the longest thread unpublished and published, over and over."""
    field = random.choice(("publishPost", "publishPost", "unpublishPost"))
    query = f"mutation ($id: ID!) {{ {field}(input: {{ id: $id }}) {{ userErrors {{ code }} }} }}"
    return operation(query, target.tokens[Role.EDITOR], id=target.posts[0])

"""Every setting: its name, type, bounds, default and meaning."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from gql.settings.lists import MetaKeys, PlayerHosts
from gql.settings.live import LiveSettings
from gql.settings.texts import Url

PREFIX = "QUIRE_"


class Settings(LiveSettings):
    """What an operator can set, each with its default. Sizes are bytes, times are seconds.

    deploy/quire.env is printed from these fields and their descriptions.
    """

    # infinity would pass gt=0, and switch a timeout off
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, allow_inf_nan=False
    )

    player_hosts: PlayerHosts = Field(
        [
            "www.youtube.com",
            "www.youtube-nocookie.com",
            "player.vimeo.com",
            "www.dailymotion.com",
            "open.spotify.com",
            "w.soundcloud.com",
            "bandcamp.com",
            "embed.ted.com",
            "videopress.com",
        ],
        description="Hosts whose pages posts may embed as players (iframes, over https), as a JSON "
        "list. What another host would show becomes a link. Never the host of your own pages.",
    )
    hold_comments: Literal["all", "first-time", "none"] = Field(
        "all",
        description="Whose comments are held for moderation: those of all guests, of guests "
        "without the receipt of an approved comment under the same name and e-mail address "
        "(first-time), or none. With all and first-time also the first comment of an account; "
        "never those of authors. Unless updateSite has set another rule.",
    )
    comment_depth: int = Field(
        10,
        ge=0,
        le=499,
        description="The maximum depth of replies; a comment on a post itself has depth 0. Unless "
        "updateSite has set another.",
    )
    anonymous_name: str = Field(
        "",
        max_length=250,
        description="The name that is shown for a guest who gave none. Empty: a word for it in the "
        "language of the publication, such as Anonymous. Unless updateSite has set another.",
    )
    comment_edit_minutes: int = Field(
        15,
        ge=0,
        le=525_600,
        description="For how many minutes commenters may edit their comments. Unless updateSite "
        "has set another number.",
    )
    comment_seconds: float = Field(
        3.0,
        ge=0,
        description="A comment sent sooner than this after its form was opened is held: programs "
        "are that fast.",
    )
    comment_links: int = Field(3, ge=0, description="A comment with more links than this is held.")
    comments_per_minute: int = Field(
        5, ge=1, description="How many comments a minute one account, or one network, may write."
    )
    comments_per_minute_on_post: int = Field(
        60, ge=1, description="How many comments a minute all guests may write on one post."
    )
    public_meta: MetaKeys = Field(
        [],
        max_length=1_000,
        description="Keys of meta (custom fields) that everybody may read, as a JSON list: "
        '["subtitle", "rating"]. Editors read all. Empty: none.',
    )
    introspection: bool = Field(
        True,
        description="Whether clients may ask for the schema. Off: no suggestions and no GraphiQL.",
    )
    request_timeout: float = Field(5.0, gt=0, description="How long an operation may take.")
    statement_timeout: float = Field(3.0, gt=0, description="How long one statement may take.")
    lock_timeout: float = Field(1.0, gt=0, description="How long a statement may wait for a lock.")
    acquire_timeout: float = Field(
        2.0, gt=0, description="How long an operation may wait for a database connection."
    )
    write_timeout: float = Field(
        20.0,
        gt=0,
        description="How long a client may leave a response unread before its connection is "
        "closed.",
    )
    client_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="The share of a pool's reading connections, 0 to 1, that one address may hold "
        "while others read. 1: all.",
    )
    render_timeout: float = Field(
        3.0, gt=0, le=30, description="How much CPU time the rendering of one text may take."
    )
    render_processes: int = Field(
        1,
        ge=1,
        le=32,
        description="How many processes of a worker render long texts of accounts at once, and as "
        "many those of guests. They start when they are first needed.",
    )
    max_body: int = Field(1_048_576, ge=1024, description="The largest request body.")
    max_document: int = Field(65_536, ge=256, description="The longest GraphQL document.")
    max_tokens: int = Field(2_000, ge=10, description="The most tokens in a document.")
    max_nesting: int = Field(
        200, ge=10, description="The deepest nesting of brackets in a document."
    )
    max_depth: int = Field(
        15, ge=1, description="The deepest nesting of fields, fragments expanded."
    )
    max_aliases: int = Field(50, ge=0, description="The most aliases, fragments expanded.")
    max_repeats: int = Field(
        100, ge=1, description="How often one field may stand in a document, fragments expanded."
    )
    max_directives: int = Field(50, ge=0, description="The most directives, fragments expanded.")
    max_definitions: int = Field(
        100, ge=1, description="The most operations and fragments in a document."
    )
    max_values: int = Field(
        2_000,
        ge=10,
        description="The most values in the JSON of a request, and in the arguments of an "
        "operation, where a variable counts at each use.",
    )
    max_response: int = Field(
        10_485_760,
        ge=1024,
        description="The largest response to an operation, estimated from the lengths of stored "
        "texts before they are read.",
    )
    max_nodes: int = Field(10_000, ge=1, description="The most records one operation may return.")
    shadow: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The share of compiled operations, 0 to 1, that the reference path answers "
        "too; what differs is logged, with its variables.",
    )
    max_errors: int = Field(20, ge=1, description="The most errors in one response.")
    document_cache: int = Field(
        1_000,
        ge=1,
        description="How many parsed and valid documents a worker caches; long ones count more.",
    )
    documents: Literal["open", "stored"] = Field(
        "open",
        description="Which documents are run: any (open), or, for all but those who may write "
        "posts, only those that quire documents add has stored (stored).",
    )
    registered_documents: int = Field(
        1_000,
        ge=0,
        le=20_000,
        description="How many documents that clients have registered (automatic persisted "
        "queries) are kept in the database, of 4 KiB on average; 0: none.",
    )
    cache_bytes: int = Field(
        67_108_864,
        ge=0,
        description="How much memory a worker may use to keep answers to strangers until a write "
        "touches them. 0: it keeps none.",
    )
    cache_shared_seconds: int = Field(
        60,
        ge=0,
        le=31_536_000,
        description="For how long CDNs and proxies may keep an answer to a stranger's GET without "
        "asking again (s-maxage), if they purge no tags. Browsers ask each time. 0: not at all.",
    )
    cache_tag_header: str = Field(
        "Cache-Tag",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="The header with the tags of an answer, for CDNs: Cache-Tag (Cloudflare), "
        "Edge-Cache-Tag (Akamai), Surrogate-Key (Fastly), xkey (Varnish).",
    )
    purge_url: Url = Field(
        "",
        description="Where caches on the way, a CDN or Varnish, are told which tags a write has "
        "touched: as a header, whose name is QUIRE_CACHE_TAG_HEADER, and as JSON. Empty: nowhere.",
    )
    purge_method: str = Field(
        "PURGE",
        pattern="^[A-Z]{1,20}$",
        description="The method of these requests: PURGE, or POST as CDNs have it.",
    )
    purge_header: str = Field(
        "",
        pattern=r"^$|^[!-9;-~]+: *[!-~][ -~]*$",
        description="A header that these requests carry, such as a secret: "
        "Authorization: Bearer …. Empty: none.",
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="How log lines look: console for people, json for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log lines that are written."
    )
    metrics: bool = Field(True, description="Whether /metrics answers, for Prometheus.")
    debug: bool = Field(
        False,
        description="For development: responses show the statements that were sent, with their "
        "values, to everybody. GraphiQL shows them in a pane.",
    )

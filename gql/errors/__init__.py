"""Every error that anybody can meet, once: a code for machines, a sentence for people.

QuireError
├── Refused                  the request is at fault: told in full, never logged as a fault
│   ├── BadInput             a value that no field can take
│   │   ├── BadPageSize      first or last outside 1..100, or both
│   │   └── BadCursor        a cursor that was not made here, or for another order
│   ├── LimitExceeded        a limit, named with what was asked and what is allowed
│   ├── CostLimitExceeded    more records than one operation may hand out, as estimated beforehand
│   ├── NotAllowedByGet      a mutation, or what else must come by POST
│   ├── NotSignedIn          a stranger asks for what needs somebody
│   ├── InvalidCredentials, RefreshTokenInvalid, RefreshTokenReused
│   ├── NotThere             what is to be changed is not there, or may not be seen
│   ├── GuestKeyInvalid      a guest's key that was not signed here
│   ├── ReceiptInvalid       a receipt that is none of the comment
│   ├── PreviewInvalid       a preview token that was not signed here
│   │   └── PreviewExpired   one that is over
│   ├── Conflict             somebody else has saved it since
│   ├── RateLimited          too much in too short a time
│   ├── CommentsClosed, TooDeep, SaidAlready, TooLate     an answer that is not taken
│   ├── Forbidden            it is known who asks, and they may not
│   │   └── ReadOnlyToken    a token for reading, with a mutation
│   └── RequestRefused       HTTP that the service does not take, each with its status
│       ├── NotFound, MethodNotAllowed, NotAcceptable, PersistedQueryNotSupported
│       ├── TokenInvalid     who asks cannot be told: 401
│       │   └── TokenExpired, SessionEnded, AccountDisabled
│       ├── HeadTooSlow, BodyTooSlow, BodyTooLarge
│       └── AddressTooLong, UnsupportedMediaType, HeadersTooLarge
├── Unavailable              try again: answers 503 with Retry-After
│   ├── DatabaseBusy         no connection was free in time
│   ├── DatabaseDown         the database does not answer
│   ├── DatabaseReadOnly     the database takes no writes, as after a switch to a standby
│   ├── WritersBusy          too many texts wait to be rendered
│   └── IssuerDown           the outside issuer's keys cannot be had
├── TimedOut                 took longer than it may
└── StartError               the service or a command cannot start; says what to do
    └── InputRefused         a file that an import will not take (exit code 2)

May import nothing of Quire. Never here: what is done about an error.
"""

from gql.errors.authentication import (
    AccountDisabled,
    Forbidden,
    GuestKeyInvalid,
    InvalidCredentials,
    NotSignedIn,
    PreviewExpired,
    PreviewInvalid,
    ReadOnlyToken,
    ReceiptInvalid,
    RefreshTokenInvalid,
    RefreshTokenReused,
    SessionEnded,
    TokenExpired,
    TokenInvalid,
)
from gql.errors.comment import CommentsClosed, SaidAlready, TooDeep, TooLate
from gql.errors.http_request import (
    AddressTooLong,
    BodyTooLarge,
    BodyTooSlow,
    HeadersTooLarge,
    HeadTooSlow,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PersistedQueryNotSupported,
    RequestRefused,
    UnsupportedMediaType,
)
from gql.errors.operation import (
    BadCursor,
    BadInput,
    BadPageSize,
    Conflict,
    CostLimitExceeded,
    InputRefused,
    LimitExceeded,
    NotAllowedByGet,
    NotThere,
    QuireError,
    RateLimited,
    Refused,
    StartError,
    short,
)
from gql.errors.transient import (
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    IssuerDown,
    TimedOut,
    Unavailable,
    WritersBusy,
)

__all__ = [
    "AccountDisabled",
    "AddressTooLong",
    "BadCursor",
    "BadInput",
    "BadPageSize",
    "BodyTooLarge",
    "BodyTooSlow",
    "CommentsClosed",
    "Conflict",
    "CostLimitExceeded",
    "DatabaseBusy",
    "DatabaseDown",
    "DatabaseReadOnly",
    "Forbidden",
    "GuestKeyInvalid",
    "HeadTooSlow",
    "HeadersTooLarge",
    "InputRefused",
    "InvalidCredentials",
    "IssuerDown",
    "LimitExceeded",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotAllowedByGet",
    "NotFound",
    "NotSignedIn",
    "NotThere",
    "PersistedQueryNotSupported",
    "PreviewExpired",
    "PreviewInvalid",
    "QuireError",
    "RateLimited",
    "ReadOnlyToken",
    "ReceiptInvalid",
    "RefreshTokenInvalid",
    "RefreshTokenReused",
    "Refused",
    "RequestRefused",
    "SaidAlready",
    "SessionEnded",
    "StartError",
    "TimedOut",
    "TokenExpired",
    "TokenInvalid",
    "TooDeep",
    "TooLate",
    "Unavailable",
    "UnsupportedMediaType",
    "WritersBusy",
    "short",
]

vcl 4.1;

# Varnish 7 in front of Quire, from Debian's packages varnish and varnish-modules (for xkey). Quire needs:
#
#   QUIRE_CACHE_TAG_HEADER=xkey
#   QUIRE_PURGE_URL=http://127.0.0.1:6081/
#   QUIRE_PURGE_HEADER="Purge-Key: the same secret as below"
#
# It keeps what Quire says that everybody may share, until Quire purges it by its tags.

import xkey;

backend quire {
    .host = "127.0.0.1";
    .port = "8000";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # a secret and no address: behind a proxy on this machine every client has the same one
        if (req.http.Purge-Key != "change this secret" || !req.http.xkey) {
            return (synth(403));
        }
        set req.http.purged = xkey.purge(req.http.xkey);
        return (synth(200, "Purged " + req.http.purged));
    }
    # a WebSocket is handed on as it is
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    # Quire reads no cookies, but with one Varnish would keep nothing
    unset req.http.Cookie;
    # an event stream goes on, and is nobody else's
    if (req.http.Accept ~ "text/event-stream" || (req.method != "GET" && req.method != "HEAD")) {
        return (pass);
    }
    # who sends one of these may see what others do not
    if (req.http.Authorization || req.http.Quire-Receipt || req.http.Quire-Guest-Key) {
        return (pass);
    }
    return (hash);
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}

sub vcl_backend_response {
    # stale answers are never sent; but they are kept for a while, to be validated by their ETag
    set beresp.grace = 0s;
    set beresp.keep = 1h;
}

sub vcl_deliver {
    # the tags are for this cache alone
    unset resp.http.xkey;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}

"""E-mail addresses for tests, good and bad, of every kind that people write."""

from hypothesis import strategies as st

_LOCAL = st.text("abzAZ09.-_+'|/%é\u212a ß", min_size=1, max_size=12)
_LABEL = st.text("abzAZ09-üÜß_é\u212aя", min_size=1, max_size=8)
_DOMAIN = st.lists(_LABEL, min_size=1, max_size=4).map(".".join)
_ANYTHING = st.characters(codec="utf-8", exclude_characters="\x00")

ADDRESSES = st.one_of(
    st.builds("{}@{}".format, _LOCAL, _DOMAIN),
    st.builds("{}@{}.example".format, st.text("abz09", min_size=1, max_size=70), _LABEL),
    st.builds("{}@{}".format, st.text(_ANYTHING, max_size=5), st.text(_ANYTHING, max_size=8)),
    st.builds(
        "{}@example.org{}".format, _LOCAL, st.sampled_from(["", "\r\nBcc: x@y.org", ">", ","])
    ),
    st.integers(180, 260).map(lambda n: "a@" + ("x" * 9 + ".") * (n // 10) + "org"),
)
"""Texts that may be e-mail addresses; about half of them are."""

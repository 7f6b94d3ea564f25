"""Two changes of one form are brought together without losing either."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.trail.saving import merged

Forms = st.fixed_dictionaries({"a": st.integers(0, 2), "b": st.integers(0, 2)})


@given(Forms, Forms, Forms)
def test_a_form_holds_every_change_and_names_each_of_the_others(
    seen: dict[str, int], typed: dict[str, int], now: dict[str, int]
) -> None:
    both = merged(seen, typed, now)
    for name, value in both.values.items():
        mine, theirs = typed[name] != seen[name], now[name] != seen[name]
        assert value == (typed[name] if mine or not theirs else now[name])
        differ = theirs and now[name] != typed[name]
        assert (name in both.theirs) == (differ and not mine)
        assert (name in both.both) == (differ and mine)

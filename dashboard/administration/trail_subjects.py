"""What an action of the trail was done to, in the reader's language. Pure.

The trail keeps subjects in English, as files and checks read them. What is not known here is shown
as it was noted, with its days in words.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from dashboard.administration.messages_view import text_name
from surveys.messages.texts import kind_of
from surveys.texts import Texts

_DAY = r"(\d{4}-\d\d-\d\d)"
_ISO_DAY = re.compile(rf"(?<![\w-]){_DAY}(?![\w-])")
_WAVE = re.compile(r"wave (\d+)")
_ROLE = re.compile(r"(.+): (manager|hr|administrator|council)(?: of (.+))?")

_Written = Callable[[re.Match[str], Texts], str]


def in_words(action: str, subject: str, texts: Texts) -> str:
    """Return a subject in the reader's language."""
    if action.startswith("access ") and (role := _ROLE.fullmatch(subject)):
        return _role(role, texts)
    for pattern, written in _KNOWN.get(action, {}).items():
        if found := re.fullmatch(pattern, subject):
            return written(found, texts)
    if wave := _WAVE.fullmatch(subject):
        return texts.gettext("wave {n}").format(n=wave[1])
    return _ISO_DAY.sub(lambda found: _day(found[1], texts), subject)


def natural(subject: str) -> list[tuple[bool, int, str]]:
    """Return a key by which wave 2 comes before wave 10, and capitals do not matter."""
    parts = re.split(r"(\d+)", subject.casefold())
    return [(p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts]


def _day(iso: str, texts: Texts) -> str:
    try:
        return texts.date(date.fromisoformat(iso))
    except ValueError:
        return iso


def _role(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    name, role, unit = found.groups()
    named = {
        "manager": _("manager"),
        "hr": _("HR"),
        "administrator": _("administrator"),
        "council": _("works council"),
    }[role]
    if unit is not None:
        named = _("{role} of {unit}").format(role=named, unit=unit)
    return f"{name}: {named}"


def _opened(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    number, day, keepers = found.groups()
    said = _("wave {n}, open until {day}").format(n=number, day=_day(day, texts))
    if keepers is None:
        return said
    return f"{said}, " + _("sealed for {names}").format(names=keepers)


def _turn(found: re.Match[str], texts: Texts) -> str:
    wave = texts.gettext("wave {n}").format(n=found[1])
    return f"{wave}, {found[2]}"


def _how_often(rule: str, texts: Texts) -> str:
    """Return a rule in words where it is one of those that one chooses; others as noted."""
    _ = texts.gettext
    usual = {
        r"FREQ=WEEKLY;BYDAY=\w\w": _("Every week"),
        r"FREQ=WEEKLY;INTERVAL=2;BYDAY=\w\w": _("Every two weeks"),
        r"FREQ=MONTHLY;BYDAY=-?\d\w\w": _("Every month"),
    }
    named = (words.lower() for known, words in usual.items() if re.fullmatch(known, rule))
    return next(named, rule)


def _programme(found: re.Match[str], texts: Texts) -> str:
    return _how_often(found[0], texts)


def _rhythm(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    rule, day, time, days, after = found.groups()
    said = _("{rule}, from {day}, at {time}, open for {n} days").format(
        rule=_how_often(rule, texts), day=_day(day, texts), time=time, n=days
    )
    if after == "-":
        return f"{said}, " + _("no reminders")
    return f"{said}, " + _("reminders after {days} days").format(days=after)


def _reviewed(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    agreed, outcome, learned = found.groups()
    decided = {
        "keep": _("Keep it"),
        "change": _("Change it"),
        "stop": _("Stop"),
        "undecided": _("not decided"),
    }[outcome]
    said = f"{agreed.rstrip('.')}: {decided.lower()}"
    return f"{said}, {learned}" if learned else said


def _period(found: re.Match[str], texts: Texts) -> str:
    first, last = (date.fromisoformat(day) for day in found.groups()[1:])
    return f"{found[1]}, {texts.days(first, last)}"


def _block(found: re.Match[str], texts: Texts) -> str:
    said = texts.gettext("wave {n} asks the questions of wave {other}")
    return said.format(n=found[1], other=found[2])


def _imported(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    named = (
        _("people new: {n}"),
        _("moved: {n}"),
        _("left: {n}"),
        _("with other details: {n}"),
        _("units new: {n}"),
        _("changed: {n}"),
        _("removed: {n}"),
    )
    counted = zip(named, found.groups(), strict=True)
    return ", ".join(name.format(n=number) for name, number in counted if number != "0") or "0"


def _text(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    own = _("own words") if found[3] == "own words" else _("the words of Peil")
    return f"{_message(found[1], texts)} ({found[2]}): {own}"


def _decided(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    decision = _("it arrived") if found[3] == "arrived" else _("send it again")
    return f"{_message(found[1], texts)}, {found[2]}: {decision}"


def _message(kind: str, texts: Texts) -> str:
    return text_name("managers" if kind == "managers" else kind_of(kind), texts)


def _small_units(_found: re.Match[str], texts: Texts) -> str:
    return texts.gettext("people in small units")


def _percent(found: re.Match[str], texts: Texts) -> str:
    return texts.percent(int(found[1]) / 100)


def _thresholds(found: re.Match[str], texts: Texts) -> str:
    said = texts.gettext("numbers from {k}, distributions from {k_distribution}, comments from {n}")
    return said.format(k=found[1], k_distribution=found[2], n=found[3])


def _health(_found: re.Match[str], texts: Texts) -> str:
    return texts.gettext("physical or mental complaints")


def _who_leads(_found: re.Match[str], texts: Texts) -> str:
    return texts.gettext("leaders and staff side by side, for the whole organisation")


def _sealed(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    return _("sealed") if found[0] == "sealed" else _("not sealed")


def _asking(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    return {"rhythm": _("in the rhythm"), "once": _("once")}[found[1]] + f": {found[2]}"


def _coder(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    said = {
        "first": _("wave {n}, as the first coder"),
        "second": _("wave {n}, as the second coder"),
    }
    return said[found[2]].format(n=found[1])


def _address(found: re.Match[str], texts: Texts) -> str:
    _ = texts.gettext
    return _("revoked") if found[0] == "revoked" else _("renewed")


def _listed_units(found: re.Match[str], texts: Texts) -> str:
    said = texts.gettext("{name}: fingerprint of the list {fingerprint}, number drawn {number}")
    return said.format(name=found[1], fingerprint=found[2], number=found[3])


def _drawn(found: re.Match[str], texts: Texts) -> str:
    return texts.gettext("{name}: seed {seed}").format(name=found[1], seed=found[2])


def _over(found: re.Match[str], texts: Texts) -> str:
    said = texts.gettext("{n}, over before {day}")
    return said.format(n=found[1], day=_day(found[2], texts))


def _addresses(found: re.Match[str], texts: Texts) -> str:
    return texts.gettext("addresses: {n}").format(n=found[1])


_IMPORTED = (
    r"(\d+) joined, (\d+) moved, (\d+) left, (\d+) with other details; "
    r"(\d+) units made, (\d+) changed, (\d+) removed"
)
_KNOWN: Mapping[str, Mapping[str, _Written]] = {
    "wave opened": {rf"wave (\d+), until {_DAY}(?:, sealed for (.+))?": _opened},
    "turn of a keeper": {r"wave (\d+), (.+)": _turn},
    "rhythm saved": {rf"(\S+) from {_DAY}, (\d\d:\d\d), (\d+) days, reminders after (.+)": _rhythm},
    "programme resumed": {r"FREQ=\S+": _programme},
    "programme paused": {r"FREQ=\S+": _programme},
    "programme ended": {r"FREQ=\S+": _programme},
    "closed period added": {rf"(.+), {_DAY} to {_DAY}": _period},
    "agreement reviewed": {r"(.+): (keep|change|stop|undecided)(?:, (.+))?": _reviewed},
    "experiment list closed": {r"(.+): fingerprint (\w+), number (\w+)": _listed_units},
    "experiment drawn": {r"(.+): seed (\w+)": _drawn},
    "experiment ended": {r"(.+): (keep|change|stop)()": _reviewed},
    "experiments deleted": {rf"(.+), over before {_DAY}": _over},
    "agreements and events deleted": {rf"(.+), over before {_DAY}": _over},
    "messages came back": {r"addresses: (\d+)": _addresses},
    "block brought forward": {r"wave (\d+) asks the questions of wave (\d+)": _block},
    "people imported": {_IMPORTED: _imported},
    "message text changed": {r"(\w+) \((\w\w)\): (own words|the words of Peil)": _text},
    "message decided": {r"(\S+) to (.+): (arrived|send again)": _decided},
    "confirmation asked": {rf"{_DAY}: people in small units": _small_units},
    "badges by chance chosen": {r"(\d+) %": _percent},
    "thresholds chosen": {r"(\d+), (\d+), (\d+)": _thresholds},
    "question about health switched on": {r"hv_4": _health},
    "question about health switched off": {r"hv_4": _health},
    "question who leads switched on": {r"le_1": _who_leads},
    "question who leads switched off": {r"le_1": _who_leads},
    "backup made": {r"sealed|not sealed": _sealed},
    "own question asked": {r"(rhythm|once): (.+)": _asking},
    "comments read by theme": {r"wave (\d+), coder (first|second)": _coder},
    "calendar address changed": {r"renewed|revoked": _address},
}
"""How the subjects of an action are noted, each with what writes it."""

"""Every figure that is asked of Peil: its name, and the bound it is held against.

`docs/performance.md` has them with the values that were measured last; a test compares the names.
A figure without a bound is stated, because it explains others or has no natural one.
"""

from dataclasses import dataclass

SHAPES = ("random", "star", "tens")
CONNECTIONS = (1, 8, 32)
REPORTS = ("pptx", "xlsx", "html", "pdf")


@dataclass(frozen=True)
class Figure:
    """A figure of a group; at most or at least so much is asked of it, in its unit."""

    group: str
    name: str
    most: float | None = None
    least: float | None = None
    unit: str = ""

    @property
    def asked(self) -> str:
        """What is asked, in words."""
        if self.most is None and self.least is None:
            return "stated"
        bound = self.most if self.most is not None else self.least or 0
        return f"{'at most' if self.most is not None else 'at least'} {self.said(bound)}"

    def said(self, value: float) -> str:
        """Return a value of this figure with its unit."""
        digits = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
        return f"{digits} {self.unit}".strip()

    def met(self, value: float) -> bool | None:
        """Return whether a value is within the bound; None where nothing is asked."""
        if self.most is not None:
            return value <= self.most
        return None if self.least is None else value >= self.least


ALL: list[Figure] = []
"""Every figure, in the order in which they are told."""


def _figure(
    group: str,
    name: str,
    *,
    most: float | None = None,
    least: float | None = None,
    unit: str = "",
) -> Figure:
    figure = Figure(group, name, most, least, unit)
    ALL.append(figure)
    return figure


_PAGES = "Pages"
_LIKE_EMPTY = "server time / that of an empty page"
ANSWER_PAGE = _figure(_PAGES, f"answer page in the app: {_LIKE_EMPTY}", most=2)
TEAM_PAGE = _figure(_PAGES, f"team page: {_LIKE_EMPTY}", most=2.7)
TEAM_BYTES = _figure(_PAGES, "team page: sent", most=150, unit="kB")
MEASURES_PAGE = _figure(_PAGES, f"measures: {_LIKE_EMPTY}", most=1.5)
MEASURES_BYTES = _figure(_PAGES, "measures: sent", most=150, unit="kB")
SLIDE = _figure(_PAGES, f"a slide of the meeting: {_LIKE_EMPTY}", most=1.8)
SLIDE_FORM = _figure(_PAGES, f"the form in the meeting: {_LIKE_EMPTY}", most=1.8)
DATA_IN_HAND = _figure(_PAGES, "team page: server time / that with all data in hand", most=1.5)
ORGANISATION_PAGE = _figure(_PAGES, f"organisation page of 2,500 units: {_LIKE_EMPTY}", most=3.9)
ORGANISATION_BYTES = _figure(_PAGES, "organisation page of 2,500 units: sent", most=400, unit="kB")
ORGANISATION_CHARTS = _figure(
    _PAGES, "organisation page of 2,500 units: of that in charts", unit="kB"
)
COMMENTS_PAGE = _figure(_PAGES, f"reading 2,000 comments: {_LIKE_EMPTY}")
COMMENTS_BYTES = _figure(_PAGES, "reading 2,000 comments: sent", unit="kB")
COMMENTS_SAVED = _figure(_PAGES, "reading 2,000 comments: saving a theme", unit="ms")
LAST_CHART = _figure(
    _PAGES, "team page until its last chart / as many trivial charts, in a browser", most=1.3
)

_LARGE = "Large: 200,000 people, 8,000 units, 52 waves"
_AGAINST_SMALL = "server time / that at 300 people and 13 waves"
LARGE_TEAM = _figure(_LARGE, f"team page: {_AGAINST_SMALL}", most=1.2)
LARGE_ORGANISATION = _figure(_LARGE, f"organisation page: {_AGAINST_SMALL}", most=1.2)
LARGE_EMPTY = _figure(_LARGE, f"empty page: {_AGAINST_SMALL}")
LARGE_FIRST = _figure(_LARGE, "team page, the first one after a start", unit="s")
LARGE_FIRST_ORGANISATION = _figure(
    _LARGE, "organisation page, the first one after a start", unit="s"
)
LARGE_BYTES = _figure(_LARGE, "database on SQLite", most=1_000, unit="MB")

_READING = "Reading results"
UNIT_SMALL = _figure(_READING, "report of a unit / bare query, 250 thousand answers", most=3)
UNIT_LARGE = _figure(_READING, "report of a unit / bare query, 10 million answers", most=3)
UNIT_GROWTH = _figure(_READING, "report of a unit: 10 million answers / 250 thousand", most=1.2)
UNIT_FIRST = _figure(_READING, "report of a unit, the first one after a count", unit="ms")
ORGANISATION = _figure(_READING, "report of 2,500 units / bare query", most=10)
ORGANISATION_AGAIN = _figure(_READING, "report of 2,500 units again, same edition / bare query")
API_BARE = _figure(_READING, "API: a bare JSON response of the same size", unit="ms")
API_READ = _figure(_READING, "API: reading the unit alone", unit="ms")
API_MADE = _figure(_READING, "API: made anew less the reading / bare response", most=2)
API_KEPT = _figure(_READING, "API: from memory / bare response", most=2)
API_KNOWN = _figure(_READING, "API: known already (304) / bare response", most=2)

_LIGHT = "Light page"
JOURNEYS = _figure(_LIGHT, "one process, 8 clients: opened and sent", least=150, unit="/s")
JOURNEY_P95 = _figure(_LIGHT, "p95 of opening and sending", most=100, unit="ms")
COMMITS = _figure(_LIGHT, "durable SQLite commits in the same run", unit="/s")
COMMITS_OF_A_JOURNEY = _figure(_LIGHT, "durable commits in the time of one", most=35)
TWO_PROCESSES = _figure(_LIGHT, "two processes / one", least=1.5)
SEND_AMONG_OPEN = _figure(_LIGHT, "p95 of sending, 500 open pages / none", most=1.3)

_MONDAY = "Monday morning: 100,000 invitations at 09:00"
MONDAY_PEAK = _figure(_MONDAY, "answers that arrive in the busiest minute", unit="/s")
MONDAY_LIGHT_CAPACITY = _figure(_MONDAY, "light page: what one process takes", unit="/s")
MONDAY_LIGHT = _figure(_MONDAY, "light page: processes for the busiest minute")
MONDAY_LIGHT_P95 = _figure(
    _MONDAY, "light page: p95 of a send at that load of a process", most=200, unit="ms"
)
MONDAY_APP_CAPACITY = _figure(_MONDAY, "page in the app: what one process takes", unit="/s")
MONDAY_APP = _figure(_MONDAY, "page in the app: processes for the busiest minute")
MONDAY_APP_P95 = _figure(
    _MONDAY, "page in the app: p95 of a send at that load of a process", most=200, unit="ms"
)

_BOX = "Ballot box and count"
CAST_SQLITE = _figure(_BOX, "SQLite: durable ballots / bare inserts", least=0.5)
CAST_POSTGRESQL = {
    number: _figure(_BOX, f"PostgreSQL: ballots / pgbench, {number} at once", least=0.4)
    for number in CONNECTIONS
}
ATOMS = {
    shape: _figure(_BOX, f"atoms of 100,000 units ({shape})", most=2, unit="s") for shape in SHAPES
}
COUNT = _figure(_BOX, "counting 41,325 ballots / opening them alone", most=3)
COUNT_ANALYSIS = _figure(_BOX, "working out what goes together / opening them alone")
COUNT_MEMORY = _figure(_BOX, "memory of a count: for one more ballot", unit="bytes")
COUNT_LINEAR = _figure(_BOX, "memory of counting 20,000 ballots / linear", most=1.1)
VERDICTS = {
    30: _figure(_BOX, "verdicts after a count: 30 teams, 26 waves", most=2, unit="s"),
    2_270: _figure(_BOX, "verdicts after a count: 2,500 units, 52 waves", most=60, unit="s"),
}
VERDICTS_MEMORY = {
    30: _figure(_BOX, "memory of the process: 30 teams, 26 waves", most=1_024, unit="MB"),
    2_270: _figure(_BOX, "memory of the process: 2,500 units, 52 waves", most=1_024, unit="MB"),
}

_STUDY = "Reference study: 116,992 people, 2,500 units, 19 organisations, nine waves"
STUDY_SQLITE = _figure(_STUDY, "counting the largest wave on SQLite", unit="s")
STUDY_POSTGRESQL = _figure(_STUDY, "counting the largest wave on PostgreSQL", unit="s")
STUDY_RATIO = _figure(_STUDY, "counting the largest wave, PostgreSQL / SQLite")
STUDY_ALL = _figure(
    _STUDY, "all nine waves: opened, answered, counted, judged; processor time", unit="s"
)
STUDY_COUNTS = _figure(_STUDY, "all nine waves: counting alone, processor time", unit="s")
STUDY_BYTES = _figure(_STUDY, "database on SQLite after nine waves", unit="MB")

_PROCESS = "Processes"
HELP = _figure(_PROCESS, "peil --help / python -c 'import typer, rich'", most=3)
START = _figure(_PROCESS, "peil serve: start to the first page", most=2, unit="s")
START_CPU = _figure(_PROCESS, "peil serve: processor time until the first page", unit="s")
QUIET = _figure(_PROCESS, "peil serve: resident memory of a quiet process", most=220, unit="MB")
QUIET_LIGHT = _figure(
    _PROCESS, "process of the light page: resident memory, quiet", most=220, unit="MB"
)
IDLE_MEMORY = _figure(_PROCESS, "peak memory with 1,000 idle visitors", unit="MB")
FLOODED = _figure(_PROCESS, "peak memory with 60 more who send 15 MB each / without", most=1.3)
FLOODS_ENDED = _figure(_PROCESS, "connections that were ended for it, of 60", least=60)
DEMO = _figure(_PROCESS, "demo: first start to a page that answers", most=20, unit="s")
DEMO_WAVES = _figure(_PROCESS, "demo: 13 counted waves and one open, 300 people", most=10, unit="s")

_PEOPLE = "People, messages, files"
DRY_RUN = _figure(_PEOPLE, "import of 100,000 people: dry run", unit="s")
IMPORT = _figure(_PEOPLE, "import of 100,000 people: dry run and writing", unit="s")
DRY_RUN_SHARE = _figure(_PEOPLE, "import of 100,000 people: dry run / all of it", most=1)
IMPORT_AGAIN = _figure(_PEOPLE, "import of 100,000 people: the same list again", unit="s")
IMPORT_MOVES = _figure(_PEOPLE, "import of 100,000 people: 1,000 move", unit="s")
IMPORT_MEMORY = _figure(_PEOPLE, "import of 100,000 people: memory of a dry run", unit="MB")
HISTORY = _figure(_PEOPLE, "import of past answers: two files, counted", most=5, unit="s")
SENDING = _figure(_PEOPLE, "invitations sent", unit="/s")
SENDING_SHARE = _figure(_PEOPLE, "invitations sent, of what a bare loop of smtplib does", unit="%")
SENDING_MEMORY = _figure(_PEOPLE, "memory when all invitations are sent / a tenth", most=1.2)
WORKBOOK = _figure(_PEOPLE, "workbook of 2,500 units", most=10, unit="s")
WORKBOOK_MEMORY = _figure(_PEOPLE, "workbook of 2,500 units: memory at most", most=300, unit="MB")
WORKBOOK_BYTES = _figure(_PEOPLE, "workbook of 2,500 units: size", unit="MB")
REPORT = {
    kind: _figure(
        _PEOPLE, f"report of a team: {kind}", most=2 if kind == "pptx" else None, unit="s"
    )
    for kind in REPORTS
}
KAPPA = _figure(_PEOPLE, "22,108 comments: suggestions and agreement of two coders", unit="s")
